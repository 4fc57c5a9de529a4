"""The office's month: who has handed in, reminding, locking, the list as Excel."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_run_reporting, can_see_overview
from dukao.reporting.selectors.calls import current_period, next_period, period_called, periods
from dukao.reporting.selectors.open_ends import open_ends
from dukao.reporting.selectors.overview import overview
from dukao.reporting.web.forms import LockForm, MonthForm
from dukao.reporting.web.overview_list import overview_listing
from dukao.reporting.web.workbooks import overview_workbook
from dukao.scoring.periods import Period
from dukao.ui.downloads import download
from dukao.ui.forms import OnceForm
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render


@require_GET
def newest(request: Request) -> HttpResponse:
    require(can_see_overview(request.actor))
    period = current_period(clock.now())
    if period is not None:
        return redirect("reporting:period", period.period)
    at = clock.now()
    context = {"may_run": can_run_reporting(request.actor), "next": next_period(at), "key": uuid.uuid4()}
    return render(request, "reporting/no_month.html", context)


@require_GET
def show(request: Request, period: str) -> HttpResponse:
    require(can_see_overview(request.actor))
    at, called = clock.now(), period_called(period)
    month = overview(request.actor, called, at)
    context = {
        "overview": month, "listing": overview_listing(request.GET, month), "called": called, "at": at,
        "period": Period.parse(called.period), "periods": periods(), "open_ends": open_ends(called),
        "may_run": can_run_reporting(request.actor), "next": next_period(at), "key": uuid.uuid4(),
    }  # fmt: skip
    return render(request, "reporting/overview.html", context)


@require_POST
def open_month(request: Request) -> HttpResponse:
    require(can_run_reporting(request.actor))
    form = MonthForm(request.POST)
    if not form.is_valid():
        raise DomainError("month", "请写明要开始填报的月份，例如 2026-09。")
    try:
        period = Period.parse(form.cleaned_data["period"])
    except ValueError as error:
        raise DomainError("month", f"{error}。") from None
    services.open_period(actor=request.actor, period=period, at=clock.now())
    messages.success(request, f"{period.label}已开始填报。")
    return redirect("reporting:period", str(period))


@require_POST
def remind(request: Request, period: str) -> HttpResponse:
    require(can_run_reporting(request.actor))
    sent, ids = OnceForm(request.POST).accepted(), numbers_in(request.POST, "reports")
    if not ids:
        raise DomainError("nobody", "没有选中单位，请先勾选要催报的单位。")
    told = services.remind_units(
        actor=request.actor, period=period_called(period), report_ids=ids, at=clock.now(), **sent
    )
    messages.success(request, f"已向 {told} 个单位发出催报。")
    return redirect("reporting:period", period)


@require_POST
def lock(request: Request, period: str) -> HttpResponse:
    require(can_run_reporting(request.actor))
    services.lock_period(
        actor=request.actor, period=period_called(period), at=clock.now(),
        **LockForm(request.POST).accepted(),
    )  # fmt: skip
    messages.success(request, f"{Period.parse(period).label}已锁定。")
    return redirect("reporting:period", period)


@require_GET
def export(request: Request, period: str) -> HttpResponse:
    require(can_see_overview(request.actor))
    month = overview(request.actor, period_called(period), clock.now())
    listing = overview_listing(request.GET, month)
    content = overview_workbook(month, listing.everything)
    return download(content, f"填报总览 {month.period.period}.xlsx")
