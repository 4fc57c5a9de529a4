"""申请校核: asked by the unit, answered by the source's side."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.reporting import services
from dukao.reporting.policies import can_ask_correction, can_see_corrections
from dukao.reporting.selectors.corrections import doubt_to_decide, doubts
from dukao.reporting.web.forms import CorrectionForm, DecideForm
from dukao.reporting.web.month_page import MonthPage
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_corrections(request.actor))
    context = {"doubts": doubts(request.actor, clock.now()), "key": uuid.uuid4()}
    return render(request, "reporting/corrections.html", context)


@require_POST
def ask(request: Request, report_id: int, line_id: int) -> HttpResponse:
    """On the page of the item; what was written stays there when it is refused."""
    page = MonthPage.of(request, report_id, item_id=line_id)
    require(can_ask_correction(request.actor, page.place.path))
    if page.row is None or page.row.standing.shared is None:
        raise Missing("这一项还没有共享数据，不用校核。")
    form = CorrectionForm(request.POST)
    if form.carry_out(
        services.request_correction, actor=request.actor, shared=page.row.standing.shared, at=page.at
    ):
        messages.success(request, "校核申请已提出，答复后会通知你。")
        return redirect(page.address(page.row))
    page.correction_form = form
    return page.answer("pane", status=422)


@require_POST
def decide(request: Request, request_id: int) -> HttpResponse:
    at = clock.now()
    asked = doubt_to_decide(request.actor, request_id, at)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise DomainError("decision_missing", "请选择同意更正或不予更正。")
    sent = form.cleaned_data
    services.decide_correction(
        actor=request.actor, request=asked, is_accepted=sent["decision"] == "accept", opinion=sent["opinion"],
        at=at, key=sent["key"],
    )  # fmt: skip
    messages.success(request, "已答复，申请人会收到消息。")
    return redirect("reporting:corrections")
