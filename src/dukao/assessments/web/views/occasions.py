"""Decisions of supervision that a scheme would score: the list, the unit's word, the office's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.assessments import services
from dukao.assessments.policies import can_explain_occasion, can_record_event, can_see_results
from dukao.assessments.selectors.occasions import proposal_for
from dukao.assessments.web.forms import AnswerForm
from dukao.assessments.web.occasion_list import occasion_listing
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render

ACTS = {
    "explain": (services.explain_occasion, "说明已提交。"),
    "score": (services.score_occasion, "已计分，从下一次计分起生效。"),
    "waive": (services.waive_occasion, "已记为不计分。"),
}


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_results(request.actor))
    context = {"listing": occasion_listing(request.actor, request.GET, clock.now())}
    return render(request, "assessments/occasions.html", context)


@require_http_methods(["GET", "POST"])
def show(request: Request, version_id: int, fact_key: str) -> HttpResponse:
    require(can_see_results(request.actor))
    at = clock.now()
    proposal = proposal_for(request.actor, version_id, fact_key, at)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    act, said = ACTS.get(request.POST.get("act", ""), ACTS["explain"])
    about = {"version_id": version_id, "fact_key": fact_key}
    if form.is_bound and form.carry_out(act, actor=request.actor, at=clock.now(), **about):
        messages.success(request, said)
        return redirect("assessments:occasion", version_id, fact_key)
    context = {
        "proposal": proposal, "form": form, "today": clock.today(),
        "may_explain": can_explain_occasion(request.actor, proposal.place),
        "may_decide": can_record_event(request.actor, proposal.place),
    }  # fmt: skip
    return render(request, "assessments/occasion.html", context, status=form.status)
