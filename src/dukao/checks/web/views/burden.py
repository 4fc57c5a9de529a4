"""负担: of the city and of one unit, against the same span of the year before."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.checks.policies import (
    ABOVE,
    can_see_burden,
    can_see_burden_of,
    can_see_city_burden,
    can_set_rules,
)
from dukao.checks.selectors.burden import burden_of, burden_of_city
from dukao.checks.web.sheets import burden_cells, burden_head, workbook_of
from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.ui.downloads import download
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_GET
def city(request: Request) -> HttpResponse:
    require(can_see_city_burden(request.actor))
    day = clock.today()
    since, until, year = _span(request, day)
    context = {
        "burden": burden_of_city(request.actor, ABOVE, since, until, day), "year": year, "place": None,
        "years": range(day.year, day.year - 3, -1), "may_set": can_set_rules(request.actor),
    }  # fmt: skip
    return render(request, "checks/burden.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    """Every unit that was asked for something, not the first few alone."""
    require(can_see_city_burden(request.actor))
    day = clock.today()
    since, until, year = _span(request, day)
    found = burden_of_city(request.actor, ABOVE, since, until, day, ranked=None)
    return download(
        workbook_of(f"{year} 年基层负担", burden_head(found), burden_cells(found)), f"基层负担 {until}.xlsx"
    )


@require_GET
def unit(request: Request, unit_id: int) -> HttpResponse:
    require(can_see_burden(request.actor))
    day = clock.today()
    place = unit_on(unit_id, day)
    if not can_see_burden_of(request.actor, place.path):
        raise Missing("没有找到这个单位，或不在你的查看范围。")
    since, until, year = _span(request, day)
    context = {
        "burden": burden_of(unit_id, since, until), "year": year, "place": place,
        "years": range(day.year, day.year - 3, -1), "may_set": False,
        "may_see_city": can_see_city_burden(request.actor).allowed,
    }  # fmt: skip
    return render(request, "checks/burden.html", context)


def _span(request: Request, day: date) -> tuple[date, date, int]:
    """A past year as a whole, the present one up to today."""
    asked = number_in(request.GET, "year")
    year = asked if asked is not None and asked in range(day.year - 2, day.year + 1) else day.year
    return date(year, 1, 1), day if year == day.year else date(year, 12, 31), year
