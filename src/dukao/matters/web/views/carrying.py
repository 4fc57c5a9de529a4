"""结转: a year's open matters go on in the next, looked at, chosen and confirmed on one page."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.policies import can_register, is_time_to_carry
from dukao.matters.selectors.carrying import year_end, years_to_carry
from dukao.matters.web.course_forms import CarryYearForm
from dukao.ui.numbers import number_in, numbers_in
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def carry_year(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    day = clock.today()
    years = years_to_carry(request.actor, day)
    year = _year(request, years, day)
    form = CarryYearForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.carry_out(
        services.carry_year_over, actor=request.actor, from_year=year, at=clock.now()
    ):
        count = len(form.result)
        messages.success(request, f"已结转 {count} 件，计入 {year + 1} 年的台账。牵头单位已收到消息。")
        return redirect(f"{reverse('matters:carry_year')}?year={year}")
    context = {
        "end": year_end(request.actor, year, day), "years": years, "form": form, "day": day,
        "may_carry": is_time_to_carry(year + 1, day), "picked": set(numbers_in(request.POST, "picked")),
        "sent": request.POST,
    }  # fmt: skip
    return render(request, "matters/carry_year.html", context, status=form.status)


def _year(request: Request, years: list[int], day: date) -> int:
    """In December this year, before that the last one, unless the address asks for another."""
    asked = number_in(request.GET, "year")
    if asked in years:
        return int(asked or 0)
    return day.year if day.month == 12 else day.year - 1
