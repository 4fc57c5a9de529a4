"""The office or the unit answers, with words and documents; the clock reminds and never forgives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from dukao.documents.services import Inspected, check_room, examine_files, store_examined
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.oversight.models import Letter, LetterWord, OversightRules, WordFile
from dukao.oversight.policies import can_answer
from dukao.oversight.selectors.rules import oversight_rules_on
from dukao.oversight.services.holding import held_letter, note, say
from dukao.oversight.services.telling import tell_addressee, tell_asker
from dukao.oversight.vocabulary import LETTER_FLOW, LetterState, WordKind
from dukao.ui.formats import day as day_words

if TYPE_CHECKING:
    from dukao.documents.models import StoredFile

#: An answer is a few pages of text at most; what is longer is attached.
ANSWER_LIMIT = 3000
Upload = tuple[str, IO[bytes]]


def answer_letter(
    *, actor: Actor, letter: Letter, text: str, files: Iterable[Upload] = (), at: datetime, key: str = ""
) -> LetterWord | None:
    """The answer stands under the addressee's name; ``None`` when this very form was sent before."""
    rules = oversight_rules_on(local_day(at))
    examined = examine_files(files, max_bytes=rules.evidence_bytes)
    with transaction.atomic():
        letter = held_letter(letter.pk)
        require(can_answer(actor, letter))
        if is_done(key, "letter_answered", subject=letter):
            return None
        if not text.strip():
            raise DomainError("answer_missing", "请写明答复：事实、依据、怎样处理。")
        check_length(text, ANSWER_LIMIT, "答复")
        assert letter.due_on is not None
        apply_move(letter, LETTER_FLOW, "answer", answered_at=at)
        word = say(actor, letter, WordKind.ANSWER, text, at, is_late=local_day(at) > letter.due_on)
        _attach(word, examined, rules, at)
        note(
            actor, "letter_answered", letter, at, reason=text[:500],
            files=tuple(name for name, _ in examined), key=key or None,
        )  # fmt: skip
        tell_asker(letter, f"已答复：{letter.title}", key=f"letter-answered:{word.pk}", at=at)
        return word


def remind_letters(*, at: datetime) -> int:
    """On working days whoever has to answer is told once before the day and once after; returns how many."""
    today, calendar = local_day(at), work_calendar()
    if not calendar.is_working_day(today):
        return 0
    soon = calendar.add(today, oversight_rules_on(today).soon_workdays)
    letters = list(Letter.objects.filter(state=LetterState.SENT, due_on__lte=soon).order_by("pk"))
    for letter in letters:
        assert letter.due_on is not None
        is_over = letter.due_on < today
        words = "已过答复期限" if is_over else f"{day_words(letter.due_on)}前答复"
        tell_addressee(
            letter, f"{words}：{letter.title}", kind="letter_due", at=at,
            key=f"letter-{'over' if is_over else 'soon'}:{letter.pk}:{letter.due_on}",
        )  # fmt: skip
        if is_over:
            tell_asker(
                letter,
                f"逾期未答复：{letter.title}",
                key=f"letter-unanswered:{letter.pk}:{letter.due_on}",
                at=at,
            )
    return len(letters)


def _attach(
    word: LetterWord, examined: list[tuple[str, Inspected]], rules: OversightRules, at: datetime
) -> None:
    present: list[StoredFile] = []
    for name, inspected in examined:
        file = store_examined(inspected, at=at)
        check_room(rules, name, present=present, more=file)
        if file not in present:
            WordFile.objects.create(word=word, file=file, name=name)
            present.append(file)
