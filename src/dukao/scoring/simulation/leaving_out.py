"""Without one item: what becomes of the ranks when its weight goes to the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dukao.scoring.simulation.levers import Levers, Units, apportioned
from dukao.scoring.simulation.model import Model, Report
from dukao.scoring.simulation.monte_carlo import shifts_of


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What leaving out one item does; `riser` and `faller` are the units whose place changes most."""

    code: str
    name: str
    weight: float  # marks, or the share of a mean
    moved: int  # units whose place changes
    shift: float  # average shift in rank
    riser: str
    rise: int
    faller: str
    fall: int


def left_out(model: Model, report: Report | None = None) -> tuple[LeftOut, ...]:
    """One line for each item that has a weight and is not alone, the most telling first.

    Its weight goes to the others of its whole in proportion to theirs. With several periods the moves of all
    of them count.
    """
    columns = model.levers.movable
    if not columns:
        return ()
    ranks = model.ranks(weights_without(model.levers, columns), report)
    shifts = shifts_of(model, ranks)
    found = []
    for at, column in enumerate(columns):
        lever = model.levers.all[column]
        moves = model.declared_ranks - ranks[at]
        rise, fall = _furthest(model, moves), _furthest(model, -moves)
        found.append(
            LeftOut(
                lever.code, lever.name, float(lever.declared), int((moves != 0).sum()), float(shifts[at]),
                *rise, *fall,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.shift, one.code)))


def weights_without(levers: Levers, columns: tuple[int, ...]) -> Units:
    """The declared weights once for each of these levers, with that lever at nought."""
    rows = np.tile(levers.declared, (len(columns), 1))
    for at, column in enumerate(columns):
        pool = levers.pool_of(column)
        rows[at, column] = 0
        rows[at : at + 1, pool.columns] = apportioned(rows[at : at + 1, pool.columns], pool.size)
    return rows


def _furthest(model: Model, moves: np.ndarray) -> tuple[str, int]:
    """The unit that gains most places, and how many; nobody and nought if none does."""
    best = int(moves.max(initial=0))
    if best <= 0:
        return "", 0
    return model.roster.units[int(np.argwhere(moves == best)[0][1])], best
