"""What a cell without a value of its own counts: missing, not applicable, not due (M20, M21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.cell_states import CellState, in_state, is_scored, worst_of
from dukao.scoring.columns import Cell, Column, with_cells
from dukao.scoring.exact import Exact, round_exact
from dukao.scoring.numbers import fraction
from dukao.scoring.peers import Peers
from dukao.scoring.policies import (
    MissingLast,
    MissingPolicy,
    MissingRescale,
    MissingShare,
    NotApplicablePolicy,
    NotApplicableRescale,
    RoundingRule,
)
from dukao.scoring.scheme import Item, Scheme
from dukao.scoring.whole import Mask


class Lost(StrEnum):
    """Where an excluded cell is made good for."""

    TOTAL = "total"  # the total is converted
    FAMILY = "family"  # the family is converted
    SPREAD = "spread"  # the points go to the other items of the family


@dataclass(frozen=True)
class Settlement:
    """Scores and states after the policies; excluded cells hold nought and are lost in the way named."""

    column: Column
    states: NDArray[np.uint8]
    lost: Mapping[Lost, Mask]


def missing_policy(scheme: Scheme, item: Item) -> MissingPolicy:
    return item.missing or scheme.missing


def worst_settled(policy: MissingPolicy) -> CellState:
    """The last of the states in which cells count as they were scored."""
    return CellState.MISSING if policy.kind == "zero" else CellState.CARRIED


def absence_policy(
    scheme: Scheme, item: Item, state: CellState, *, is_outside: bool = False
) -> NotApplicablePolicy:
    """What holds for a cell that does not apply, is not due, or is skipped because it is missing.

    A policy of the scheme that gives points holds for units to which an item could apply. Units outside
    `applies_to` were never asked: they get nothing for it, neither full marks nor nought, unless the item
    itself says so.
    """
    if state is CellState.NOT_DUE:
        return scheme.not_due
    if item.not_applicable is None and is_outside and scheme.not_applicable.kind in _GIVING:
        return NotApplicableRescale()
    return item.not_applicable or scheme.not_applicable


#: Policies that put points in the place of what does not apply.
_GIVING = {"full", "peer_average", "zero"}


def settle(
    scheme: Scheme,
    item: Item,
    column: Column,
    states: NDArray[np.uint8],
    group_peers: Peers,
    all_peers: Peers,
    outside: Mask,
) -> Settlement:
    """Give every cell without a score what the policies say; `outside` are units it does not apply to."""
    worst, policy = worst_of(states), missing_policy(scheme, item)
    if worst <= worst_settled(policy):
        return Settlement(column, states, {})
    settling = _Settling(item, scheme.rounding_of(item), group_peers, all_peers, column, states)
    missing = in_state(states, CellState.MISSING)
    if missing.any():
        settling.missing(missing, policy, absence_policy(scheme, item, CellState.MISSING))
    if worst == CellState.MISSING:
        return Settlement(settling.column, settling.states, settling.lost)
    for state, is_outside in (
        (CellState.NOT_APPLICABLE, False),
        (CellState.NOT_APPLICABLE, True),
        (CellState.NOT_DUE, False),
    ):
        mask = in_state(states, state)
        if state is CellState.NOT_APPLICABLE:
            mask &= outside == is_outside
        if mask.any():
            settling.absent(mask, absence_policy(scheme, item, state, is_outside=is_outside))
    return Settlement(settling.column, settling.states, settling.lost)


class _Settling:
    """The column and states on their way through the policies."""

    def __init__(
        self,
        item: Item,
        rule: RoundingRule,
        group_peers: Peers,
        all_peers: Peers,
        column: Column,
        states: NDArray[np.uint8],
    ) -> None:
        self.full, self.rule = fraction(item.full), rule
        self.group_peers, self.all_peers = group_peers, all_peers
        self.column, self.states = column, states
        self.lost: dict[Lost, Mask] = {}

    @cached_property
    def _scored(self) -> Mask:
        return is_scored(self.states)

    def missing(self, mask: Mask, policy: MissingPolicy, skipping: NotApplicablePolicy) -> None:
        match policy.kind:
            case "share":
                assert isinstance(policy, MissingShare)
                self._give(mask, self.full * Fraction(policy.ratio))
            case "peer_average":
                self._give_average(mask, self.group_peers)
            case "regional_mean":
                self._give_average(mask, self.all_peers)
            case "rescale":
                assert isinstance(policy, MissingRescale)
                self._lose(Lost(policy.scope), mask)
            case "skip":
                self.absent(mask, skipping)
            case "block":
                self.states[mask] = CellState.BLOCKED
            case "last":
                assert isinstance(policy, MissingLast)
                if policy.otherwise == "block":
                    self.states[mask] = CellState.BLOCKED

    def absent(self, mask: Mask, policy: NotApplicablePolicy) -> None:
        match policy.kind:
            case "rescale":
                assert isinstance(policy, NotApplicableRescale)
                self._lose(Lost(policy.scope), mask)
            case "spread":
                self._lose(Lost.SPREAD, mask)
            case "full":
                self._give(mask, self.full)
            case "peer_average":
                self._give_average(mask, self.group_peers)

    def _lose(self, where: Lost, mask: Mask) -> None:
        self.lost[where] = self.lost[where] | mask if where in self.lost else mask

    def _give(self, mask: Mask, value: Fraction) -> None:
        rounded = round_exact(value, self.rule)
        assert isinstance(rounded, Fraction)
        self.column = self.column.replaced(mask, rounded)

    def _give_average(self, mask: Mask, peers: Peers) -> None:
        """The mean of the peers' scored cells, rounded like a score; blocked where there are none."""
        means: dict[tuple[int, int], Exact | None] = {}
        values: dict[Cell, Exact] = {}
        for row, unit in np.argwhere(mask).tolist():
            group = (row, int(peers.group_index[unit]))
            if group not in means:
                means[group] = peer_average(self.column, self._scored, peers, (row, unit))
            average = means[group]
            if average is None:
                self.states[row, unit] = CellState.BLOCKED
            else:
                values[row, unit] = round_exact(average, self.rule)
        self.column = with_cells(self.column, values)


def peer_average(column: Column, scored: Mask, peers: Peers, cell: Cell) -> Exact | None:
    """The mean score of the cell's group; none if nobody there has one."""
    row, unit = cell
    around = [other for other in peers.around(unit) if scored[row, other]]
    if not around:
        return None
    total: Exact = Fraction(0)
    for other in around:
        total = total + column.exact((row, other))
    return total / Fraction(len(around))
