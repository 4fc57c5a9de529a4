"""A decision with its text on the left and what became of it on the right; paragraph by paragraph."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dukao.journal.selectors import is_done
from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters import services
from dukao.matters.intake.prose import read_paragraph
from dukao.matters.policies import can_register, can_see_decisions
from dukao.matters.selectors.decisions import DecisionPage, ParagraphRow, decision_page, paragraph_for
from dukao.matters.selectors.suggesting import suggested_leads
from dukao.matters.services.intake import judge_rows, usual_for
from dukao.matters.vocabulary import Disposition
from dukao.matters.web.decision_forms import ReasonForm, RowForm
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_GET
def show(request: Request, decision_id: int) -> HttpResponse:
    require(can_see_decisions(request.actor))
    page = decision_page(request.actor, decision_id, today())
    return _page(request, page, number_in(request.GET, "paragraph"))


@require_POST
def decompose(request: Request, paragraph_id: int) -> HttpResponse:
    """One matter more from this paragraph."""
    require(can_register(request.actor))
    paragraph = paragraph_for(request.actor, paragraph_id, today())
    form = RowForm(request.POST)
    if form.is_valid():
        if is_done(form.cleaned_data["key"], "matter_registered"):  # pressed twice
            return _back(paragraph.decision_id, paragraph.pk)
        row = form.row()
        judged = judge_rows([row], usual_for(paragraph.decision), today())[0]
        form.blame(judged)
        if judged.draft is not None:
            matter = services.register_matter(
                actor=request.actor, draft=replace(judged.draft, paragraph_id=paragraph.pk), at=now(),
                key=form.cleaned_data["key"] or None,
            )  # fmt: skip
            if matter is not None:
                guesses = "；".join(sentence for _, sentence in judged.meaning.guesses)
                messages.success(request, f"已登记 {matter.number}。{guesses}")
            return _back(paragraph.decision_id, paragraph.pk)
    page = decision_page(request.actor, paragraph.decision_id, today())
    return _page(request, page, paragraph.pk, form, status=422)


@require_POST
def dismiss(request: Request, paragraph_id: int) -> HttpResponse:
    require(can_register(request.actor))
    paragraph = paragraph_for(request.actor, paragraph_id, today())
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.dismiss_paragraph(actor=request.actor, paragraph=paragraph, reason=reason, at=now())
    messages.success(request, "已写明不立项。")
    return _back(paragraph.decision_id, paragraph.pk)


@require_POST
def reopen(request: Request, paragraph_id: int) -> HttpResponse:
    require(can_register(request.actor))
    paragraph = paragraph_for(request.actor, paragraph_id, today())
    services.reopen_paragraph(actor=request.actor, paragraph=paragraph, at=now())
    messages.success(request, "这一段恢复待分解。")
    return _back(paragraph.decision_id, paragraph.pk)


def _page(
    request: Request, page: DecisionPage, wanted: int | None, form: RowForm | None = None, status: int = 200
) -> HttpResponse:
    """With the wanted paragraph in hand, or the first that waits, and in the form what its text says."""
    waiting = (row for row in page.rows if row.paragraph.disposition == Disposition.OPEN)
    chosen = page.row(wanted) or next(waiting, page.rows[0] if page.rows else None)
    may_register = can_register(request.actor, page.owner_path)
    offered = (
        suggested_leads(request.actor, chosen.paragraph.text, today(), but=chosen.paragraph.pk)
        if chosen and may_register
        else []
    )
    said = read_paragraph(chosen.paragraph.text) if chosen and not chosen.matters and form is None else {}
    context = {
        "page": page, "chosen": chosen, "form": form or RowForm(initial=said), "may_register": may_register,
        "offered": offered, "is_read": bool(said), "later": _after(page, chosen),
    }  # fmt: skip
    return render(request, "matters/decisions/show.html", context, fragment="desk", status=status)


def _after(page: DecisionPage, chosen: ParagraphRow | None) -> int | None:
    """The next paragraph that waits, from the beginning again after the last."""
    place = page.rows.index(chosen) + 1 if chosen else 0
    for row in (*page.rows[place:], *page.rows[:place]):
        if row.paragraph.disposition == Disposition.OPEN and row is not chosen:
            return row.paragraph.pk
    return None


def _back(decision_id: int, paragraph_id: int) -> HttpResponse:
    return redirect(f"{reverse('decisions:show', args=[decision_id])}?paragraph={paragraph_id}")
