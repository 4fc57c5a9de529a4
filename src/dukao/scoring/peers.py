"""Comparisons inside peer groups: extremes, means and places, for all periods at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.columns import Rational
from dukao.scoring.policies import TieMode
from dukao.scoring.roster import Roster
from dukao.scoring.whole import LIMIT, Ints, Mask, Whole

Places = NDArray[np.int64]
LARGEST_GROUP = 256  # units; beyond, sorting is faster than comparing everyone with everyone
_TALLIED = 16  # different totals per unit that are still counted faster than sorted
_SORTED_AT_ONCE = 8192  # cells: enough to be quick, few enough to take no room


@dataclass(frozen=True)
class Peers:
    """Who is compared with whom: consecutive units, each group beginning at one of `starts`."""

    starts: NDArray[np.intp]
    group_index: NDArray[np.intp]
    compiled: bool = False  # whether places are counted by the compiled kernels

    @classmethod
    def of(cls, roster: Roster, scope: str = "group", *, compiled: bool = False) -> Peers:
        if scope == "all" or not roster.units:
            nobody = np.zeros(min(len(roster.units), 1), np.intp)
            return cls(nobody, np.zeros(len(roster.units), np.intp), compiled)
        return cls(roster.starts, roster.group_index, compiled)

    @cached_property
    def edges(self) -> NDArray[np.intp]:
        """Where each group begins, and the end of the last."""
        return np.append(self.starts, len(self.group_index))

    @cached_property
    def largest(self) -> int:
        """Units in the largest group."""
        return int(np.diff(self.edges).max(initial=0))

    def around(self, unit: int) -> range:
        """The positions of all units of this unit's group."""
        group = int(self.group_index[unit])
        return range(int(self.edges[group]), int(self.edges[group + 1]))

    def extreme(self, values: Whole, mask: Mask, *, highest: bool) -> Whole:
        """The highest or lowest masked value of each cell's group; nought where the group has none."""
        fill = -values.bound if highest else values.bound
        array = np.where(mask, values.array, fill)
        reduce = np.maximum.reduceat if highest else np.minimum.reduceat
        anybody = np.logical_or.reduceat(mask, self.starts, axis=1)
        found = np.where(anybody, reduce(array, self.starts, axis=1), 0)
        return Whole(found[:, self.group_index], values.bound)

    def total(self, values: Whole, mask: Mask) -> Whole:
        """The sum of the masked values of each cell's group."""
        bound = values.bound * max(len(self.group_index), 1)
        wide = (
            Whole(values.array, values.bound) if bound < LIMIT else Whole(values.array.astype(object), bound)
        )
        summed = np.add.reduceat(np.where(mask, wide.array, 0), self.starts, axis=1)
        return Whole(summed[:, self.group_index], bound)

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """How many masked units each group has: a column per group."""
        counted: NDArray[np.int64] = np.add.reduceat(mask, self.starts, axis=1, dtype=np.int64)
        return counted

    def count(self, mask: Mask) -> NDArray[np.int64]:
        """How many masked units each cell's group has."""
        return self.spread(self.counts(mask))

    def spread(self, by_group: NDArray[np.int64]) -> NDArray[np.int64]:
        """What was found for each group, in every cell of it."""
        return by_group[:, self.group_index]

    def places(self, keys: Sequence[Ints], mask: Mask, mode: TieMode) -> Places:
        """The place of each masked cell in its group: higher keys first, the first key first; else nought."""
        if len(keys) == 1 and mode is TieMode.COMPETITION and keys[0].dtype != object and mask.size:
            if len(self.starts) == 1 and np.ptp(keys[0]) < _TALLIED * mask.shape[1]:
                return _tallied_places(keys[0], mask)
            if self.compiled and self.largest <= LARGEST_GROUP:
                return self._compared_places(keys[0], mask)
        result = np.zeros(mask.shape, dtype=np.int64)
        at_once = max(_SORTED_AT_ONCE // max(mask.shape[1], 1), 1)
        for begin in range(0, mask.shape[0], at_once):
            rows = slice(begin, begin + at_once)
            self._sorted_places([key[rows] for key in keys], mask[rows], mode, result[rows])
        return result

    def _compared_places(self, key: NDArray[np.int64], mask: Mask) -> Places:
        from dukao.scoring import kernels  # loads numba, so only where it is wanted

        result = np.empty(mask.shape, dtype=np.int64)
        kernels.stand_in_groups(np.ascontiguousarray(key), np.ascontiguousarray(mask), self.edges, result)
        return result

    def _sorted_places(self, keys: Sequence[Ints], mask: Mask, mode: TieMode, result: Places) -> None:
        rows, columns = np.nonzero(mask)
        if rows.size == 0:
            return
        home = rows * len(self.starts) + self.group_index[columns]
        falling = [-_sortable(key[rows, columns]) for key in keys]
        order = _ordered(home, falling)
        home = home[order]
        new_group = np.concatenate(([True], home[1:] != home[:-1]))
        differs = new_group.copy()
        for key in falling:
            ordered = key[order]
            differs[1:] |= ordered[1:] != ordered[:-1]
        position = np.arange(order.size)
        if mode is TieMode.DENSE:
            distinct = np.cumsum(differs)
            place = distinct - np.maximum.accumulate(np.where(new_group, distinct, 0)) + 1
        else:
            first = np.maximum.accumulate(np.where(differs, position, 0))
            place = first - np.maximum.accumulate(np.where(new_group, position, 0)) + 1
        result[rows[order], columns[order]] = place


def _tallied_places(key: NDArray[np.int64], mask: Mask) -> Places:
    """Places among all units by a tally: totals to cents are few, however many units there are."""
    low, span = int(key.min()), int(np.ptp(key)) + 1
    rows = np.arange(0, len(key) * span, span)[:, np.newaxis]
    where = key + (rows - low)
    everybody = bool(mask.all())
    tally = np.bincount(where.ravel() if everybody else where[mask], minlength=len(key) * span)
    tally = tally.reshape(len(key), span)
    np.cumsum(tally, axis=1, out=tally)  # now how many stand behind or beside
    places: Places = 1 + tally[:, -1:] - tally.ravel()[where]
    return places if everybody else places * mask


def _ordered(home: NDArray[np.intp], keys: Sequence[NDArray[np.int64]]) -> NDArray[np.intp]:
    """Positions sorted by home, then by the keys.

    One key that fits is packed with home and position into a single number: sorting plain numbers is several
    times faster than sorting positions.
    """
    first = keys[0]
    low, span = int(first.min()), int(first.max()) - int(first.min()) + 1
    size = home.size
    if len(keys) > 1 or (int(home.max()) + 1) * span * size >= LIMIT:
        return np.lexsort((*reversed(keys), home))
    packed = (home * span + (first - low)) * size + np.arange(size)
    packed.sort()
    return packed % size


def _sortable(key: Ints) -> NDArray[np.int64]:
    if key.dtype != object:
        return key.astype(np.int64)
    codes: NDArray[Any] = np.unique(key, return_inverse=True)[1]
    return codes.astype(np.int64)


def order_codes(column: Rational) -> NDArray[np.int64]:
    """Whole numbers that compare as the column's values do, exactly.

    Floats sort; where two neighbours are too close for floats to tell, fractions do.
    """
    if isinstance(column.denominator, int):
        return _sortable(column.numerator.array)
    values, errors = column.estimate()
    flat, slack = values.ravel(), errors.ravel()
    order = np.argsort(flat, kind="stable")
    rises = np.diff(flat[order]) > 2 * (slack[order][1:] + slack[order][:-1])
    edges = [0, *(np.flatnonzero(rises) + 1).tolist(), order.size]
    codes = np.zeros(order.size, dtype=np.int64)
    code = 0
    for begin, end in pairwise(edges):
        run = order[begin:end]
        exact = {int(cell): column.exact(_cell(int(cell), column.shape)) for cell in run}
        for value in sorted(set(exact.values())):
            code += 1
            for cell, own in exact.items():
                if own == value:
                    codes[cell] = code
    return codes.reshape(column.shape)


def _cell(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(step) for step in np.unravel_index(flat, shape))


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
