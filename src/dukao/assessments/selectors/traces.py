"""What whoever oversees the process asks of results: totals of a year beside the lines of the grades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dukao.assessments.models import UnitScore
from dukao.assessments.vocabulary import RoundState
from dukao.schemes.selectors import document


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    round: int
    label: str
    unit: int
    total: Decimal
    lines: tuple[Decimal, ...]


def totals_of_year(year: int) -> list[ScoredUnit]:
    """Totals of all rounds of the year that are no longer collecting."""
    rows = (
        UnitScore.objects.filter(round__period__startswith=str(year), total__isnull=False)
        .exclude(round__state=RoundState.COLLECTING)
        .select_related("round__version__scheme")
        .order_by("round", "unit")
    )
    lines: dict[int, tuple[Decimal, ...]] = {}
    found = []
    for row in rows:
        version = row.round.version
        assert row.total is not None
        if version.pk not in lines:
            lines[version.pk] = tuple(
                grade.range.low for grade in document(version).grades if grade.range and grade.range.low
            )
        found.append(ScoredUnit(row.round_id, row.round.label, row.unit_id, row.total, lines[version.pk]))
    return found
