"""The figures of S1 for a span of days, by unit, source, kind, severity or month."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.issues.policies import can_see_ledger
from dukao.issues.selectors.statistics import WAYS, Statistics
from dukao.issues.selectors.statistics import statistics as figures
from dukao.issues.web.answers import sheet_answer
from dukao.issues.web.sheets import statistics_sheet
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render

QUARTERS = {"": "全年", "1": "第一季度", "2": "第二季度", "3": "第三季度", "4": "第四季度"}


@require_GET
def statistics(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    found, way, year, quarter = _asked(request, day)
    context = {
        "found": found, "way": way, "ways": WAYS, "year": year, "quarter": quarter, "quarters": QUARTERS,
        "years": range(day.year, day.year - 4, -1),
    }  # fmt: skip
    return render(request, "issues/statistics.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day = clock.today()
    found, way, year, quarter = _asked(request, day)
    span = f"{year} 年{QUARTERS[quarter]}发现并交办的问题"
    return sheet_answer(statistics_sheet(found, WAYS[way], span, day), request.GET.get("format", "xlsx"))


def _asked(request: Request, day: date) -> tuple[Statistics, str, int, str]:
    """Unknown parts of the address fall back on the whole present year, by unit."""
    year = number_in(request.GET, "year") or day.year
    year = year if 2000 <= year <= 2099 else day.year
    way, quarter = request.GET.get("by", ""), request.GET.get("quarter", "")
    way, quarter = way if way in WAYS else "unit", quarter if quarter in QUARTERS else ""
    first = date(year, 3 * int(quarter) - 2, 1) if quarter else date(year, 1, 1)
    after = date(year + (quarter == "4"), 3 * int(quarter) % 12 + 1, 1) if quarter else date(year + 1, 1, 1)
    last = date.fromordinal(after.toordinal() - 1)
    return figures(request.actor, first, last, way, day), way, year, quarter
