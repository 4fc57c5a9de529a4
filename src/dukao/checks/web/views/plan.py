"""The year's plan: the list, the calendar, overlaps, additions by month, and the file to take away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.checks import services
from dukao.checks.policies import can_manage_plan, can_plan, can_see_plan
from dukao.checks.selectors import check_for, visible_checks
from dukao.checks.selectors.exports import exported_checks
from dukao.checks.selectors.overlaps import names_of, overlaps_among
from dukao.checks.selectors.plan import (
    added_months,
    bars,
    check_rows,
    checks_meeting,
    month_places,
    plan_sum,
)
from dukao.checks.web.plan_list import WORDS, PlanList
from dukao.checks.web.sheets import HEAD, workbook_of
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.forms import said
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render

EXPORTED = 5000


@require_GET
def plan(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    day = clock.today()
    listing = PlanList(request.GET, day)
    listing.show(checks_meeting(request.actor, listing.conditions, day))
    context = {
        "listing": listing, "words": WORDS, "day": day,
        "rows": check_rows(request.actor, listing.rows, day, with_days=True),
        "sum": plan_sum(request.actor, listing.year, day), "may_plan": can_plan(request.actor),
        "may_manage": can_manage_plan(request.actor),
    }  # fmt: skip
    return render(request, "checks/plan.html", context)


@require_GET
def calendar(request: Request) -> HttpResponse:
    """The plan side by side over the months; conditions are the list's own."""
    require(can_see_plan(request.actor))
    day = clock.today()
    listing = PlanList(request.GET, day, per_page=100)
    listing.show(checks_meeting(request.actor, listing.conditions, day))
    rows = check_rows(request.actor, listing.rows, day)
    first = day.replace(month=1, day=1)
    passed = (day - first).days * 100 / 365 if listing.year == day.year else None
    context = {
        "listing": listing, "bars": bars(rows, listing.year), "months": month_places(listing.year),
        "today": f"{passed:.2f}" if passed is not None else None, "words": WORDS,
    }  # fmt: skip
    return render(request, "checks/calendar.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_plan(request.actor))
    day = clock.today()
    listing = PlanList(request.GET, day)
    found = checks_meeting(request.actor, listing.conditions, day).order_by(*listing.ordering)[:EXPORTED]
    rows = exported_checks(request.actor, found, day)
    title = f"{listing.year} 年督查检查考核计划"
    return download(workbook_of(title, HEAD, rows), f"{title}.xlsx")


@require_http_methods(["GET", "POST"])
def overlaps(request: Request) -> HttpResponse:
    """Pairs that would come to the same unit about the same thing; drafts are merged with one press."""
    require(can_see_plan(request.actor))
    day = clock.today()
    if request.method == "POST":
        return _merge(request)
    listing = PlanList(request.GET, day)
    pairs = overlaps_among(visible_checks(request.actor, day).filter(year=listing.year))
    context = {
        "pairs": pairs, "names": names_of(pairs, day), "listing": listing,
        "may_manage": can_manage_plan(request.actor),
    }  # fmt: skip
    return render(request, "checks/overlaps.html", context)


def _merge(request: Request) -> HttpResponse:
    require(can_manage_plan(request.actor))
    at, numbers = clock.now(), [number_in(request.POST, name) for name in ("check", "into")]
    if None in numbers:
        raise DomainError("nothing_chosen", "请从重叠清单里选择要合并的检查。")
    check, into = (check_for(request.actor, number or 0, clock.local_day(at))[0] for number in numbers)
    reason = said(request.POST, "reason", "理由") or "同一对象、同一主题，合并开展。"
    services.merge_check(actor=request.actor, check=check, into=into, reason=reason, at=at)
    messages.success(request, f"{check.number} 已并入 {into.number}，请核对后送审。")
    return redirect("checks:show", into.pk)


@require_GET
def additions(request: Request) -> HttpResponse:
    """月控: what was added to the plan, month by month, with reason and approval."""
    require(can_see_plan(request.actor))
    day = clock.today()
    listing = PlanList(request.GET, day)
    months = added_months(request.actor, listing.year, day)
    return render(request, "checks/additions.html", {"months": months, "listing": listing})
