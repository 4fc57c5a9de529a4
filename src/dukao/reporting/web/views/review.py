"""The reviewer's desk: queue, content against standard, evidence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_review_anything
from dukao.reporting.selectors.reviewing import line_to_judge
from dukao.reporting.web.desk import Desk
from dukao.reporting.web.forms import JudgeForm, ReasonForm
from dukao.ui.forms import OnceForm
from dukao.ui.numbers import whole_number

if TYPE_CHECKING:
    from dukao.reporting.models import ReportLine


@require_GET
def queue(request: Request) -> HttpResponse:
    require(can_review_anything(request.actor))
    return Desk(request).answer()


@require_POST
def judge(request: Request, line_id: int) -> HttpResponse:
    """Accept, return, or accept and list for a check; then on to the next line."""
    at = clock.now()
    line = line_to_judge(request.actor, line_id, clock.local_day(at))
    desk = Desk(request, judged=line_id)
    form = JudgeForm(request.POST, evidence_ids=list(line.evidence.values_list("pk", flat=True)))
    if not form.is_valid():
        return desk.answer(form=form, status=422)
    following = desk.address_after(line_id)
    try:
        words = _judge(request, line, form, at)
    except Stale:
        raise
    except DomainError as error:
        form.add_error("opinion", error.sentence)
        return desk.answer(form=form, status=422)
    messages.success(request, words)
    return redirect(following)


def _judge(request: Request, line: ReportLine, form: JudgeForm, at: datetime) -> str:
    sent = form.cleaned_data
    act = {"actor": request.actor, "line": line, "revision": sent["revision"], "at": at, "key": sent["key"]}
    if sent["decision"] == JudgeForm.RETURN:
        services.return_line(reason=sent["opinion"], rejected=sent["rejected"], **act)
        return f"已退回：{line.item.name}。原因已通知填报单位。"
    to_verify = sent["decision"] == JudgeForm.VERIFY
    services.accept_line(opinion=sent["opinion"], to_verify=to_verify, **act)
    return f"已通过：{line.item.name}{'，列入实地核查' if to_verify else ''}。需要时可在“已通过”里撤销。"


@require_POST
def withdraw(request: Request, line_id: int) -> HttpResponse:
    at = clock.now()
    line = line_to_judge(request.actor, line_id, clock.local_day(at))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise DomainError("reason_missing", "撤销通过要写明原因。")
    services.withdraw_acceptance(actor=request.actor, line=line, at=at, **form.cleaned_data)
    messages.success(request, f"已撤销通过：{line.item.name}。")
    query = urlencode({"period": line.report.period.period, "line": line.pk})
    return redirect(f"{reverse('reporting:review')}?{query}")


@require_POST
def accept_many(request: Request) -> HttpResponse:
    """Lines as "12:3": the id, and the revision that was shown."""
    require(can_review_anything(request.actor))
    at = clock.now()
    sent, pairs = OnceForm(request.POST).accepted(), _pairs(request)
    if not pairs:
        raise DomainError("nothing_chosen", "没有选中要通过的项目，请先勾选。")
    day = clock.local_day(at)
    seen = [(line_to_judge(request.actor, pk, day), revision) for pk, revision in pairs]
    accepted = services.accept_lines(actor=request.actor, seen=seen, at=at, **sent)
    messages.success(request, f"已通过 {len(accepted)} 项。")
    return redirect(f"{reverse('reporting:review')}?{urlencode({'period': seen[0][0].report.period.period})}")


def _pairs(request: Request) -> list[tuple[int, int]]:
    parts = (pair.partition(":") for pair in request.POST.getlist("lines"))
    numbers = ((whole_number(pk), whole_number(revision)) for pk, _, revision in parts)
    return [(pk, revision) for pk, revision in numbers if pk is not None and revision is not None]
