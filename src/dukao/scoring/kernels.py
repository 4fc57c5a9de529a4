"""Compiled loops over the cells of items; every one does in a single pass what numpy does in a dozen.

One call scores all items given to it: `score_items` walks over a table that says for each item which loop
scores it, where its figures lie and what its constants are, a few thousand cells at a time, and adds the
scores up while the processor still has them at hand.

All loops take scaled integers and constants whose size `fitting` has checked, write scores in units of the
last place into `out` (nought where there are none) and blocked or not applicable cells into `states`.
Imported by `compiled`, `fitting` and `peers` alone, and only where the numba engine runs: importing this
module loads numba.

The loops have no branches: figures are random, so a processor that guesses wrong waits longer than it
divides, and without branches the compiler does eight cells at a time. What is out of the ordinary (a target
of nought) is only counted on the way; a second loop, seldom run, settles it.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import numpy as np
from numba import boolean, carray, int64, intp, njit, types, uint8, void
from numba.extending import intrinsic

from dukao.scoring.cell_states import CellState
from dukao.scoring.series import ABSENT as _ABSENT
from dukao.scoring.series import NOT_APPLICABLE as _NOT_APPLICABLE
from dukao.scoring.series import REPORTED as _REPORTED

CARRIED, BLOCKED, REPORTED = int(CellState.CARRIED), int(CellState.BLOCKED), int(_REPORTED)
_ABSENT, _NOT_ASKED, _LEFT_OUT = int(_ABSENT), int(_NOT_APPLICABLE), int(CellState.NOT_APPLICABLE)
_HIGHEST = 2**62
_NOBODY = -(2**63)
_AT_ONCE = 4096  # cells that a processor keeps at hand, with everything that belongs to them


class Loop(IntEnum):
    """Which loop scores an item."""

    COMPLETION = 0
    REVERSE_RATIO = 1
    REVERSE_DEVIATION = 2
    STRAIGHT_LINE = 3
    TIERS = 4
    EFFICACY = 5
    PLACES = 6
    RACE = 7


class Column(IntEnum):
    """What a row of the table says about its item. Addresses are those of whole arrays, row by row."""

    LOOP = 0
    VALUES = 1  # address of the figures
    STATES = 2  # address of their states
    LACKING = 3  # what becomes of an absent figure; AS_THEY_ARE: the states are those of cells already
    TARGETS = 4  # address of the targets; nought where there are none
    KNOWN = 5  # address of the states of the targets
    SUM = 6  # which sum the scores go into
    FIRST = 7  # where the item's list of points or edges begins
    LAST = 8  # and ends


AS_THEY_ARE = NO_SUM = -1

# numpy's errors: a division by nought gives a number nobody uses, where Python's would need a branch
_inline = njit(nogil=True, error_model="numpy")


def _compiled(*arguments: Any) -> Any:
    """A loop over these arguments, compiled when this module is first imported and kept beside it."""
    return njit(void(*arguments), cache=True, nogil=True, error_model="numpy")


def _read(kind: Any, axes: int) -> Any:
    return types.Array(kind, axes, "C", readonly=True)


_PAIR, _SCORES, _STATES, _LIST = types.UniTuple(int64, 2), int64[::1], uint8[::1], _read(int64, 1)
_ROWS, _SCORE_ROWS, _STARTS, _MASK_ROWS = _read(int64, 2), int64[:, ::1], _read(intp, 1), _read(boolean, 2)


@_inline
def _half_up(above, below, size):
    """above ÷ below to the nearest whole number, halves upwards; `size` is the quotient in floats.

    The float is off by one at most. The remainder tells, and it tells right even where 2 × above wraps: it
    is exact modulo 2⁶⁴ and its true size is below 2⁶³, because 4 × below is.
    """
    nearest = np.int64(math.floor(size + 0.5))
    rest = 2 * above + below - 2 * below * nearest
    return nearest - (rest < 0) + (rest >= 2 * below)


@_inline
def _held(above, below, size, lowest, highest):
    """The rounded quotient between two edges; outside them the float decides, so nothing grows too large."""
    near = min(max(size, lowest - 1.0), highest + 1.0)
    return min(max(_half_up(above, below, near), lowest), highest)


@_inline
def _completion(values, targets, known, states, out, constants):
    """up × value ÷ (down × target) between the edges; nought below the threshold value ÷ target.

    `short` is the threshold as two factors, `zero` what a target of nought gives: a state and a score.
    """
    up, down, lowest, highest = constants[0], constants[1], constants[2], constants[3]
    short, zero = (constants[4], constants[5]), (constants[6], constants[7])
    odd = 0
    for i in range(values.size):
        value, target = values[i], targets[i]
        scored, usual = states[i] <= CARRIED, (known[i] == REPORTED) & (target > 0)
        odd += scored & (not usual)
        below = target if usual else 1
        size = float(value) * float(up) / (float(down) * float(below))
        score = _held(value * up, down * below, size, lowest, highest)
        reached = value * short[0] >= below * short[1]
        out[i] = score if scored & usual & reached else 0
    if odd:
        for i in range(values.size):
            if states[i] > CARRIED:
                continue
            if known[i] != REPORTED or targets[i] < 0:
                states[i] = BLOCKED
            elif targets[i] == 0:
                if zero[0] > CARRIED:
                    states[i] = zero[0]
                else:
                    out[i] = zero[1]


@_inline
def _reverse_ratio(values, targets, known, states, out, constants):
    """up × target ÷ (down × value) between the edges; the upper one where the value is not positive."""
    up, down, lowest, highest = constants[0], constants[1], constants[2], constants[3]
    for i in range(values.size):
        value, target = values[i], targets[i]
        scored, usual = states[i] <= CARRIED, (known[i] == REPORTED) & (target >= 0)
        states[i] = BLOCKED if scored & (not usual) else states[i]
        below = value if value > 0 else 1
        size = float(target) * float(up) / (float(down) * float(below))
        score = _held(target * up, down * below, size, lowest, highest)
        score = score if value > 0 else highest
        out[i] = score if scored & usual else 0


@_inline
def _reverse_deviation(values, targets, known, states, out, constants):
    """(rise × target − fall × value) ÷ (down × target) between the edges."""
    rise, fall, down, lowest, highest = constants[0], constants[1], constants[2], constants[3], constants[4]
    for i in range(values.size):
        scored, usual = states[i] <= CARRIED, (known[i] == REPORTED) & (targets[i] > 0)
        states[i] = BLOCKED if scored & (not usual) else states[i]
        target = targets[i] if usual else 1
        above, below = rise * target - fall * values[i], down * target
        score = _held(above, below, float(above) / float(below), lowest, highest)
        out[i] = score if scored & usual else 0


@_inline
def _straight_line(values, states, out, constants):
    """(slope × value + start) ÷ below, rounded by magnitude, between the edges."""
    slope, start, below = constants[0], constants[1], constants[2]
    lowest, highest, refuses_negative = constants[3], constants[4], constants[5] != 0
    for i in range(values.size):
        scored, refused = states[i] <= CARRIED, refuses_negative & (values[i] < 0)
        states[i] = BLOCKED if scored & refused else states[i]
        above = slope * values[i] + start
        size = abs(above)
        nearest = _half_up(size, below, float(size) / float(below))
        score = min(max(nearest if above >= 0 else -nearest, lowest), highest)
        out[i] = score if scored & (not refused) else 0


@_inline
def _tiers(values, states, out, listed):
    """The reward of the tier a value lies in: every edge it reaches adds what the tier above gives more.

    Listed are the edges, then the rises; the first of these is the reward below all edges.
    """
    edges, rises = listed[: listed.size // 2], listed[listed.size // 2 :]
    for i in range(values.size):
        out[i] = rises[0]
    for tier in range(edges.size):
        for i in range(values.size):
            out[i] += rises[tier + 1] * (values[i] >= edges[tier])
    for i in range(values.size):
        out[i] *= states[i] <= CARRIED


# -- methods that look at the group: slices, because the compiler must see that an index begins at nought --


@_inline
def _efficacy(values, states, out, constants):
    """One group between its extremes: up × (rise × way + base × span) ÷ (down × span).

    `rise` and `base` are shares as whole numbers, `sign` is −1 where lower is better.
    """
    rise, base, up, down = constants[0], constants[1], constants[2], constants[3]
    lowest, highest, equal, sign = constants[4], constants[5], constants[6], constants[7]
    first, last = _HIGHEST, -_HIGHEST
    for i in range(values.size):
        value, scored = values[i] * sign, states[i] <= CARRIED
        first = min(first, value if scored else _HIGHEST)
        last = max(last, value if scored else -_HIGHEST)
    span = last - first
    if span <= 0:  # all alike, or nobody there
        for i in range(values.size):
            out[i] = equal * (states[i] <= CARRIED)
        return
    below = down * span
    for i in range(values.size):
        scored = states[i] <= CARRIED
        part = rise * ((values[i] * sign if scored else first) - first) + base * span
        size = float(part) * float(up) / float(below)
        out[i] = _held(part * up, below, size, lowest, highest) if scored else 0


@_inline
def _ahead(keys, count, own):
    """How many of the first keys are higher."""
    found = 0
    for rival in range(count):
        found += keys[rival] > own
    return found


@_inline
def _places(values, states, out, constants, points, keys):
    """One group by its places, each one more than how many stand ahead. `keys` is room to work in."""
    sign = constants[0]
    for i in range(values.size):
        keys[i] = values[i] * sign if states[i] <= CARRIED else _NOBODY
    for i in range(values.size):
        out[i] = points[_ahead(keys, values.size, keys[i])] if states[i] <= CARRIED else 0


@_inline
def _race(values, targets, known, states, out, constants, points, keys):
    """One group by the places among those who reached their targets; the others get nought.

    Two factors bring value and target to one scale.
    """
    sign = constants[2]
    for i in range(values.size):
        keys[i] = _NOBODY
        if states[i] <= CARRIED:
            if known[i] != REPORTED:
                states[i] = BLOCKED
            elif (values[i] * constants[0] - targets[i] * constants[1]) * sign >= 0:
                keys[i] = values[i] * sign
    for i in range(values.size):
        out[i] = points[_ahead(keys, values.size, keys[i])] if keys[i] != _NOBODY else 0


# -- all items -----------------------------------------------------------------------------------------


def _array_at(kind: Any) -> Any:
    """How a loop comes to an array whose address stands in the table."""

    @intrinsic
    def pointer(context, address):
        def code(context, builder, signature, arguments):
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(kind)(address), code

    @_inline
    def array(address, first, last):
        return carray(pointer(address), last)[first:last]  # type: ignore[call-arg]  # numba gives the context

    return array


_figures_at, _states_at = _array_at(int64), _array_at(uint8)


@_inline
def _begin(given, lacking, states):
    """The states of cells before they are scored."""
    if lacking == AS_THEY_ARE:
        for i in range(states.size):
            states[i] = given[i]
    else:
        for i in range(states.size):
            states[i] = lacking * (given[i] == _ABSENT) + _LEFT_OUT * (given[i] == _NOT_ASKED)


@_inline
def _score(item, values, targets, known, states, out, constants, listed, starts, keys):
    """Some whole rows of one item."""
    loop, units = item[Column.LOOP], starts[starts.size - 1]
    if loop == Loop.COMPLETION:
        _completion(values, targets, known, states, out, constants)
    elif loop == Loop.REVERSE_RATIO:
        _reverse_ratio(values, targets, known, states, out, constants)
    elif loop == Loop.REVERSE_DEVIATION:
        _reverse_deviation(values, targets, known, states, out, constants)
    elif loop == Loop.STRAIGHT_LINE:
        _straight_line(values, states, out, constants)
    elif loop == Loop.TIERS:
        _tiers(values, states, out, listed)
    else:
        for row in range(0, values.size, units):
            for group in range(starts.size - 1):
                here = slice(row + starts[group], row + starts[group + 1])
                if loop == Loop.EFFICACY:
                    _efficacy(values[here], states[here], out[here], constants)
                elif loop == Loop.PLACES:
                    _places(values[here], states[here], out[here], constants, listed, keys)
                else:
                    _race(
                        values[here], targets[here], known[here], states[here], out[here], constants, listed,
                        keys,
                    )  # fmt: skip


@_compiled(_ROWS, _ROWS, _LIST, _STARTS, _PAIR, _SCORE_ROWS, uint8[:, ::1], _SCORE_ROWS, _STATES)
def score_items(table, constants, lists, starts, rows, scores, states, sums, worst):
    """Scores and states of all items in these rows, the sums of the scores, and each item's worst state.

    A row of `scores` or `states` is an item, a row of `sums` a sum, with all cells one after the other.
    """
    units = starts[starts.size - 1]
    cells = max(_AT_ONCE // units, 1) * units
    keys = np.empty(np.diff(starts).max(), dtype=np.int64)
    for first in range(rows[0] * units, rows[1] * units, cells):
        last = min(first + cells, rows[1] * units)
        for i in range(table.shape[0]):
            item, state, out = table[i], states[i, first:last], scores[i, first:last]
            values = _figures_at(item[Column.VALUES], first, last)
            targets, known = values, state
            if item[Column.TARGETS]:
                targets = _figures_at(item[Column.TARGETS], first, last)
                known = _states_at(item[Column.KNOWN], first, last)
            _begin(_states_at(item[Column.STATES], first, last), item[Column.LACKING], state)
            listed = lists[item[Column.FIRST] : item[Column.LAST]]
            _score(item, values, targets, known, state, out, constants[i], listed, starts, keys)
            highest = worst[i]
            for cell in range(state.size):
                highest = max(highest, state[cell])
            worst[i] = highest
            if item[Column.SUM] != NO_SUM:
                summed = sums[item[Column.SUM], first:last]
                for cell in range(summed.size):
                    summed[cell] += out[cell]


# -- places by totals ----------------------------------------------------------------------------------


@_compiled(_ROWS, _MASK_ROWS, _STARTS, _SCORE_ROWS)
def stand_in_groups(totals, there, starts, out):
    """The place of everyone there in the own group: one more than how many stand ahead."""
    keys = np.empty(np.diff(starts).max(), dtype=np.int64)
    for row in range(totals.shape[0]):
        for group in range(starts.size - 1):
            here = slice(starts[group], starts[group + 1])
            own, present, found = totals[row, here], there[row, here], out[row, here]
            for i in range(own.size):
                keys[i] = own[i] if present[i] else _NOBODY
            for i in range(own.size):
                found[i] = 1 + _ahead(keys, own.size, keys[i]) if present[i] else 0
