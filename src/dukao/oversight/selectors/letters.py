"""监督意见 and 问询 as far as the actor may know of them: drafts are seen by the discipline side alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Reading, instances, reading, whole
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.oversight.models import Letter, LetterWord
from dukao.oversight.policies import UNIT_SIDE, can_answer, can_write_letter
from dukao.oversight.selectors.rules import oversight_rules_on
from dukao.oversight.vocabulary import LetterState

#: How many letters the stream's page shows.
NEWEST = 4
VIEWS = {
    "waiting": ("待答复", Q(state=LetterState.SENT)),
    "answered": ("已答复", Q(state=LetterState.ANSWERED)),
    "draft": ("草稿", Q(state=LetterState.DRAFT)),
    "ended": ("已办结", Q(state__in=(LetterState.ACCEPTED, LetterState.CLOSED))),
}
_URGENCY = Case(
    When(state=LetterState.SENT, then=Value(0)), When(state=LetterState.ANSWERED, then=Value(1)),
    When(state=LetterState.DRAFT, then=Value(2)), default=Value(3), output_field=IntegerField(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """One letter with all that was said, and what the actor may do about it."""

    letter: Letter
    words: tuple[LetterWord, ...]
    unit_name: str
    addressee: str
    may_write: Verdict
    may_answer: Verdict


def visible_letters(actor: Actor) -> QuerySet[Letter]:
    """Everything of one's scope for the discipline side; what was sent to them for the office and units."""
    overseen, sent = Q(pk__in=()), ~Q(state=LetterState.DRAFT)
    for path in actor.scopes(Role.DISCIPLINE):
        overseen |= Q(unit_path__startswith=path)
    asked = Q(pk__in=())
    for path in actor.scopes(Role.OFFICE):
        asked |= Q(to_office=True, unit_path__startswith=path)
    own = actor.units(*UNIT_SIDE)
    if own:
        asked |= Q(to_office=False, unit_id__in=own)
    found = Letter.objects.filter(overseen | (asked & sent))
    return found.select_related("hit").order_by(_URGENCY, "due_on", "-pk")


def newest_letters(actor: Actor) -> Reading[list[Letter]]:
    """Those to look at first, to be asked together with others."""
    rank = Window(RowNumber(), order_by=[_URGENCY, F("due_on").asc(), F("pk").desc()])

    def made(rows: list[tuple[Any, ...]]) -> list[Letter]:
        return sorted(instances(Letter, rows, "rank"), key=lambda letter: letter.rank)  # type: ignore[attr-defined]

    return reading(made, whole(visible_letters(actor).annotate(rank=rank))[:NEWEST])


def letter_for(actor: Actor, letter_id: int) -> Letter:
    found = visible_letters(actor).filter(pk=letter_id).first()
    if found is None:
        raise Missing("没有找到这件监督意见，可能不在你的查看范围。")
    return found


def letter_sheet(actor: Actor, letter_id: int, day: date) -> LetterSheet:
    letter = letter_for(actor, letter_id)
    words = letter.words.select_related("said_by").prefetch_related("files__file").order_by("pk")
    name = unit_on(letter.unit_id, day).short_name
    return LetterSheet(
        letter, tuple(words), name, addressee(letter, name), can_write_letter(actor, letter.unit_path),
        can_answer(actor, letter),
    )  # fmt: skip


def addressee(letter: Letter, unit_name: str) -> str:
    return "督考办" if letter.to_office else unit_name


def names_on(units: Iterable[int], day: date) -> dict[int, str]:
    """What the units that letters or transfers are about were called on that day."""
    return {unit: version.short_name for unit, version in versions_by_unit(set(units), day).items()}


def words_of(letters: list[Letter]) -> dict[int, list[LetterWord]]:
    """What was said under each of these letters, in order."""
    words: dict[int, list[LetterWord]] = {}
    for word in LetterWord.objects.filter(letter__in=letters).order_by("pk"):
        words.setdefault(word.letter_id, []).append(word)
    return words


def to_answer(actor: Actor) -> QuerySet[Letter]:
    """Letters whose clock runs for this very actor."""
    asked = Q(pk__in=())
    for path in actor.scopes(Role.OFFICE):
        asked |= Q(to_office=True, unit_path__startswith=path)
    heads = actor.units(Role.UNIT_HEAD)
    if heads:
        asked |= Q(to_office=False, unit_id__in=heads)
    return Letter.objects.filter(asked, state=LetterState.SENT).order_by("due_on", "pk")


def is_shown_as_answer(actor: Actor, file_id: int) -> bool:
    """Whoever sees a letter sees the documents of its answers."""
    resting = Letter.objects.filter(words__files__file_id=file_id).values("pk")
    return visible_letters(actor).filter(pk__in=resting).exists()


def answer_limits(day: date) -> str:
    """What an answer may carry, in words."""
    rules = oversight_rules_on(day)
    return (
        f"PDF 或图片，最多 {rules.evidence_items} 份、合计 {rules.evidence_pages} 页，"
        f"每份不超过 {rules.evidence_bytes // 1024**2} MB"
    )
