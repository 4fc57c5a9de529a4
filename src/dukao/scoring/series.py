"""The values of one indicator as dense blocks over units and periods, and how they are read for a period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.periods import Period
from dukao.scoring.whole import LIMIT, Mask, Whole, canonical_bytes

States = NDArray[np.uint8]
ABSENT, REPORTED, NOT_APPLICABLE = 0, 1, 2
_WIDE = Context(prec=200)
_PARTS = 27720  # divisible by every number of periods a mean can be taken over


@dataclass(frozen=True, slots=True)
class Readings:
    """Values in units of 1/scale and their states, one row per period asked for."""

    values: Whole
    scale: int
    states: States

    @property
    def present(self) -> Mask:
        return np.asarray(self.states == REPORTED, dtype=bool)


@dataclass(frozen=True)
class Series:
    """All known values: a row per period in ascending order, a column per unit of the roster."""

    periods: tuple[Period, ...]
    scale: int
    values: Whole
    states: States

    @cached_property
    def _row(self) -> dict[Period, int]:
        return {period: row for row, period in enumerate(self.periods)}

    @cached_property
    def _shortest(self) -> int:
        return min((period.span for period in self.periods), default=0)

    @cached_property
    def is_even(self) -> bool:
        """Whether all periods are of one length, so that none is made of others."""
        return len({period.span for period in self.periods}) == 1

    @cached_property
    def _summable(self) -> Whole:
        """The values in a type that holds the sum over all periods."""
        whole_sum = self.values.bound * max(len(self.periods), 1)
        return (
            self.values if whole_sum < LIMIT else Whole(self.values.array.astype(object), self.values.bound)
        )

    def read(self, periods: Sequence[Period], rule: str, *, gaps_are_nought: bool = False) -> Readings:
        """For each period its own value, else the shorter periods' inside it, combined by `rule`.

        `last` takes the latest. The other rules need every shorter period that any unit reported; a unit
        that left one out has no value, unless gaps are nought (events: nothing reported, nothing happened).
        """
        factor = _PARTS if rule == "mean" else 1
        if tuple(periods) == self.periods:
            values, states = self.values * factor, self.states
        else:
            values, states = self._rows_of(periods)
            values = values * factor
        for place, period in enumerate(periods):
            if period.span <= self._shortest or states[place].all():
                continue
            for inside in self._inside(period):
                if states[place].all():
                    break
                part = self._combined(inside, rule, gaps_are_nought)
                values, states = _fill_row(values, states, place, part)
        return Readings(values, self.scale * factor, states)

    def _rows_of(self, periods: Sequence[Period]) -> tuple[Whole, States]:
        """The rows of these periods, absent where there is none."""
        known = [self._row.get(period, -1) for period in periods]
        first = known[0] if known else -1
        if first >= 0 and known == list(range(first, first + len(known))):
            beside = slice(first, first + len(known))
            return Whole(self.values.array[beside], self.values.bound), self.states[beside]
        shape = (len(periods), self.states.shape[1])
        values, states = Whole.full(shape, 0), np.zeros(shape, dtype=np.uint8)
        rows = [row for row in known if row >= 0]
        if rows:
            own = np.array([row >= 0 for row in known])
            dense = np.zeros(shape, dtype=self.values.array.dtype)
            dense[own] = self.values.array[rows]
            values = Whole(dense, self.values.bound)
            states[own] = self.states[rows]
        return values, states

    def _inside(self, period: Period) -> Iterable[list[int]]:
        """Rows of the shorter periods inside this one, a list for each length, the longest first."""
        rows = [row for row, other in enumerate(self.periods) if other != period and period.contains(other)]
        for span in sorted({self.periods[row].span for row in rows}, reverse=True):
            yield [row for row in rows if self.periods[row].span == span]

    def _combined(self, rows: list[int], rule: str, gaps_are_nought: bool) -> tuple[Whole, States]:
        values, states = self._summable.array[rows], self.states[rows]
        reported = states == REPORTED
        count = reported.sum(axis=0)
        gap = (states == ABSENT).any(axis=0) & (not gaps_are_nought)
        state = np.where(
            count > 0, REPORTED, np.where((states != ABSENT).any(axis=0), NOT_APPLICABLE, ABSENT)
        )
        match rule:
            case "last":
                latest = len(rows) - 1 - np.argmax((states != ABSENT)[::-1], axis=0)
                columns = np.arange(states.shape[1])
                return Whole(values[latest, columns], self.values.bound), states[latest, columns]
            case "sum":
                result = Whole(np.where(reported, values, 0).sum(axis=0), self.values.bound * len(rows))
            case "mean":
                summed = Whole(np.where(reported, values, 0).sum(axis=0), self.values.bound * len(rows))
                share = Whole.of(_PARTS // np.maximum(count, 1))
                result = summed * share
            case _:
                lowest, highest = -self.values.bound, self.values.bound
                fill, pick = (lowest, np.max) if rule == "max" else (highest, np.min)
                result = Whole(pick(np.where(reported, values, fill), axis=0), self.values.bound)
        state = np.where(gap, ABSENT, state).astype(np.uint8)
        return result.where(state == REPORTED, 0), state

    def last_before(self, period: Period) -> Readings:
        """The latest value reported in the same year before this period begins."""
        shape = (1, self.states.shape[1])
        values, states = Whole.full(shape, 0), np.zeros(shape, dtype=np.uint8)
        earlier = [
            row
            for row, other in enumerate(self.periods)
            if other.year == period.year and other.last_month < period.first_month
        ]
        for row in sorted(earlier, key=lambda row: (self.periods[row].last_month, row), reverse=True):
            state = np.where(self.states[row] == REPORTED, REPORTED, ABSENT).astype(np.uint8)
            part = Whole(self.values.array[row], self.values.bound), state
            values, states = _fill_row(values, states, 0, part)
        return Readings(values, self.scale, states)

    def covering(self, period: Period) -> Readings:
        """The value of the shortest longer period that holds this one."""
        shape = (1, self.states.shape[1])
        values, states = Whole.full(shape, 0), np.zeros(shape, dtype=np.uint8)
        longer = [row for row, other in enumerate(self.periods) if other != period and other.contains(period)]
        for row in sorted(longer, key=lambda row: self.periods[row].span):
            part = Whole(self.values.array[row], self.values.bound), self.states[row]
            values, states = _fill_row(values, states, 0, part)
        return Readings(values, self.scale, states)

    def digest_into(self, sink: hashlib._Hash) -> None:
        """Feed every value and state in one spelling, whatever rows they came from."""
        least = self._reduced()
        sink.update(f"{least.scale}:{','.join(map(str, least.periods))};".encode())
        sink.update(canonical_bytes(least.values.array))
        sink.update(least.states.tobytes())

    def _reduced(self) -> Series:
        """The same cells in the least scale and without empty rows, as if made of their rows anew."""
        values, states, scale, periods = self.values.array, self.states, self.scale, self.periods
        used = (states != ABSENT).any(axis=1)
        if not used.all():
            values, states = values[used], states[used]
            periods = tuple(period for period, there in zip(periods, used, strict=True) if there)
        while scale % 10 == 0 and not (values % 10).any():
            values, scale = values // 10, scale // 10
        return Series(periods, scale, Whole.of(values), states)

    def patched(self, row: int, column: int, value: Decimal | None, state: int) -> bool:
        """Set one cell in place; false, and nothing changed, where the arrays cannot hold the value."""
        scaled = 0 if value is None else value.scaleb(len(str(self.scale)) - 1, _WIDE)
        if scaled != int(scaled) or abs(int(scaled)) > self.values.bound:
            return False
        self.values.array[row, column], self.states[row, column] = int(scaled), state
        return True

    def columns(self, units: slice) -> Series:
        """The same for some units."""
        part = Whole(self.values.array[:, units], self.values.bound)
        return Series(self.periods, self.scale, part, self.states[:, units])


def _fill_row(values: Whole, states: States, row: int, part: tuple[Whole, States]) -> tuple[Whole, States]:
    """Put a row's values where it has none yet."""
    fresh, fresh_states = part
    wanted = np.zeros(states.shape, dtype=bool)
    wanted[row] = (states[row] == ABSENT) & (fresh_states != ABSENT)
    if not wanted.any():
        return values, states
    spread = Whole(np.broadcast_to(fresh.array, states.shape), fresh.bound)
    return values.where(~wanted, spread), np.where(wanted, fresh_states, states).astype(np.uint8)


def dense_series(cells: dict[tuple[Period, int], Decimal | None], units: int) -> Series:
    """The series of these cells; None marks a cell to which the item does not apply.

    The scale is the least that holds every digit, so equal values make equal series.
    """
    periods = tuple(sorted({period for period, _ in cells}))
    row = {period: index for index, period in enumerate(periods)}
    known = [value for value in cells.values() if value is not None]
    places = max((_places(value) for value in known), default=0)
    scaled = {cell: int(value.scaleb(places, _WIDE)) for cell, value in cells.items() if value is not None}
    while places and all(value % 10 == 0 for value in scaled.values()):
        places -= 1
        scaled = {cell: value // 10 for cell, value in scaled.items()}
    bound = max((abs(value) for value in scaled.values()), default=0)
    array = np.zeros((len(periods), units), dtype=np.int64 if bound < LIMIT else object)
    states = np.zeros((len(periods), units), dtype=np.uint8)
    for (period, unit), value in cells.items():
        states[row[period], unit] = NOT_APPLICABLE if value is None else REPORTED
        if value is not None:
            array[row[period], unit] = scaled[period, unit]
    return Series(periods, 10**places, Whole(array, bound), states)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)
