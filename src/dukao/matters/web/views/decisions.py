"""Decisions: the list, registering, correcting, and the loop as a picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.documents.selectors import word_blocks
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.secrecy import check_upload
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.cutting import cut
from dukao.matters.intake.writing import workbook_of
from dukao.matters.policies import can_register, can_see_decisions
from dukao.matters.selectors.decisions import decision_for, decision_page, decision_rows
from dukao.matters.selectors.exports import DECISION_HEAD, LIST_LIMIT, exported_decisions
from dukao.matters.selectors.loop import loop_of
from dukao.matters.web.decision_forms import TEXT_LIMIT, TextForm
from dukao.matters.web.decision_lists import decision_listing
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_decisions(request.actor))
    day = today()
    shown = decision_listing(request.actor, request.GET, day)
    rows = decision_rows(request.actor, shown.rows, day)
    context = {"listing": shown, "rows": rows, "may_register": can_register(request.actor)}
    return render(request, "matters/decisions/list.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    require(can_see_decisions(request.actor))
    day = today()
    found = decision_listing(request.actor, request.GET, day).page.paginator.object_list[:LIST_LIMIT]
    rows = exported_decisions(decision_rows(request.actor, found, day))
    return download(workbook_of("决策", DECISION_HEAD, rows), f"决策 {day}.xlsx")


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    initial = {"kind": request.GET.get("kind", "")} if request.GET.get("kind") else {}
    if "cut" in request.POST:
        return _cut(request, {})
    form = TextForm(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    if form.is_bound and form.carry_out(services.register_decision, actor=request.actor, at=now()):
        if form.result is None:
            return redirect("decisions:list")
        messages.success(request, "已登记。逐段分解，或写明不立项的原因。")
        return redirect("decisions:show", form.result.pk)
    return _form(request, form, {})


@require_http_methods(["GET", "POST"])
def edit(request: Request, decision_id: int) -> HttpResponse:
    decision, path, _ = decision_for(request.actor, decision_id, today())
    require(can_register(request.actor, path))
    texts = [paragraph.text for paragraph in decision.paragraphs.all()]
    initial = {
        name: getattr(decision, name)
        for name in (
            "kind", "level", "title", "number", "decided_on", "decided_by", "regime", "legal_basis", "label",
            "revision",
        )
    } | {
        "owner": decision.owner_id, "leader": decision.leader.name if decision.leader else "",
        "text": "\n\n".join(texts),
    }  # fmt: skip
    if "cut" in request.POST:
        return _cut(request, {"decision": decision})
    form = TextForm(
        request.POST or None, request.FILES or None, actor=request.actor, initial=initial, anew=True
    )
    about = {"actor": request.actor, "decision": decision, "at": now()}
    if form.is_bound and form.carry_out(services.revise_decision, **about):
        messages.success(request, "已保存。")
        return redirect("decisions:show", decision.pk)
    return _form(request, form, {"decision": decision})


@require_GET
def loop(request: Request, decision_id: int) -> HttpResponse:
    """From paragraph to score."""
    day = today()
    page = decision_page(request.actor, decision_id, day)
    context = {"page": page, "loop": loop_of(request.actor, page, day)}
    return render(request, "matters/decisions/loop.html", context)


def _form(request: Request, form: TextForm, more: dict[str, Any], status: int = 0) -> HttpResponse:
    context = {"form": form, "decision": None, **more}
    return render(request, "matters/decisions/form.html", context, status=status or form.status)


def _cut(request: Request, more: dict[str, Any]) -> HttpResponse:
    """Nothing is stored: the same form again, its text cut into paragraphs, or read from Word first."""
    data = request.POST.copy()
    text = data.get("text", "")
    words = request.FILES.get("words")
    problem = ""
    if words is not None:
        try:
            check_upload(words.name or "", words)
            words.seek(0)
            text = _words(words.read())
        except DomainError as error:
            problem = error.sentence
    data["text"] = cut(text[:TEXT_LIMIT])
    again = TextForm(initial=data.dict(), actor=request.actor)
    return _form(request, again, {**more, "words_problem": problem}, 422 if problem else 200)


def _words(content: bytes) -> str:
    if content.startswith(b"PK"):
        lines = []
        for block in word_blocks(content):
            lines += (
                [block["text"]]
                if "text" in block
                else [" ".join(dict.fromkeys(row)) for row in block["rows"]]
            )
        return "\n".join(lines)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DomainError("words_type", "读不出这个文件。请另存为 .docx 或 .txt，或直接粘贴正文。")
