"""Objections: the list, raising one, its page with what may be done, the clocks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.assessments import services
from dukao.assessments.policies import (
    can_raise_objection,
    can_see_notice_policies,
    can_see_results,
    can_set_objection_rule,
)
from dukao.assessments.selectors.objections import line_name, objection_for, objection_rules
from dukao.assessments.vocabulary import PRESETS
from dukao.assessments.web.objection_forms import (
    FACT,
    AssignForm,
    DecideForm,
    ObjectionRuleForm,
    RaiseForm,
    SendBackForm,
)
from dukao.assessments.web.objection_list import objection_listing
from dukao.assessments.web.objection_page import ObjectionPage, facts_in
from dukao.assessments.web.seeing import sheet_for
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_results(request.actor))
    return render(
        request, "assessments/objections.html", {"page": objection_listing(request.actor, request.GET)}
    )


@require_http_methods(["GET", "POST"])
def raising(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    sheet = sheet_for(request, round_id, unit_id)
    require(can_raise_objection(request.actor, sheet.place))
    item = request.GET.get("item", "")
    form = RaiseForm(request.POST, request.FILES) if request.method == "POST" else RaiseForm()
    if form.is_bound and form.carry_out(
        services.raise_objection, actor=request.actor, assessment=sheet.round, unit_id=unit_id, item=item,
        at=clock.now(),
    ):  # fmt: skip
        messages.success(request, "异议已提出，督考办会指定没有参与过的人办理。")
        made = form.result
        return redirect("assessments:objection", made.pk) if made else redirect("assessments:objections")
    context = {"sheet": sheet, "form": form, "name": line_name(sheet.round, sheet.code, item)}
    return render(request, "assessments/raise.html", context, status=form.status)


@require_GET
def show(request: Request, number: int) -> HttpResponse:
    page = ObjectionPage(request.actor, objection_for(request.actor, number), clock.now())
    return render(request, "assessments/objection.html", {"page": page})


@require_POST
def assign(request: Request, number: int) -> HttpResponse:
    page = ObjectionPage(request.actor, objection_for(request.actor, number), clock.now())
    require(page.may_assign)
    form = AssignForm(request.POST, people=page.candidates)
    if not form.is_valid():
        return render(
            request, "assessments/objection.html", {"page": page.with_form(assign=form)}, status=422
        )
    services.assign_objection(
        actor=request.actor,
        objection=page.objection,
        handler_id=int(form.cleaned_data["handler"]),
        at=page.now,
    )
    messages.success(request, "已指定办理人，并发消息通知。")
    return redirect("assessments:objection", number)


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    services.withdraw_objection(
        actor=request.actor, objection=objection_for(request.actor, number), at=clock.now()
    )
    messages.success(request, "已撤回。")
    return redirect("assessments:objection", number)


@require_POST
def decide(request: Request, number: int) -> HttpResponse:
    page = ObjectionPage(request.actor, objection_for(request.actor, number), clock.now())
    require(page.may_decide)
    form, typed = DecideForm(request.POST, leaders=page.leaders), facts_in(request.POST, FACT)
    done = "已报批，领导会收到消息。" if form.needs_approval else "已办结，单位已收到通知。"
    act: Any = services.propose_decision if form.needs_approval else services.decide_objection
    if form.carry_out(act, actor=request.actor, objection=page.objection, at=page.now, wanted=typed):
        messages.success(request, done)
        return redirect("assessments:objection", number)
    page.objection.refresh_from_db()
    page = page.with_form(decide=form, typed=typed)
    return render(request, "assessments/objection.html", {"page": page}, status=form.status)


@require_POST
def approve(request: Request, number: int) -> HttpResponse:
    objection = objection_for(request.actor, number)
    services.approve_decision(
        actor=request.actor, objection=objection, at=clock.now(), key=request.POST.get("key")
    )
    messages.success(request, "已批准并重新计分，单位已收到通知。")
    return redirect("assessments:objection", number)


@require_POST
def send_back(request: Request, number: int) -> HttpResponse:
    page = ObjectionPage(request.actor, objection_for(request.actor, number), clock.now())
    require(page.may_approve)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        page = page.with_form(send_back=form)
        return render(request, "assessments/objection.html", {"page": page}, status=422)
    services.send_back_decision(
        actor=request.actor, objection=page.objection, at=page.now, **form.cleaned_data
    )
    messages.success(request, "已退回办理人。")
    return redirect("assessments:objection", number)


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    may_set = can_set_objection_rule(request.actor)
    require(may_set if request.method == "POST" else can_see_notice_policies(request.actor))
    preset = request.GET.get("preset", "")
    start = {**ObjectionRuleForm.start(preset), "effective_on": clock.today()}
    form = ObjectionRuleForm(request.POST) if request.method == "POST" else ObjectionRuleForm(initial=start)
    if form.is_bound and form.carry_out(services.set_objection_rule, actor=request.actor, at=clock.now()):
        messages.success(request, "已设定。施行日期起提出的异议按新规则计时。")
        return redirect("assessments:objection_rules")
    context = {"form": form, "rules": objection_rules(), "may_set": may_set, "presets": PRESETS}
    return render(request, "assessments/objection_rules.html", context, status=form.status)
