"""How objections went, counted and as a table to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.assessments.exports.objection_table import objection_workbook
from dukao.assessments.policies import can_see_notice_policies
from dukao.assessments.selectors.objection_figures import WAYS, figures, whole
from dukao.assessments.web.objection_list import conditioned, places_of
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render

#: The most objections one table holds.
MOST = 5000


@require_GET
def statistics(request: Request) -> HttpResponse:
    require(can_see_notice_policies(request.actor))
    at = clock.now()
    this_year = clock.local_day(at).year
    year = number_in(request.GET, "year") or this_year
    by = request.GET.get("by", "")
    by = by if by in WAYS else "item"
    rows = figures(request.actor, year, by, at)
    context = {
        "rows": rows, "whole": whole(rows), "by": by, "ways": WAYS, "year": year,
        "years": range(this_year, this_year - 3, -1),
    }  # fmt: skip
    return render(request, "assessments/objection_figures.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    """What the list shows under the same conditions, all pages of it."""
    require(can_see_notice_policies(request.actor))
    found = list(conditioned(request.actor, request.GET)[:MOST])
    return download(objection_workbook(found, places_of(found)), f"异议 {clock.today()}.xlsx")
