"""Values worked out of other figures, for all units and periods at once (M6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dukao.scoring.columns import Cell, Rational
from dukao.scoring.exact import round_exact
from dukao.scoring.reckoning import Columns, Quotients
from dukao.scoring.scheme import Item
from dukao.scoring.series import ABSENT, NOT_APPLICABLE, REPORTED, Readings, Series, States
from dukao.scoring.setting import Setting
from dukao.scoring.values import Figure, ValueRule
from dukao.scoring.whole import Mask, Whole


@dataclass(frozen=True)
class FigureValues:
    """One named figure of a formula in every cell."""

    figure: Figure
    values: Rational
    present: Mask


@dataclass(frozen=True)
class DerivedValues:
    """Values worked out, with the figures they came from; `undefined` where the formula divides by nought."""

    rule: ValueRule
    readings: Readings
    undefined: Mask
    figures: tuple[FigureValues, ...]

    def inputs(self, cell: Cell) -> dict[str, Fraction]:
        """The figures of one cell by name; those that are missing are left out."""
        return {one.figure.name: one.values.exact(cell) for one in self.figures if one.present[cell]}

    def lacking(self, cell: Cell) -> tuple[Figure, ...]:
        """The figures this cell does not have."""
        return tuple(one.figure for one in self.figures if not one.present[cell])

    def recomputed(self, cell: Cell) -> tuple[Fraction, Fraction]:
        """The value of one cell by single fractions: as the formula gives it, and rounded."""
        free = self.rule.formula.value(self.inputs(cell))
        assert free is not None
        held = round_exact(free, self.rule.rounding)
        assert isinstance(held, Fraction)
        return free, held


def work_values(setting: Setting, item: Item, rule: ValueRule) -> DerivedValues:
    """The item's values in all cells; absent where a figure is missing, not applicable where one is."""
    read = {figure.name: _read(setting, item, figure) for figure in rule.named}
    own = [read[figure.name] for figure in rule.named if figure.of == "own"]
    known = np.ones(setting.shape, dtype=bool)
    for readings in own:
        known &= readings.present
    figures = tuple(_of(setting, figure, read[figure.name], known) for figure in rule.named)
    everything = known.copy()
    for one in figures:
        everything &= one.present
    quotients = {one.figure.name: Quotients(one.values, ~one.present) for one in figures}
    found = rule.formula.worked_out(Columns(setting.shape), quotients)
    undefined = everything & found.undefined
    rounded = found.values.rounded(rule.rounding)
    assert isinstance(rounded.denominator, int)
    usable = everything & ~undefined
    values = rounded.numerator.where(usable, 0).narrowed()
    states = np.where(everything, REPORTED, ABSENT).astype(np.uint8)
    states[_not_applicable(setting, item, own)] = NOT_APPLICABLE
    return DerivedValues(rule, Readings(values, rounded.denominator, states), undefined, figures)


def find_series(setting: Setting, code: str) -> Series | None:
    """The reported values under this code: an item's, or an indicator's no item asks for."""
    leaves = tuple(setting.scheme.leaves())
    named = next((leaf for leaf in leaves if leaf.code == code), None)
    if named is None and (code, "value") not in setting.blocks.series:
        named = next((leaf for leaf in leaves if leaf.fact_code == code), None)
    if named is not None:
        return setting.blocks.find(named, "value")
    return setting.blocks.series.get((code, "value"))


def _read(setting: Setting, item: Item, figure: Figure) -> Readings:
    code = figure.indicator
    series = setting.blocks.find(item, "value") if code is None else find_series(setting, code)
    if series is None:
        return _nothing(setting)
    readings = series.read([figure.period(period) for period in setting.periods], item.combines_by)
    if figure.unit is None:
        return readings
    column = setting.blocks.roster.position.get(figure.unit)
    if column is None:
        return _nothing(setting)
    array = np.broadcast_to(readings.values.array[:, [column]], setting.shape)
    states = np.broadcast_to(readings.states[:, [column]], setting.shape)
    # of a unit to which the indicator does not apply there is nothing to be had
    states = np.where(states == REPORTED, REPORTED, ABSENT).astype(np.uint8)
    return Readings(Whole(array, readings.values.bound), readings.scale, states)


def _nothing(setting: Setting) -> Readings:
    return Readings(Whole.full(setting.shape, 0), 1, np.zeros(setting.shape, dtype=np.uint8))


def _of(setting: Setting, figure: Figure, readings: Readings, known: Mask) -> FigureValues:
    """The figure in every cell: the unit's own, or a sum or mean over those that have all of their own."""
    if figure.of == "own":
        return FigureValues(figure, Rational(readings.values, readings.scale), readings.present)
    scope, _, how = figure.of.partition("_")
    peers = setting.all_peers if scope == "all" else setting.group_peers
    mask = known & readings.present
    count = peers.count(mask)
    summed = peers.total(readings.values, mask)
    below: Whole | int = readings.scale
    if how == "mean":
        below = Whole.of(np.maximum(count, 1)) * readings.scale
    return FigureValues(figure, Rational(summed, below), np.asarray(count > 0, dtype=bool))


def _not_applicable(setting: Setting, item: Item, own: list[Readings]) -> Mask:
    """Where the item, or a figure of the unit's own, was declared not applicable."""
    mask = np.zeros(setting.shape, dtype=bool)
    states: list[States] = [readings.states for readings in own]
    series = setting.blocks.find(item, "value")
    if series is not None:
        states.append(series.read(setting.periods, item.combines_by).states)
    for state in states:
        mask |= state == NOT_APPLICABLE
    return mask
