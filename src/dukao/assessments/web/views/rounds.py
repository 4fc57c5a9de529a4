"""The list of rounds and the ranking page of one."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.assessments import services
from dukao.assessments.chain import previous_round
from dukao.assessments.policies import can_see_notice_policies, can_see_results
from dukao.assessments.web.ranking import RankingPage
from dukao.assessments.web.round_list import round_listing
from dukao.assessments.web.seeing import current_round
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_results(request.actor))
    services.open_rounds(at=clock.now())
    context = {
        "page": round_listing(request.actor, request.GET),
        "may_see_terms": can_see_notice_policies(request.actor).allowed,
    }
    return render(request, "assessments/list.html", context)


@require_GET
def show(request: Request, round_id: int) -> HttpResponse:
    assessment, sight = current_round(request, round_id)
    before = previous_round(assessment)
    if before is not None:
        # Moves are measured against the period before, whether or not anybody has looked at it yet.
        services.refresh_round(assessment=before, at=clock.now())
    page = RankingPage(request.actor, assessment, sight, request.GET, clock.now())
    return render(request, "assessments/ranking.html", {"page": page, "key": uuid.uuid4()})
