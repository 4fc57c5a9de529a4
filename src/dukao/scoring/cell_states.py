"""What can become of a cell: scored, or why not."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.whole import Mask


class CellState(IntEnum):
    """What became of one item of one unit in one period."""

    SCORED = 0  # a value was reported
    CARRIED = 1  # an earlier value stands in
    MISSING = 2  # no value; the missing policy gave the points
    NOT_APPLICABLE = 3
    NOT_DUE = 4  # the item is reported less often than this
    BLOCKED = 5  # no points can be given; there is no total


def in_state(states: NDArray[np.uint8], state: CellState) -> Mask:
    # a plain number: numpy compares bytes with an enum member ten times slower
    return np.asarray(states == int(state), dtype=bool)


def worst_of(states: NDArray[np.uint8]) -> int:
    """The last of the states that occur: what comes after it need not be looked for."""
    return int(np.maximum.reduce(states, axis=None, initial=0))


def is_scored(states: NDArray[np.uint8]) -> Mask:
    """Whether a cell has a value, its own or an earlier one."""
    return np.asarray(states <= int(CellState.CARRIED), dtype=bool)
