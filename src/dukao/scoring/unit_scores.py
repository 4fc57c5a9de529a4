"""A unit's standing as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dukao.scoring.columns import Rational
from dukao.scoring.numbers import scaled_decimal
from dukao.scoring.roster import Roster
from dukao.scoring.standing import Standing


@dataclass(frozen=True, slots=True)
class UnitScore:
    """Total, places and grade; without a total, `reasons` say what is missing."""

    unit: str
    total: Decimal | None
    rank: int | None
    group: str
    rank_in_group: int | None
    group_size: int
    grade: str | None
    grade_reason: str
    reasons: tuple[str, ...]


def unit_score(
    roster: Roster, standing: Standing, cell: tuple[int, int], reasons: tuple[str, ...]
) -> UnitScore:
    """The standing of the unit in this column, in the period of this row."""
    column = cell[1]
    code, group = roster.units[column], roster.groups[column]
    return UnitScore(
        unit=code,
        total=None if standing.blocked[cell] else published_decimal(standing.totals, cell),
        rank=int(standing.overall[cell]) or None,
        group=group,
        rank_in_group=int(standing.in_group[cell]) or None,
        group_size=roster.groups.count(group),
        grade=standing.grade(cell),
        grade_reason=standing.grade_reason(cell),
        reasons=reasons,
    )


def published_decimal(column: Rational, cell: tuple[int, int]) -> Decimal:
    """A published score: its denominator is a power of ten."""
    assert isinstance(column.denominator, int)
    return scaled_decimal(column.numerator.at(cell), len(str(column.denominator)) - 1)
