"""Clocks of keeping, what is due, what was destroyed, and the rules behind them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock as clocks
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.privacy import services
from dukao.privacy.policies import can_decide_destruction, can_see_keeping, can_set_rules
from dukao.privacy.selectors.keeping import (
    clock_named,
    destruction_numbered,
    destructions,
    kept_kinds,
    waiting_destructions,
)
from dukao.privacy.selectors.rules import (
    privacy_rules_known,
    privacy_rules_on,
    retention_rules_known,
    retention_rules_on,
)
from dukao.privacy.vocabulary import DestructionState
from dukao.privacy.web.forms import ClockForm, HoldForm, RulesForm
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing

COLUMNS = (
    Column("label", "销毁什么"), Column("destroyed", "条数", numeric=True), Column("rule", "按哪条规则"),
    Column("decided", "谁批准", sort="decided_at"), Column("state", "状态"),
)  # fmt: skip


@require_GET
def keeping(request: Request) -> HttpResponse:
    return _keeping_page(request, HoldForm())


@require_POST
def approve(request: Request, destruction_id: int) -> HttpResponse:
    require(can_decide_destruction(request.actor))
    done = services.approve_destruction(
        actor=request.actor, destruction=destruction_numbered(destruction_id), at=clocks.now()
    )
    messages.success(request, f"已销毁{done.label} {done.destroyed} 条，记入销毁登记。")
    return redirect("privacy:keeping")


@require_POST
def hold(request: Request, destruction_id: int) -> HttpResponse:
    require(can_decide_destruction(request.actor))
    form, destruction = HoldForm(request.POST), destruction_numbered(destruction_id)
    if form.carry_out(
        services.hold_destruction, actor=request.actor, destruction=destruction, at=clocks.now()
    ):
        messages.success(request, f"已暂缓到 {form.result.not_before}，到时重新提出。")
        return redirect("privacy:keeping")
    return _keeping_page(request, form, status=422)


def _keeping_page(request: Request, form: HoldForm, *, status: int = 200) -> HttpResponse:
    require(can_see_keeping(request.actor))
    day = clocks.today()
    context = {
        "kinds": kept_kinds(day), "waiting": list(waiting_destructions()), "form": form,
        "rules": privacy_rules_on(day), "may_decide": can_decide_destruction(request.actor),
        "may_set": can_set_rules(request.actor).allowed,
    }  # fmt: skip
    return render(request, "privacy/keeping.html", context, status=status)


@require_GET
def register(request: Request) -> HttpResponse:
    """销毁登记: kinds, numbers, rules and who approved; no person stands in it but the one who decided."""
    require(can_see_keeping(request.actor))
    listing = Listing(
        request.GET,
        columns=COLUMNS,
        choices=(Choice("state", "状态", tuple(DestructionState.choices)),),
        default_sort="-decided_at",
    )
    rows = destructions()
    if "state" in listing.chosen:
        rows = rows.filter(state__in=listing.chosen["state"])
    return render(request, "privacy/destructions.html", {"listing": listing.show(rows)})


@require_http_methods(["GET", "POST"])
def clock(request: Request, key: str) -> HttpResponse:
    """One kind: every version of its rule, and a new one."""
    require(can_see_keeping(request.actor))
    known, held = clock_named(key), retention_rules_on(clocks.today()).get(key)
    form = ClockForm(request.POST or None, initial={"months": held.months if held else known.months})
    if form.is_bound:
        require(can_set_rules(request.actor))
        if form.carry_out(services.set_retention_rule, actor=request.actor, clock=key, at=clocks.now()):
            messages.success(request, "新期限已定下，从施行日期起适用。")
            return redirect("privacy:clock", key)
    context = {
        "clock": known, "form": form, "known": retention_rules_known(key), "day": clocks.today(),
        "may_set": can_set_rules(request.actor).allowed,
    }  # fmt: skip
    return render(request, "privacy/clock.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_keeping(request.actor))
    held = privacy_rules_on(clocks.today())
    names = ("holder", "answer_days", "answer_kind", "defer_days", "hold_days")
    form = RulesForm(request.POST or None, initial={name: getattr(held, name) for name in names})
    if form.is_bound:
        require(can_set_rules(request.actor))
        if form.carry_out(services.set_privacy_rules, actor=request.actor, at=clocks.now()):
            messages.success(request, "新规则已定下，从施行日期起适用。")
            return redirect("privacy:rules")
    context = {
        "form": form, "known": privacy_rules_known(), "day": clocks.today(),
        "may_set": can_set_rules(request.actor).allowed,
    }  # fmt: skip
    return render(request, "privacy/rules.html", context, status=form.status)
