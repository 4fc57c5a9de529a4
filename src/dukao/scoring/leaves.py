"""Scores of single items for all units and periods: read, fill by policy, apply the method, round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.absences import Lost, missing_policy, settle
from dukao.scoring.cell_states import CellState, in_state, is_scored, worst_of
from dukao.scoring.cells import Cells, Outcome
from dukao.scoring.columns import Cell, Column
from dukao.scoring.derived import DerivedValues, work_values
from dukao.scoring.engines import Engine
from dukao.scoring.facts import Event
from dukao.scoring.numbers import fraction
from dukao.scoring.periods import Period
from dukao.scoring.policies import MissingLast
from dukao.scoring.reference import derived_outcome
from dukao.scoring.scheme import Item
from dukao.scoring.series import ABSENT, NOT_APPLICABLE, Readings, Series
from dukao.scoring.setting import Setting
from dukao.scoring.whole import Mask, Whole

NOUGHT = Fraction(0)


@dataclass(frozen=True)
class LeafScores:
    """One item's scores. Excluded cells hold nought and are made good for higher up, as `lost` says."""

    item: Item
    setting: Setting
    column: Column
    states: NDArray[np.uint8]
    lost: Mapping[Lost, Mask]

    @property
    def full(self) -> Fraction:
        return fraction(self.item.full)

    @property
    def blocked(self) -> Mask | None:
        """Where no score can be given; None if there is one everywhere."""
        some = worst_of(self.states) == CellState.BLOCKED
        return in_state(self.states, CellState.BLOCKED) if some else None

    @property
    def excluded(self) -> Mask | None:
        """Where the item does not count at all; None if it counts everywhere."""
        masks = list(self.lost.values())
        return np.logical_or.reduce(masks) if masks else None

    @cached_property
    def inputs(self) -> Inputs:
        """What the scores were made of: read again for whoever explains them, not kept with every result."""
        return inputs_of(self.setting, self.item)


@dataclass(frozen=True)
class Inputs:
    """What an item is scored from."""

    cells: Cells
    derived: DerivedValues | None  # how values came about that were not reported as such
    repeated: Mapping[Cell, tuple[Event, ...]]  # counted in another item


def score_leaf(setting: Setting, item: Item) -> LeafScores:
    """The scores of one item in all cells."""
    cells = inputs_of(setting, item).cells
    states = cells.states.copy()
    return settled_leaf(setting, item, _scores(setting, item, cells, states), states)


def settled_leaf(setting: Setting, item: Item, column: Column, states: NDArray[np.uint8]) -> LeafScores:
    """The item's scores with what the policies give to cells without one."""
    settled = settle(
        setting.scheme, item, column, states, setting.group_peers, setting.all_peers, _outside(setting, item)
    )
    return LeafScores(item, setting, settled.column, settled.states, settled.lost)


def inputs_of(setting: Setting, item: Item) -> Inputs:
    """What the item is scored from, in all cells."""
    derived = None if item.value is None else work_values(setting, item, item.value)
    readings, states = _read(setting, item, derived)
    if derived is None:
        readings, states = _carry(setting, item, readings, states)
    events, repeated = _events(setting, item)
    cells = Cells(
        full=fraction(item.full),
        values=readings,
        states=states,
        goals=_goals(setting, item),
        group_peers=setting.group_peers,
        all_peers=setting.all_peers,
        events=events,
        measure=item.measure,
    )
    return Inputs(cells, derived, repeated)


def _scores(setting: Setting, item: Item, cells: Cells, states: NDArray[np.uint8]) -> Column:
    """The rounded scores by the engine of the run; what cannot be scored is marked in `states`."""
    rule = setting.scheme.rounding_of(item)
    if setting.engine is Engine.NUMBA:
        from dukao.scoring.compiled import compiled_scores  # loads numba, so only where it is wanted

        column = compiled_scores(item.method, cells, states, rule)
        if column is not None:
            return column
    outcome = _outcome(setting, item, cells)
    if outcome.not_applicable is not None:
        states[outcome.not_applicable] = CellState.NOT_APPLICABLE
    if outcome.blocked is not None:
        states[outcome.blocked] = CellState.BLOCKED
    return outcome.scores.replaced(~is_scored(states), NOUGHT).rounded(rule)


def _outcome(setting: Setting, item: Item, cells: Cells) -> Outcome:
    if setting.engine is Engine.PYTHON:
        return derived_outcome(item.method, cells, setting.scheme.rounding_of(item))
    return item.method.score(cells)


# -- reading -------------------------------------------------------------------------------------------


