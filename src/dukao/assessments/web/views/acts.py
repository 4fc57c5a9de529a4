"""The official acts of a round: each is one button with a dialog that states its consequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dukao.assessments import services
from dukao.assessments.policies import can_see_results
from dukao.assessments.selectors.rounds import visible_round
from dukao.assessments.web.forms import WordsForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require


@require_POST
def freeze(request: Request, round_id: int) -> HttpResponse:
    return carry_out_act(
        request, round_id, services.freeze_round, "已冻结。后来的填报不再影响这一轮。", says="reason"
    )


@require_POST
def unfreeze(request: Request, round_id: int) -> HttpResponse:
    return carry_out_act(
        request, round_id, services.unfreeze_round, "已解冻，得分恢复为暂定。", says="reason"
    )


@require_POST
def post(request: Request, round_id: int) -> HttpResponse:
    return carry_out_act(request, round_id, services.post_round, "已开始公示，各单位现在可以看到本组结果。")


@require_POST
def finalise(request: Request, round_id: int) -> HttpResponse:
    return carry_out_act(request, round_id, services.finalise_round, "已定案。", says="opinion")


def carry_out_act(
    request: Request, round_id: int, carry_out: Callable[..., Any], done: str, *, says: str = ""
) -> HttpResponse:
    require(can_see_results(request.actor))
    assessment = visible_round(request.actor, round_id)
    sent = WordsForm(request.POST).accepted()
    words = {says: sent["words"]} if says else {}
    carry_out(actor=request.actor, assessment=assessment, at=clock.now(), key=sent["key"], **words)
    messages.success(request, done)
    return redirect("assessments:show", round_id)
