"""The score page of one unit, its way through all rounds, and the way to one's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from dukao.assessments.policies import can_see_results, can_see_sheet
from dukao.assessments.selectors.history import history_of
from dukao.assessments.selectors.scores import latest_score
from dukao.assessments.vocabulary import ASSESSED
from dukao.assessments.web.seeing import may_object, sheet_for
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.ui.rendering import render


@require_GET
def mine(request: Request) -> HttpResponse:
    """The newest score of the unit one answers for; the list as long as there is none."""
    require(can_see_results(request.actor))
    for unit_id in sorted(request.actor.units(*ASSESSED)):
        newest = latest_score(unit_id)
        if newest is not None:
            return redirect("assessments:score", newest.round.pk, unit_id)
    return redirect("assessments:list")


@require_GET
def show(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    sheet = sheet_for(request, round_id, unit_id)
    context = {
        "sheet": sheet, "only_losses": request.GET.get("show") == "losses",
        "may_object": may_object(request, sheet),
    }  # fmt: skip
    return render(request, "assessments/score.html", context, fragment="items")


@require_GET
def history(request: Request, unit_id: int) -> HttpResponse:
    require(can_see_results(request.actor))
    place = unit_on(unit_id, clock.today())
    require(can_see_sheet(request.actor, place))
    return render(request, "assessments/unit.html", {"place": place, "history": history_of(unit_id)})
