"""Rungs of the ladder: what waits for a decision, the proposal, and the unit's explanation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.policies import can_see_ledger
from dukao.matters.selectors.steering import RUNG_VIEWS, rung_sheet, rungs_seen
from dukao.matters.web.steering_forms import ExplainForm, RungForm
from dukao.matters.web.steering_lists import steering_list
from dukao.ui.rendering import render

COLUMNS = ("级别", "事项", "牵头单位", "事由", "说明", "状态")


@require_GET
def rungs(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    page = steering_list(request.GET, rungs_seen(request.actor, day), RUNG_VIEWS, COLUMNS, day)
    return render(request, "matters/rungs.html", {"page": page, "day": day})


@require_http_methods(["GET", "POST"])
def rung(request: Request, rung_id: int) -> HttpResponse:
    at = clock.now()
    sheet = rung_sheet(request.actor, rung_id, clock.local_day(at))
    form = RungForm(request.POST or None, initial={"basis": sheet.rung.basis})
    if request.method == "POST":
        require(sheet.may_decide)
    act = services.decide_rung if request.POST.get("decision") == "decide" else services.decline_rung
    if form.is_bound and form.carry_out(act, actor=request.actor, rung=sheet.rung, at=at):
        messages.success(request, "已决定，单位会收到消息。")
        return redirect("matters:rung", rung_id)
    context = {"sheet": sheet, "form": form, "at": at}
    return render(request, "matters/rung.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def explain(request: Request, rung_id: int) -> HttpResponse:
    at = clock.now()
    sheet = rung_sheet(request.actor, rung_id, clock.local_day(at))
    require(sheet.may_explain)
    form = ExplainForm(request.POST if request.method == "POST" else None)
    act = services.waive_explanation if "waive" in request.POST else services.explain_rung
    if form.is_bound and form.carry_out(act, actor=request.actor, rung=sheet.rung, at=at):
        messages.success(request, "已送出，决定前会先看你的说明。")
        return redirect("matters:rung", rung_id)
    context = {"sheet": sheet, "form": form, "at": at}
    return render(request, "matters/explain.html", context, status=form.status)
