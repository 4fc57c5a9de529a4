"""What a scoring method is given: all cells of one item at once, or one cell with its surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.cell_states import is_scored
from dukao.scoring.columns import Cell, Column, Rational
from dukao.scoring.exact import Exact
from dukao.scoring.facts import Event
from dukao.scoring.peers import Peers
from dukao.scoring.series import Readings
from dukao.scoring.whole import Mask, Whole


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit of the peer group with a value, as a method that compares sees it."""

    value: Fraction
    target: Fraction | None


@dataclass(frozen=True, slots=True)
class Case:
    """One unit's inputs for one item and period, as exact fractions."""

    full: Fraction
    value: Fraction
    goals: Mapping[str, Fraction]
    peers: tuple[Peer, ...] = ()  # with the unit itself; in its group, or all units, as the method says
    events: tuple[Event, ...] = ()
    measure: str = ""

    @property
    def target(self) -> Fraction | None:
        return self.goals.get("target")


@dataclass(frozen=True, slots=True)
class Derived:
    """A score with the sentence that leads to it."""

    score: Exact
    formula: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a cell cannot be scored: no total without a remedy, or the item does not apply."""

    sentence: str
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scores of all cells; meaningless where blocked or not applicable."""

    scores: Column
    blocked: Mask | None = None
    not_applicable: Mask | None = None


@dataclass(frozen=True)
class Cells:
    """All cells of one item: a row per period, a column per unit. Unmasked cells hold nought."""

    full: Fraction
    values: Readings
    states: NDArray[np.uint8]  # whether there is a value to score, or why not
    goals: Mapping[str, Readings]
    group_peers: Peers
    all_peers: Peers
    events: Mapping[Cell, tuple[Event, ...]] = field(default_factory=dict)
    measure: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        return self.states.shape

    @cached_property
    def mask(self) -> Mask:
        """Cells with a value, their own or an earlier one."""
        return is_scored(self.states)

    def value(self) -> Rational:
        return Rational(self.values.values, self.values.scale)

    def goal(self, name: str) -> Readings:
        """The targets of this name; all absent where there are none."""
        if name in self.goals:
            return self.goals[name]
        return Readings(Whole.full(self.shape, 0), 1, np.zeros(self.shape, dtype=np.uint8))

    def constant(self, value: Fraction) -> Rational:
        return Rational.constant(self.shape, value)

    def peers(self, scope: str) -> Peers:
        return self.all_peers if scope == "all" else self.group_peers

    def case(self, cell: Cell, scope: str | None = None) -> Case:
        """One cell as exact fractions, with its peers where a scope is given."""
        period, unit = cell
        peers: tuple[Peer, ...] = ()
        if scope is not None:
            around = self.peers(scope).around(unit)
            peers = tuple(self._peer((period, other)) for other in around if self.mask[period, other])
        goals = {name: goal for name in self.goals if (goal := self._goal(name, cell)) is not None}
        return Case(self.full, self._value(cell), goals, peers, self.events.get(cell, ()), self.measure)

    def _value(self, cell: Cell) -> Fraction:
        return Fraction(self.values.values.at(cell), self.values.scale)

    def _goal(self, name: str, cell: Cell) -> Fraction | None:
        readings = self.goals[name]
        return Fraction(readings.values.at(cell), readings.scale) if readings.present[cell] else None

    def _peer(self, cell: Cell) -> Peer:
        return Peer(self._value(cell), self._goal("target", cell) if "target" in self.goals else None)
