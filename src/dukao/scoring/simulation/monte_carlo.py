"""How far ranks depend on assumptions: many replays with drawn weights and choices, places counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.simulation.assumptions import Assumptions
from dukao.scoring.simulation.choices import Choice
from dukao.scoring.simulation.draws import STANDARD, Spread, Stream, drawn_weights
from dukao.scoring.simulation.model import Model, Ranks, Report

#: Replays that are scored a second time by the engine, to show that both ways agree.
CHECKED = 5
#: Half of what the interval leaves out, in twentieths: a 90 % interval goes from 5 % to 95 %.
_TAIL = 20


@dataclass(frozen=True, slots=True)
class RankRange:
    """One unit's place: with the declared weights, and between what places it was in 90 % of the replays."""

    unit: str
    rank: int | None
    low: int | None
    high: int | None
    median: int | None
    best: int | None
    worst: int | None
    same: float  # the part of the replays in which it kept its place

    @property
    def sentence(self) -> str:
        if self.rank is None or self.low is None:
            return "没有总分，不排名"
        if self.low == self.high == self.rank:
            return f"第 {self.rank} 名，90% 的情形都在第 {self.rank} 名"
        return f"第 {self.rank} 名，90% 的情形在 {self.low}—{self.high} 名"


@dataclass(frozen=True)
class MonteCarlo:
    """The outcome of a run, with all that is needed to have it again."""

    runs: int
    seed: int
    spread: Spread
    choices: tuple[Choice, ...]
    ranges: tuple[tuple[RankRange, ...], ...]  # by period, units in the order of the roster
    shift: float  # mean over units and replays of how far a place moves
    is_fast: bool
    checked: int
    agreed: int


def monte_carlo(
    model: Model,
    *,
    runs: int,
    seed: int,
    spread: Spread = STANDARD,
    choices: Sequence[Choice] = (),
    report: Report | None = None,
) -> MonteCarlo:
    """Draw weights and choices `runs` times and count places. Equal arguments give equal outcomes."""
    assumptions, stream = Assumptions(model, choices), Stream(seed)
    units = drawn_weights(model.levers, spread, runs, stream)
    taken = np.zeros((runs, len(choices)), dtype=np.int64)
    for at, choice in enumerate(choices):
        taken[:, at] = stream.choices(runs, len(choice.alternatives))
    ranks = assumptions.ranks(units, taken, report)
    checks: list[int] = np.linspace(0, runs - 1, min(CHECKED, runs)).astype(int).tolist()
    checks = checks if model.is_fast else []
    agreed = sum(
        bool((assumptions.engine_ranks(units[at], taken[at].tolist()) == ranks[at]).all()) for at in checks
    )
    return MonteCarlo(
        runs, seed, spread, tuple(choices), ranges_of(model, ranks), shift_of(model, ranks),
        model.is_fast, len(checks), agreed,
    )  # fmt: skip


def ranges_of(model: Model, ranks: Ranks) -> tuple[tuple[RankRange, ...], ...]:
    """Every unit's range of places, by period."""
    ordered = np.sort(ranks, axis=0)
    runs = len(ranks)
    # the smallest set of places from below and above that leaves at most a twentieth outside on each side
    cut = runs // _TAIL
    low, high, middle = ordered[cut], ordered[runs - 1 - cut], ordered[(runs - 1) // 2]
    same = (ranks == model.declared_ranks[None]).mean(axis=0)

    def of(row: int, column: int) -> RankRange:
        cell = row, column
        return RankRange(
            unit=model.roster.units[column],
            rank=_place(model.declared_ranks[cell]),
            low=_place(low[cell]),
            high=_place(high[cell]),
            median=_place(middle[cell]),
            best=_place(ordered[0][cell]),
            worst=_place(ordered[-1][cell]),
            same=float(same[cell]),
        )

    columns = range(len(model.roster.units))
    return tuple(tuple(of(row, column) for column in columns) for row in range(len(model.periods)))


def shift_of(model: Model, ranks: Ranks) -> float:
    """The average shift in rank (Saisana, Saltelli and Tarantola 2005, equation 2), over all replays."""
    return float(shifts_of(model, ranks).mean())


def shifts_of(model: Model, ranks: Ranks) -> NDArray[np.float64]:
    """The average shift of each replay: the mean over units with a place of |place − declared place|."""
    there = model.declared_ranks > 0
    moved: NDArray[np.float64] = (np.abs(ranks - model.declared_ranks) * there).sum(axis=(1, 2)) / max(
        int(there.sum()), 1
    )
    return moved


def _place(value: np.int32) -> int | None:
    return int(value) or None
