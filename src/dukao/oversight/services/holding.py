"""Letters held until the transaction ends, and words about them."""

from __future__ import annotations

from datetime import datetime

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import Missing
from dukao.oversight.models import Letter, LetterWord
from dukao.oversight.vocabulary import LetterState


def held_letter(letter_id: int) -> Letter:
    """The letter as it is now; nobody else changes it until the transaction ends."""
    letter = Letter.objects.select_for_update(of=("self",)).filter(pk=letter_id).first()
    if letter is None:
        raise Missing("没有找到这件监督意见，可能已删去。")
    return letter


def say(
    actor: Actor, letter: Letter, kind: str, text: str, at: datetime, *, is_late: bool = False
) -> LetterWord:
    return LetterWord.objects.create(
        letter=letter, kind=kind, text=text.strip(), said_by_id=account_of(actor), said_for=actor.title,
        said_at=at, is_late=is_late,
    )  # fmt: skip


def addressed_to(letter: Letter) -> str:
    return "督考办" if letter.to_office else f"单位 {letter.unit_id}"


def note(
    actor: Actor, event: str, letter: Letter, at: datetime, *, reason: str = "", files: tuple[str, ...] = (),
    key: str | None = None,
) -> None:  # fmt: skip
    """One journal entry about the letter. Drafts are filed under no unit: only auditors read of them."""
    after: dict[str, object] = {"kind": letter.kind, "to": addressed_to(letter)}
    if letter.due_on:
        after["due_on"] = letter.due_on.isoformat()
    if files:
        after["files"] = list(files)
    record(
        actor=actor, event=event, subject=letter, label=f"{letter.number} {letter.title}".strip(), at=at,
        after=after, reason=reason.strip(), key=key,
        unit_path="" if letter.state == LetterState.DRAFT else letter.unit_path,
    )  # fmt: skip
