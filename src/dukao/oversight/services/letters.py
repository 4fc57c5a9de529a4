"""监督意见 and 问询: drafted, sent with a clock, asked again, accepted or closed by the discipline side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.numbering import next_number
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, work_calendar
from dukao.oversight.models import Hit, Letter
from dukao.oversight.policies import can_write_letter
from dukao.oversight.selectors.rules import oversight_rules_on
from dukao.oversight.services.holding import addressed_to, held_letter, note, say
from dukao.oversight.services.telling import tell_addressee
from dukao.oversight.vocabulary import HIT_FLOW, LETTER_FLOW, HitState, LetterState, WordKind
from dukao.ui.formats import day as day_words


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What is asked, of whom, about which unit, and what gave the occasion."""

    kind: str
    title: str
    text: str
    unit_id: int
    to_office: bool
    hit: Hit | None = None
    entry: int | None = None
    entry_label: str = ""


@transaction.atomic
def draft_letter(*, actor: Actor, draft: LetterDraft, at: datetime, key: str = "") -> Letter | None:
    """A draft that only the discipline side sees; ``None`` when this very form was sent before."""
    path = unit_on(draft.unit_id, local_day(at)).path
    require(can_write_letter(actor, path))
    if is_done(key, "letter_drafted"):
        return None
    _check(draft)
    letter = Letter.objects.create(
        kind=draft.kind, title=draft.title.strip(), text=draft.text.strip(), unit_id=draft.unit_id,
        unit_path=path, to_office=draft.to_office, hit=draft.hit, entry=draft.entry,
        entry_label=draft.entry_label, drafted_by_id=account_of(actor), drafted_at=at,
    )  # fmt: skip
    note(actor, "letter_drafted", letter, at, key=key or None)
    return letter


@transaction.atomic
def revise_letter(*, actor: Actor, letter: Letter, draft: LetterDraft, at: datetime) -> Letter:
    letter = held_letter(letter.pk)
    path = unit_on(draft.unit_id, local_day(at)).path
    require(can_write_letter(actor, letter.unit_path))
    require(can_write_letter(actor, path))
    _require_draft(letter)
    _check(draft)
    letter.kind, letter.title, letter.text = draft.kind, draft.title.strip(), draft.text.strip()
    letter.unit_id, letter.unit_path, letter.to_office = draft.unit_id, path, draft.to_office
    letter.save()
    note(actor, "letter_revised", letter, at)
    return letter


@transaction.atomic
def discard_letter(*, actor: Actor, letter: Letter, at: datetime) -> None:
    """A draft nobody was sent leaves no trace but its entry."""
    letter = held_letter(letter.pk)
    require(can_write_letter(actor, letter.unit_path))
    _require_draft(letter)
    note(actor, "letter_discarded", letter, at)
    letter.delete()


@transaction.atomic
def send_letter(*, actor: Actor, letter: Letter, at: datetime) -> Letter:
    """The addressee is told and its clock runs; a lead that was asked about counts as asked."""
    letter = held_letter(letter.pk)
    require(can_write_letter(actor, letter.unit_path))
    rules = oversight_rules_on(local_day(at))
    due_on = work_calendar().add(local_day(at), rules.answer_workdays)
    apply_move(
        letter, LETTER_FLOW, "send", number=next_number(Letter.objects.all(), "JD", local_day(at).year),
        sent_by_id=account_of(actor), sent_at=at, due_on=due_on,
        basis=f"{rules.answer_workdays} 个工作日。{rules.source}"[:200],
    )  # fmt: skip
    note(actor, "letter_sent", letter, at)
    if letter.hit is not None and letter.hit.state == HitState.OPEN:
        apply_move(letter.hit, HIT_FLOW, "ask", judged_by_id=account_of(actor), judged_at=at)
        record(
            actor=actor, event="hit_asked", subject=letter.hit, label=letter.hit.who, at=at,
            after={"to": addressed_to(letter)}, reason=letter.title, unit_path=letter.unit_path,
        )  # fmt: skip
    tell_addressee(
        letter, f"{letter.get_kind_display()}：{letter.title}", body=f"{day_words(due_on)}前答复。",
        key=f"letter-sent:{letter.pk}", at=at,
    )  # fmt: skip
    return letter


@transaction.atomic
def ask_again(*, actor: Actor, letter: Letter, text: str, at: datetime) -> Letter:
    """The answer does not do: a further question, with a clock of its own."""
    letter = held_letter(letter.pk)
    require(can_write_letter(actor, letter.unit_path))
    rules = oversight_rules_on(local_day(at))
    due_on = work_calendar().add(local_day(at), rules.answer_workdays)
    apply_move(letter, LETTER_FLOW, "ask_again", reason=text, due_on=due_on)
    say(actor, letter, WordKind.AGAIN, text, at)
    note(actor, "letter_asked_again", letter, at, reason=text)
    tell_addressee(
        letter, f"再问：{letter.title}", body=text.strip(), at=at,
        key=f"letter-again:{letter.pk}:{letter.words.count()}",
    )  # fmt: skip
    return letter


@transaction.atomic
def accept_answer(*, actor: Actor, letter: Letter, text: str, at: datetime) -> Letter:
    """The answer does."""
    letter = held_letter(letter.pk)
    require(can_write_letter(actor, letter.unit_path))
    apply_move(letter, LETTER_FLOW, "accept", ended_at=at)
    if text.strip():
        say(actor, letter, WordKind.END, text, at)
    note(actor, "letter_accepted", letter, at, reason=text)
    tell_addressee(letter, f"答复已认可：{letter.title}", key=f"letter-ended:{letter.pk}", at=at)
    return letter


@transaction.atomic
def close_letter(*, actor: Actor, letter: Letter, text: str, at: datetime) -> Letter:
    """Closed without accepting an answer, with the reason."""
    letter = held_letter(letter.pk)
    require(can_write_letter(actor, letter.unit_path))
    apply_move(letter, LETTER_FLOW, "close", reason=text, ended_at=at)
    say(actor, letter, WordKind.END, text, at)
    note(actor, "letter_closed", letter, at, reason=text)
    tell_addressee(
        letter, f"已了结：{letter.title}", body=text.strip(), key=f"letter-ended:{letter.pk}", at=at
    )
    return letter


def _check(draft: LetterDraft) -> None:
    if not draft.title.strip() or not draft.text.strip():
        raise DomainError("letter_empty", "请写标题和内容：问什么、依据哪些情况、要什么材料。")


def _require_draft(letter: Letter) -> None:
    if letter.state != LetterState.DRAFT:
        raise DomainError("sent_already", "已经发出，不能再改。需要补充的请再问，或另发一件。", 409)
