"""What was put right after posting: the public difference, starting a final result again, correcting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.assessments import services
from dukao.assessments.correcting import correctables
from dukao.assessments.policies import can_correct
from dukao.assessments.selectors.corrections import differences
from dukao.assessments.selectors.objections import line_name
from dukao.assessments.selectors.rounds import scope_of, visible_round
from dukao.assessments.web.objection_forms import FACT, CorrectForm
from dukao.assessments.web.objection_page import facts_in
from dukao.assessments.web.seeing import current_round, sheet_for
from dukao.assessments.web.views.acts import carry_out_act
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


@require_GET
def changes(request: Request, round_id: int) -> HttpResponse:
    assessment, sight = current_round(request, round_id)
    context = {
        "round": assessment,
        "differences": differences(assessment, sight) if assessment.result_digest else [],
    }
    return render(request, "assessments/changes.html", context)


@require_POST
def reopen(request: Request, round_id: int) -> HttpResponse:
    return carry_out_act(
        request, round_id, services.reopen_round, "已重新启动。更正后要重新公示、重新定案。", says="reason"
    )


@require_POST
def bulletin(request: Request, round_id: int) -> HttpResponse:
    """A draft of the 通报 of this result, open on the office's desk."""
    assessment = visible_round(request.actor, round_id)
    paper = services.draft_bulletin(
        actor=request.actor, assessment=assessment, at=clock.now(), key=request.POST.get("key", "")
    )
    messages.success(request, "已起草通报。核对后送签；结果重新启动时，通报随之作废。")
    return redirect("official:show", paper) if paper else redirect("assessments:show", round_id)


@require_http_methods(["GET", "POST"])
def correct(request: Request, round_id: int, unit_id: int) -> HttpResponse:
    sheet, item = sheet_for(request, round_id, unit_id), request.GET.get("item", "")
    require(can_correct(request.actor, sheet.round, scope_of(sheet.round)))
    form, typed = CorrectForm(request.POST or None), facts_in(request.POST, FACT)
    about: dict[str, Any] = {"unit": sheet.code, "item": item, "wanted": typed}
    if form.is_bound and form.carry_out(
        services.correct_round, actor=request.actor, assessment=sheet.round, at=clock.now(), **about
    ):
        messages.success(request, "已更正并重新计分。更正前后的差别各单位都能看到。")
        return redirect("assessments:changes", round_id)
    context = {
        "sheet": sheet, "form": form, "typed": typed, "name": line_name(sheet.round, sheet.code, item),
        "facts": correctables(sheet.round, sheet.code, item),
    }  # fmt: skip
    return render(request, "assessments/correct.html", context, status=form.status)
