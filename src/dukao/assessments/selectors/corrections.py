"""What corrections changed, for everybody who sees the results: before and after, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dukao.assessments.books import ScoreBook, Standing, unpacked_book
from dukao.assessments.computing import book_of
from dukao.assessments.models import Correction, Objection, Round
from dukao.assessments.selectors.sight import Sight

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit before and after a correction."""

    place: UnitVersion
    before: Standing
    after: Standing

    @property
    def change(self) -> Decimal | None:
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total


@dataclass(frozen=True)
class Difference:
    """One correction with every unit that it moved and the reader may know of, dearest change first."""

    correction: Correction
    #: The facts that were put right, here or in the shorter rounds this one follows from.
    edits: list[dict[str, Any]]
    moved: list[Moved]
    #: Units the reader may know of whose total, place and grade stayed.
    stayed: int


def correction_of(objection: Objection) -> Correction | None:
    return Correction.objects.filter(objection=objection).select_related("round").first()


def corrections_of(assessment: Round) -> list[Correction]:
    """The newest first."""
    found = assessment.corrections.select_related("objection__unit", "made_by", "follows__round")
    return list(found.order_by("-number"))


def edits_behind(corrections: Sequence[Correction]) -> dict[int, list[dict[str, Any]]]:
    """Of each the facts that were put right by its decision: its own, else those of the shorter rounds."""
    made_at = {correction.made_at for correction in corrections}
    together: dict[tuple[datetime, str], list[dict[str, Any]]] = {}
    rows = Correction.objects.filter(made_at__in=made_at).order_by("pk")
    for at, basis, edits in rows.values_list("made_at", "basis", "edits"):
        together.setdefault((at, basis), []).extend(edits)
    return {each.pk: each.edits or together[each.made_at, each.basis] for each in corrections}


def differences(assessment: Round, sight: Sight) -> list[Difference]:
    """Every correction of the round, the newest first; of units the reader sees by name only."""
    found, after = [], book_of(assessment)
    corrections = corrections_of(assessment)
    edits = edits_behind(corrections)
    for correction in corrections:
        before = unpacked_book(bytes(correction.result))
        found.append(_difference(correction, edits[correction.pk], before, after, sight))
        after = before
    return found


def _difference(
    correction: Correction, edits: list[dict[str, Any]], before: ScoreBook, after: ScoreBook, sight: Sight
) -> Difference:
    named = [sight.places[unit] for unit in sight.named]
    pairs = [
        Moved(place, before.standings[place.unit.code], after.standings[place.unit.code])
        for place in named
        if place.unit.code in before.standings and place.unit.code in after.standings
    ]
    moved = [pair for pair in pairs if _what_counts(pair.before) != _what_counts(pair.after)]
    moved.sort(key=lambda pair: (-abs(pair.change or Decimal(0)), pair.place.position, pair.place.unit.code))
    return Difference(correction, edits, moved, len(pairs) - len(moved))


def _what_counts(standing: Standing) -> tuple[Decimal | None, int | None, str]:
    return standing.total, standing.group_rank, standing.grade
