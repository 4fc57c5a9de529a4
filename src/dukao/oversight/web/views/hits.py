"""Leads: the list, one with its rule and figures, and the reader's verdict."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.oversight import services
from dukao.oversight.policies import can_oversee
from dukao.oversight.selectors.hits import hit_for, last_search, parameters_in_words
from dukao.oversight.vocabulary import EXPORT_LIMIT
from dukao.oversight.web.exports import hit_workbook, workbook_answer
from dukao.oversight.web.hit_list import hit_list, hits_asked_for
from dukao.ui.forms import said
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    services.note_looking(actor=request.actor, page="值得看的规律", at=clock.now())
    context = {
        "listing": hit_list(request.GET, request.actor), "search": last_search(), "limit": EXPORT_LIMIT,
    }  # fmt: skip
    return render(request, "oversight/hits.html", context)


@require_POST
def export(request: Request) -> HttpResponse:
    """The leads found as a table, with figures and verdicts; that it was taken out is an entry itself."""
    at = clock.now()
    require(can_oversee(request.actor))
    found, words = hits_asked_for(request.POST, request.actor)
    rows = list(found[:EXPORT_LIMIT])
    services.note_export(
        actor=request.actor, conditions=f"值得看的规律：{words}", count=len(rows),
        purpose=said(request.POST, "purpose", "用途", 200, one_line=True), at=at,
    )  # fmt: skip
    return workbook_answer(hit_workbook(rows), "值得看的规律", at)


@require_GET
def show(request: Request, hit_id: int) -> HttpResponse:
    require(can_oversee(request.actor))
    hit = hit_for(request.actor, hit_id)
    letters = list(hit.letters.order_by("-pk"))
    context = {"hit": hit, "letters": letters, "parameters": parameters_in_words(hit)}
    return render(request, "oversight/hit.html", context)


@require_POST
def judge(request: Request, hit_id: int) -> HttpResponse:
    """不成立 or 重新看, each with its reason."""
    require(can_oversee(request.actor))
    hit = hit_for(request.actor, hit_id)
    ways = {"dismiss": services.dismiss_hit, "reopen": services.reopen_hit}
    act = ways.get(request.POST.get("way", ""))
    if act is None:
        raise DomainError("way_missing", "请选择“不成立”或“重新看”。")
    act(actor=request.actor, hit=hit, reason=said(request.POST, "reason", "理由"), at=clock.now())
    messages.success(request, "已记下，这次认定计入这条规律的统计。")
    return redirect("oversight:hit", hit_id)
