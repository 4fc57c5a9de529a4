"""Compiled loops over the cells of one item; every one does in a single pass what numpy does in a dozen.

All take scaled integers and constants whose size `compiled` has checked, write scores in units of the last
place into `out` (nought where there are none) and blocked or not applicable cells into `states`. Imported by
`compiled` and `peers` alone, and only where the numba engine runs: importing this module loads numba.

The loops have no branches: figures are random, so a processor that guesses wrong waits longer than it
divides, and without branches the compiler does eight cells at a time. What is out of the ordinary (a target
of nought) is only counted on the way; a second loop, seldom run, settles it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import boolean, int64, intp, njit, types, uint8, void

from dukao.scoring.cell_states import CellState
from dukao.scoring.series import REPORTED as _REPORTED

CARRIED, BLOCKED, REPORTED = int(CellState.CARRIED), int(CellState.BLOCKED), int(_REPORTED)
_HIGHEST = 2**62
_NOBODY = -(2**63)
_AT_ONCE = 1024  # cells that a processor keeps at hand

# numpy's errors: a division by nought gives a number nobody uses, where Python's would need a branch
_inline = njit(nogil=True, error_model="numpy")


def _compiled(*arguments: Any) -> Any:
    """A loop over these arguments, compiled when this module is first imported and kept beside it."""
    return njit(void(*arguments), cache=True, nogil=True, error_model="numpy")


def _read(kind: Any, axes: int) -> Any:
    return types.Array(kind, axes, "C", readonly=True)


_INT, _PAIR, _CONSTANTS = int64, types.UniTuple(int64, 2), _read(int64, 1)
_VALUES, _STATES, _SCORES, _GIVEN = _read(int64, 1), uint8[::1], int64[::1], _read(uint8, 1)
_ROWS, _STATE_ROWS, _SCORE_ROWS, _GIVEN_ROWS = _read(int64, 2), uint8[:, ::1], int64[:, ::1], _read(uint8, 2)
_STARTS, _MASK_ROWS = _read(intp, 1), _read(boolean, 2)


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


@_compiled(_VALUES, _VALUES, _GIVEN, _STATES, _SCORES, _INT, _INT, _PAIR, _PAIR, _PAIR)
def completion(values, targets, known, states, out, up, down, edges, short, zero):
    """up × value ÷ (down × target) between the edges; nought below the threshold value ÷ target.

    `short` is the threshold as two factors, `zero` what a target of nought gives: a state and a score.
    """
    lowest, highest = edges
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


@_compiled(_VALUES, _VALUES, _GIVEN, _STATES, _SCORES, _INT, _INT, _PAIR)
def reverse_ratio(values, targets, known, states, out, up, down, edges):
    """up × target ÷ (down × value) between the edges; the upper one where the value is not positive."""
    lowest, highest = edges
    for i in range(values.size):
        value, target = values[i], targets[i]
        scored, usual = states[i] <= CARRIED, (known[i] == REPORTED) & (target >= 0)
        states[i] = BLOCKED if scored & (not usual) else states[i]
        below = value if value > 0 else 1
        size = float(target) * float(up) / (float(down) * float(below))
        score = _held(target * up, down * below, size, lowest, highest)
        score = score if value > 0 else highest
        out[i] = score if scored & usual else 0


@_compiled(_VALUES, _VALUES, _GIVEN, _STATES, _SCORES, _INT, _INT, _INT, _PAIR)
def reverse_deviation(values, targets, known, states, out, rise, fall, down, edges):
    """(rise × target − fall × value) ÷ (down × target) between the edges."""
    lowest, highest = edges
    for i in range(values.size):
        scored, usual = states[i] <= CARRIED, (known[i] == REPORTED) & (targets[i] > 0)
        states[i] = BLOCKED if scored & (not usual) else states[i]
        target = targets[i] if usual else 1
        above, below = rise * target - fall * values[i], down * target
        score = _held(above, below, float(above) / float(below), lowest, highest)
        out[i] = score if scored & usual else 0


@_compiled(_VALUES, _STATES, _SCORES, _INT, _INT, _INT, _PAIR, boolean)
def straight_line(values, states, out, slope, start, below, edges, refuses_negative):
    """(slope × value + start) ÷ below, rounded by magnitude, between the edges."""
    lowest, highest = edges
    for i in range(values.size):
        scored, refused = states[i] <= CARRIED, refuses_negative & (values[i] < 0)
        states[i] = BLOCKED if scored & refused else states[i]
        above = slope * values[i] + start
        size = abs(above)
        nearest = _half_up(size, below, float(size) / float(below))
        score = min(max(nearest if above >= 0 else -nearest, lowest), highest)
        out[i] = score if scored & (not refused) else 0


@_compiled(_VALUES, _STATES, _SCORES, _CONSTANTS, _CONSTANTS)
def tiers(values, states, out, edges, rises):
    """The reward of the tier a value lies in: every edge it reaches adds what the tier above gives more.

    The first of the `rises` is the reward below all edges.
    """
    for begin in range(0, values.size, _AT_ONCE):
        here = slice(begin, begin + _AT_ONCE)
        part, known, scores = values[here], states[here], out[here]
        for i in range(part.size):
            scores[i] = rises[0]
        for tier in range(edges.size):
            for i in range(part.size):
                scores[i] += rises[tier + 1] * (part[i] >= edges[tier])
        for i in range(part.size):
            scores[i] *= known[i] <= CARRIED


# -- methods that look at the group: slices, because the compiler must see that an index begins at nought --


@_inline
def _between(values, states, out, shares, up, down, edges, equal, sign):
    """One group of `efficacy`."""
    rise, base = shares
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
        out[i] = _held(part * up, below, size, edges[0], edges[1]) if scored else 0


@_compiled(_ROWS, _STATE_ROWS, _STARTS, _SCORE_ROWS, _PAIR, _INT, _INT, _PAIR, _INT, _INT)
def efficacy(values, states, starts, out, shares, up, down, edges, equal, sign):
    """Between the extremes of the group: up × (rise × way + base × span) ÷ (down × span).

    `shares` are rise and base as whole numbers, `sign` is −1 where lower is better.
    """
    for row in range(values.shape[0]):
        for group in range(starts.size - 1):
            here = slice(starts[group], starts[group + 1])
            _between(
                values[row, here], states[row, here], out[row, here], shares, up, down, edges, equal, sign
            )


@_inline
def _ahead(keys, count, own):
    """How many of the first keys are higher."""
    found = 0
    for rival in range(count):
        found += keys[rival] > own
    return found


@_compiled(_ROWS, _STATE_ROWS, _STARTS, _SCORE_ROWS, _INT, _CONSTANTS)
def places(values, states, starts, out, sign, points):
    """The points of each place in the group: one more than how many stand ahead."""
    keys = np.empty(points.size, dtype=np.int64)
    for row in range(values.shape[0]):
        for group in range(starts.size - 1):
            here = slice(starts[group], starts[group + 1])
            own, known, scores = values[row, here], states[row, here], out[row, here]
            for i in range(own.size):
                keys[i] = own[i] * sign if known[i] <= CARRIED else _NOBODY
            for i in range(own.size):
                scores[i] = points[_ahead(keys, own.size, keys[i])] if known[i] <= CARRIED else 0


@_compiled(_ROWS, _ROWS, _GIVEN_ROWS, _STATE_ROWS, _STARTS, _SCORE_ROWS, _PAIR, _INT, _CONSTANTS)
def race(values, targets, known, states, starts, out, factors, sign, points):
    """The points of each place among those of the group who reached their targets; the others get nought.

    `factors` bring value and target to one scale.
    """
    keys = np.empty(points.size, dtype=np.int64)
    for row in range(values.shape[0]):
        for group in range(starts.size - 1):
            here = slice(starts[group], starts[group + 1])
            own, goal, there = values[row, here], targets[row, here], known[row, here]
            state, scores = states[row, here], out[row, here]
            for i in range(own.size):
                keys[i] = _NOBODY
                if state[i] <= CARRIED:
                    if there[i] != REPORTED:
                        state[i] = BLOCKED
                    elif (own[i] * factors[0] - goal[i] * factors[1]) * sign >= 0:
                        keys[i] = own[i] * sign
            for i in range(own.size):
                scores[i] = points[_ahead(keys, own.size, keys[i])] if keys[i] != _NOBODY else 0


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
