"""Assessment rounds at a glance: how many stand where, period by period, and who moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from dukao.assessments.selectors.rounds import visible_rounds
from dukao.assessments.vocabulary import RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import versions_by_unit
from dukao.scoring.periods import Period

PERIODS_SHOWN = 8
MOVES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """All rounds over one period by state."""

    period: Period
    counts: Counter[str]


def periods_of_rounds(actor: Actor, at: datetime) -> list[PeriodRow]:
    """How many rounds stand where, the newest periods first."""
    day = local_day(at)
    rows = (
        visible_rounds(actor)
        .filter(ends_on__lt=date(day.year + 1, 1, 1))
        .order_by()
        .values_list("period", "state")
        .annotate(n=Count("pk"))
    )
    periods: dict[str, Counter[str]] = {}
    for period, state, number in rows:
        periods.setdefault(period, Counter())[state] += number
    begun = [PeriodRow(Period.parse(period), counts) for period, counts in periods.items()]
    return sorted(begun, key=lambda row: (row.period.last_day, -row.period.span), reverse=True)[
        :PERIODS_SHOWN
    ]


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that rose (positive) or fell within its group from one month to the next."""

    unit_id: int
    name: str
    places: int
    rank: int
    size: int
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class _Place:
    rank: int
    size: int
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Moves:
    """Who moved most in the newest month that is settled, compared with the month before."""

    period: Period
    moves: tuple[Move, ...]


def rank_moves(actor: Actor, at: datetime) -> Moves | None:
    """``None`` until two months have been scored."""
    monthly = visible_rounds(actor).filter(months=1, ends_on__lt=local_day(at))
    settled = monthly.exclude(state=RoundState.COLLECTING)
    ends = sorted(set(settled.order_by("-ends_on").values_list("ends_on", flat=True)), reverse=True)[:2]
    if len(ends) < 2:
        return None
    ranks: dict[tuple[int, str, int], dict[date, _Place]] = {}
    rows = settled.filter(ends_on__in=ends, scores__group_rank__isnull=False).order_by().values_list(
        "version__scheme_id", "scores__group", "scores__unit_id", "ends_on", "scores__group_rank",
        "scores__group_size", "scores__total",
    )  # fmt: skip
    for scheme, group, unit, ends_on, rank, size, total in rows:
        ranks.setdefault((scheme, group, unit), {})[ends_on] = _Place(rank or 0, size, total)
    moved = [
        (unit, then[ends[1]].rank - then[ends[0]].rank, then[ends[0]])
        for (_, _, unit), then in ranks.items()
        if len(then) == 2 and then[ends[0]].rank != then[ends[1]].rank
    ]
    moved.sort(key=lambda move: (-abs(move[1]), move[2].rank, move[0]))
    shown = moved[:MOVES_SHOWN]
    names = versions_by_unit((unit for unit, *_ in shown), ends[0]) if shown else {}
    return Moves(
        Period.of_date(ends[0]),
        tuple(
            Move(unit, names[unit].short_name, places, now.rank, now.size, now.total)
            for unit, places, now in shown
        ),
    )
