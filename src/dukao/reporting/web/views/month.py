"""A unit's month: the working page and the sheet to read, sign and print."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.reporting.policies import can_see_reports
from dukao.reporting.selectors.calls import current_period
from dukao.reporting.selectors.month import own_reports
from dukao.reporting.web.month_page import MonthPage
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_GET
def mine(request: Request) -> HttpResponse:
    """To the present month of one's own unit; ``?all`` offers every unit one fills or signs for."""
    require(can_see_reports(request.actor))
    at = clock.now()
    period = current_period(at)
    reports = own_reports(request.actor, period, clock.local_day(at)) if period else []
    own = [report for report, place in reports if len(reports) == 1 or place.unit_id == request.actor.unit_id]
    if own and "all" not in request.GET:
        return redirect("reporting:show", own[0].pk)
    if not reports and request.actor.has(Role.OFFICE, Role.LEADER, Role.DISCIPLINE):
        return redirect("reporting:overview")
    return render(request, "reporting/mine.html", {"period": period, "reports": reports, "at": at})


@require_GET
def show(request: Request, report_id: int) -> HttpResponse:
    page = MonthPage.of(request, report_id, item_id=number_in(request.GET, "item"))
    return page.answer("pane")


@require_GET
def sheet(request: Request, report_id: int) -> HttpResponse:
    """The whole report to read: before signing, for the record, on paper."""
    page = MonthPage.of(request, report_id)
    return render(request, "reporting/sheet.html", {**page.context(), "key": uuid.uuid4()})