def _read(setting: Setting, item: Item, derived: DerivedValues | None) -> tuple[Readings, NDArray[np.uint8]]:
    counts = item.method.counts_events
    series = setting.blocks.find(item, "value")
    if derived is not None:
        readings = derived.readings
    elif series is None:
        readings = Readings(Whole.full(setting.shape, 0), 1, np.zeros(setting.shape, dtype=np.uint8))
    else:
        readings = series.read(setting.periods, item.combines_by, gaps_are_nought=counts)
    # for counts of events, nothing registered means nothing happened
    lacking = CellState.SCORED if counts else CellState.MISSING
    states = (readings.states == ABSENT).view(np.uint8) * np.uint8(lacking)
    if derived is not None:
        states[derived.undefined] = CellState.BLOCKED
    if worst_of(readings.states) == NOT_APPLICABLE:
        states[readings.states == NOT_APPLICABLE] = CellState.NOT_APPLICABLE
    span = item.frequency.span
    for row, period in enumerate(() if counts else setting.periods):
        if period.span < span:
            states[row][readings.states[row] == ABSENT] = CellState.NOT_DUE
    for period, unit in setting.blocks.waiting(item):
        if period in setting.periods:
            cell = setting.periods.index(period), unit
            if states[cell] == CellState.MISSING:
                states[cell] = CellState.NOT_DUE
    if item.applies_to:
        states[:, _outside(setting, item)] = CellState.NOT_APPLICABLE
    return readings, states


def _outside(setting: Setting, item: Item) -> Mask:
    """The units of groups the item does not apply to."""
    roster = setting.blocks.roster
    if not item.applies_to:
        return np.zeros(len(roster.units), dtype=bool)
    by_group = np.array([not item.applies_in(group) for group in roster.group_codes], dtype=bool)
    return np.asarray(by_group[roster.group_index], dtype=bool)


def _carry(
    setting: Setting, item: Item, readings: Readings, states: NDArray[np.uint8]
) -> tuple[Readings, NDArray[np.uint8]]:
    """Let the last value stand in where the policy says so."""
    policy = missing_policy(setting.scheme, item)
    series = setting.blocks.find(item, "value")
    if not isinstance(policy, MissingLast) or series is None or not in_state(states, CellState.MISSING).any():
        return readings, states
    values = readings.values
    factor = readings.scale // series.scale
    for row, period in enumerate(setting.periods):
        earlier = series.last_before(period)
        fill = np.zeros(setting.shape, dtype=bool)
        fill[row] = (states[row] == CellState.MISSING) & earlier.present[0]
        if fill.any():
            states[fill] = CellState.CARRIED
            spread = Whole(np.broadcast_to(earlier.values.array, setting.shape), earlier.values.bound)
            values = values.where(~fill, spread * factor)
    return Readings(values, readings.scale, readings.states), states


def _goals(setting: Setting, item: Item) -> Mapping[str, Readings]:
    goals = {}
    for name in sorted(item.method.needs):
        series = setting.blocks.find(item, name)
        if series is not None:
            goals[name] = read_goal(series, setting.periods, item.combines_by)
    return goals


def read_goal(series: Series, periods: Sequence[Period], rule: str) -> Readings:
    """Targets for each period: its own, else made of shorter ones, else that of the longer one around it."""
    readings = series.read(periods, rule)
    factor = readings.scale // series.scale
    values, states = readings.values, readings.states
    if states.all():  # none of them ABSENT
        return readings
    for row, period in enumerate(periods):
        if (states[row] != ABSENT).all():
            continue
        around = series.covering(period)
        fill = np.zeros(states.shape, dtype=bool)
        fill[row] = (states[row] == ABSENT) & (around.states[0] != ABSENT)
        if fill.any():
            spread = Whole(np.broadcast_to(around.values.array, states.shape), around.values.bound)
            values = values.where(~fill, spread * factor)
            states = np.where(fill, around.states, states).astype(np.uint8)
    return Readings(values, readings.scale, states)


def events_in(setting: Setting, item: Item) -> dict[Cell, tuple[Event, ...]]:
    """The item's events by the cells they count in."""
    if not item.method.counts_events:
        return {}
    found: dict[Cell, tuple[Event, ...]] = {}
    position = setting.blocks.roster.position
    for event in setting.blocks.events_of(item.code, item.fact_code):
        for row, period in enumerate(setting.periods):
            if period.contains(event.period):
                cell = (row, position[event.unit])
                found[cell] = (*found.get(cell, ()), event)
    return found


_EventsByCell = dict[Cell, tuple[Event, ...]]


def _events(setting: Setting, item: Item) -> tuple[_EventsByCell, _EventsByCell]:
    """The events that count in each cell, and those that another item of the family counts."""
    counted, repeated = events_in(setting, item), _EventsByCell()
    for cell, places in setting.repeats.get(item.code, {}).items():
        events = counted[cell]
        counted[cell] = tuple(event for place, event in enumerate(events) if place not in places)
        repeated[cell] = tuple(event for place, event in enumerate(events) if place in places)
    return counted, repeated
