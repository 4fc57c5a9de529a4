"""监督意见 and 问询: the list, one letter, and what each side does about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.oversight import services
from dukao.oversight.policies import (
    can_answer,
    can_oversee,
    can_see_letters,
    can_set_rules,
    can_write_letter,
)
from dukao.oversight.selectors.letters import (
    answer_limits,
    letter_for,
    letter_sheet,
    names_on,
    words_of,
)
from dukao.oversight.vocabulary import EXPORT_LIMIT, LetterState
from dukao.oversight.web.exports import workbook_answer
from dukao.oversight.web.ledger_exports import letter_workbook
from dukao.oversight.web.letter_forms import AnswerForm, EndForm, LetterForm, RevisedLetterForm
from dukao.oversight.web.letter_list import letter_list, letters_asked_for
from dukao.oversight.web.occasions import Occasion, occasion_of
from dukao.ui.forms import said
from dukao.ui.rendering import render

ENDS: dict[str, Callable[..., object]] = {
    "again": services.ask_again, "accept": services.accept_answer, "close": services.close_letter,
}  # fmt: skip


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_letters(request.actor))
    page = letter_list(request.GET, request.actor, clock.today())
    context = {
        "page": page, "listing": page.listing, "may_write": can_oversee(request.actor).allowed,
        "may_set_rules": can_set_rules(request.actor).allowed, "at": clock.now(), "limit": EXPORT_LIMIT,
    }  # fmt: skip
    return render(request, "oversight/letters.html", context)


@require_POST
def export(request: Request) -> HttpResponse:
    """The letters one sees with their answers; that they were taken out is an entry itself."""
    at, may = clock.now(), can_see_letters(request.actor)
    require(may)
    found, conditions = letters_asked_for(request.POST, request.actor)
    rows = list(found[:EXPORT_LIMIT])
    services.note_ledger_export(
        actor=request.actor, may=may, conditions=f"监督意见：{conditions}", count=len(rows),
        purpose=said(request.POST, "purpose", "用途", 200, one_line=True), at=at,
    )  # fmt: skip
    names = names_on((row.unit_id for row in rows), clock.local_day(at))
    return workbook_answer(letter_workbook(rows, words_of(rows), names), "监督意见", at)


@require_http_methods(["GET", "POST"])
def write(request: Request) -> HttpResponse:
    """A new draft, from scratch or about a lead or an entry."""
    require(can_oversee(request.actor))
    occasion = occasion_of(request.actor, request.GET)
    form = LetterForm(request.POST or None, initial=occasion.start, marks=occasion.marks)
    if form.is_bound and form.carry_out(services.draft_letter, actor=request.actor, at=clock.now()):
        if form.result is None:
            return redirect("oversight:letters")
        messages.success(request, "草稿已存，只有纪检监督看得到。核对后发出。")
        return redirect("oversight:letter", form.result.pk)
    return _form(request, form, occasion)


@require_http_methods(["GET", "POST"])
def edit(request: Request, letter_id: int) -> HttpResponse:
    letter = letter_for(request.actor, letter_id)
    require(can_write_letter(request.actor, letter.unit_path))
    occasion = Occasion.of_letter(letter, clock.today())
    form = RevisedLetterForm(request.POST or None, initial=occasion.start)
    if form.is_bound and form.carry_out(
        services.revise_letter, actor=request.actor, letter=letter, at=clock.now()
    ):
        return redirect("oversight:letter", letter.pk)
    return _form(request, form, occasion)


@require_GET
def show(request: Request, letter_id: int) -> HttpResponse:
    return _sheet(request, letter_id, AnswerForm(), EndForm())


@require_POST
def send(request: Request, letter_id: int) -> HttpResponse:
    letter = letter_for(request.actor, letter_id)
    services.send_letter(actor=request.actor, letter=letter, at=clock.now())
    messages.success(request, "已发出，答复期限开始计算。")
    return redirect("oversight:letter", letter_id)


@require_POST
def discard(request: Request, letter_id: int) -> HttpResponse:
    letter = letter_for(request.actor, letter_id)
    services.discard_letter(actor=request.actor, letter=letter, at=clock.now())
    messages.success(request, "草稿已删去。")
    return redirect("oversight:letters")


@require_POST
def answer(request: Request, letter_id: int) -> HttpResponse:
    letter = letter_for(request.actor, letter_id)
    require(can_answer(request.actor, letter))
    form = AnswerForm(request.POST, request.FILES)
    if form.carry_out(services.answer_letter, actor=request.actor, letter=letter, at=clock.now()):
        messages.success(request, "已答复，纪检监督会收到消息。")
        return redirect("oversight:letter", letter_id)
    return _sheet(request, letter_id, form, EndForm())


@require_POST
def end(request: Request, letter_id: int) -> HttpResponse:
    letter = letter_for(request.actor, letter_id)
    require(can_write_letter(request.actor, letter.unit_path))
    form, act = EndForm(request.POST), ENDS.get(request.POST.get("way", ""), services.close_letter)
    if form.carry_out(act, actor=request.actor, letter=letter, at=clock.now()):
        messages.success(request, "已办理，对方会收到消息。")
        return redirect("oversight:letter", letter_id)
    return _sheet(request, letter_id, AnswerForm(), form)


def _sheet(request: Request, letter_id: int, answering: AnswerForm, ending: EndForm) -> HttpResponse:
    at = clock.now()
    sheet = letter_sheet(request.actor, letter_id, clock.local_day(at))
    context = {
        "sheet": sheet, "letter": sheet.letter, "answering": answering, "ending": ending, "at": at,
        "limits": answer_limits(clock.local_day(at)) if sheet.letter.state == LetterState.SENT else "",
        "is_asker": sheet.may_write.allowed,
    }  # fmt: skip
    status = max(answering.status, ending.status)
    return render(request, "oversight/letter.html", context, status=status)


def _form(request: Request, form: LetterForm, occasion: Occasion) -> HttpResponse:
    context = {"form": form, "occasion": occasion}
    return render(request, "oversight/write.html", context, status=form.status)
