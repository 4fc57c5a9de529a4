"""等次: the best grade that total, quota and vetoes allow, for all units and periods at once (M11, M11b)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.columns import Rational
from dukao.scoring.grading import Grade, Quota, QuotaRounding
from dukao.scoring.peers import Peers, Places
from dukao.scoring.policies import TieMode
from dukao.scoring.whole import Mask

Ranks = NDArray[np.int16]  # numbers of grades, the best nought
UNGRADED = -1


@dataclass(frozen=True)
class GradeTable:
    """The grade of every unit in every period, and what decided it."""

    grades: tuple[Grade, ...]
    given: Ranks
    by_total: Ranks
    forced: Ranks  # by a veto; UNGRADED where none
    best: Ranks  # the best a veto allows; nought where none

    def name(self, cell: tuple[int, int]) -> str | None:
        rank = int(self.given[cell])
        return None if rank == UNGRADED else self.grades[rank].name

    def reason(self, cell: tuple[int, int]) -> str:
        """Why the grade is not better."""
        rank, by_total = int(self.given[cell]), int(self.by_total[cell])
        if rank == UNGRADED:
            return ""
        grade = self.grades[rank]
        if int(self.forced[cell]) != UNGRADED:
            return f"一票否决，定为{grade.name}"
        if rank == by_total:
            return "" if grade.range is None else f"总分 {grade.range.words()}"
        better = self.grades[by_total].name
        if int(self.best[cell]) == rank:
            return f"总分够{better}，因一票否优最高为{grade.name}"
        return f"总分够{better}，名额已满"


@dataclass(frozen=True, slots=True)
class Competition:
    """Who competes for grades, and where quotas do not hold."""

    there: Mask  # units with a total
    in_group: Places
    overall: Places
    group_peers: Peers
    all_peers: Peers
    without_quota: Mask


@lru_cache(maxsize=4096)
def seats(quota: Quota, units: int) -> int:
    """How many units may hold a grade.

    >>> [seats(Quota(share="20%", rounding=how), 23) for how in ("floor", "half_up", "ceiling")]
    [4, 5, 5]
    """
    if quota.count is not None:
        return quota.count
    exact = Fraction(quota.share or 0) * units
    match quota.rounding:
        case QuotaRounding.FLOOR:
            return math.floor(exact)
        case QuotaRounding.CEILING:
            return math.ceil(exact)
    return math.floor(exact + Fraction(1, 2))


def assign_grades(
    grades: Sequence[Grade], totals: Rational, forced: Ranks, best: Ranks, competition: Competition
) -> GradeTable:
    """A grade for every unit with a total, the best grade first.

    Seats go by place. A block of equals that does not fit into the seats left stays out as a whole, and so
    does everyone behind it. Where every grade is full, the last one takes the rest.
    """
    by_total = ranks_by_total(grades, totals)
    free = forced == UNGRADED
    lowest = np.where(free, np.maximum(by_total, best), forced)
    waiting, given = competition.there, np.full(totals.shape, UNGRADED, dtype=np.int16)
    for rank, grade in enumerate(grades):
        eligible = waiting & ((lowest == rank) | (free & (lowest < rank)))
        if grade.quota is not None and eligible.any():
            eligible &= _seated(eligible, grade.quota, competition)
        np.copyto(given, rank, where=eligible)
        waiting = waiting & ~eligible
    np.copyto(given, len(grades) - 1, where=waiting)
    return GradeTable(tuple(grades), given, by_total, forced, best)


def ranks_by_total(grades: Sequence[Grade], totals: Rational) -> Ranks:
    """The best grade whose range holds the total; grades without a range take any."""
    result: Ranks = np.full(totals.shape, len(grades) - 1, dtype=np.int16)
    for rank in range(len(grades) - 1, -1, -1):
        span = grades[rank].range
        np.copyto(result, rank, where=True if span is None else totals.inside(span))
    return result


def _seated(eligible: Mask, quota: Quota, competition: Competition) -> Mask:
    """Those for whom there are seats: no more of the eligible stand at their place or ahead than seats."""
    everywhere = quota.within == "all"
    peers = competition.all_peers if everywhere else competition.group_peers
    places = competition.overall if everywhere else competition.in_group
    sizes = peers.counts(competition.there)
    occurring = np.flatnonzero(np.bincount(sizes.ravel()))
    limits = np.zeros(occurring[-1] + 1, dtype=np.int64)
    limits[occurring] = [seats(quota, size) for size in occurring.tolist()]
    # ranked by their places, the last first, one more than stand behind; all others stand at it or ahead
    from_behind = peers.places([places], eligible, TieMode.COMPETITION)
    seated = from_behind > peers.spread(peers.counts(eligible) - limits[sizes])
    return seated if everywhere else seated | competition.without_quota
