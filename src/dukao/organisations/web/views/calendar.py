"""The working calendar: what each year rests on, and the form for a new notice."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import can_change_whole_place, can_see_structure
from dukao.organisations.vocabulary import CALENDAR_YEARS
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.months import in_words, months_of
from dukao.organisations.web.people_forms import NoticeForm
from dukao.ui.rendering import render


@require_GET
def calendar(request: Request, year: int | None = None) -> HttpResponse:
    """One year day by day; this year unless another is asked for."""
    require(can_see_structure(request.actor))
    this_year = clock.today().year
    year = _known(year or this_year)
    years = selectors.calendar_years(this_year - 1, max(this_year + 1, year))
    shown = next((one for one in years if one.year == year), None) or selectors.calendar_years(year, year)[0]
    context = {
        "years": years, "shown": shown, "months": months_of(year, selectors.work_calendar(), clock.today()),
        "may_change": can_change_whole_place(request.actor),
    }  # fmt: skip
    return render(request, "organisations/calendar.html", context)


@require_http_methods(["GET", "POST"])
def enter_notice(request: Request, year: int) -> HttpResponse:
    require(can_change_whole_place(request.actor))
    known = selectors.notice_of(_known(year))
    initial = {}
    if known is not None:
        notice, days_off, work_days = known
        initial = {"notice": notice, "days_off": in_words(days_off), "work_days": in_words(work_days)}
    page = reverse("organisations:calendar_year", args=[year])
    act = Act(
        f"录入 {year} 年放假安排", "录入", carrying(services.enter_notice, page, year=year),
        "已录入放假安排。", [("管理", None), ("工作日历", page), ("录入放假安排", None)], official=True,
        lead="照国务院办公厅的通知填写。录入后，这一年的时限立即按通知计算。",
    )  # fmt: skip
    return perform(request, NoticeForm(request.POST or None, year=year, initial=initial), act)


def _known(year: int) -> int:
    first, last = CALENDAR_YEARS
    if not first <= year <= last:
        raise Missing(f"工作日历只到 {first} 至 {last} 年。")
    return year
