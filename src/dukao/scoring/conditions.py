"""Conditions on bonuses: a bonus family counts only where every one of its figures lies in its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dukao.scoring.columns import Cell, Column, Rational, inside
from dukao.scoring.combining import NodeScores
from dukao.scoring.derived import find_series
from dukao.scoring.exact import Exact
from dukao.scoring.grading import Condition
from dukao.scoring.setting import Setting
from dukao.scoring.whole import Mask
from dukao.scoring.wording import figure


@dataclass(frozen=True)
class Checked:
    """One condition in every cell: the figure it looks at, where there is one, and where it holds."""

    condition: Condition
    label: str
    figures: Column
    known: Mask
    holds: Mask

    def sentence(self, cell: Cell) -> str:
        """What is asked and what there is."""
        found: Exact | None = self.figures.exact(cell) if self.known[cell] else None
        there = "没有数据" if found is None else figure(found)
        return f"{self.label} {there}，要求 {self.condition.range.words()}"


@dataclass(frozen=True)
class Gate:
    """All conditions of one bonus family."""

    checked: tuple[Checked, ...]

    @property
    def open(self) -> Mask:
        """Where the bonus counts."""
        return np.logical_and.reduce([one.holds for one in self.checked])

    def sentence(self, cell: Cell) -> str:
        """Why the bonus does not count in this cell."""
        unmet = "；".join(one.sentence(cell) for one in self.checked if not one.holds[cell])
        return f"不满足加分条件，不计：{unmet}"


def gate_of(
    setting: Setting, nodes: Mapping[str, NodeScores], conditions: tuple[Condition, ...], total: Column
) -> Gate:
    """The conditions checked; `total` is the total as it stands when bonuses are added."""
    return Gate(tuple(_checked(setting, nodes, condition, total) for condition in conditions))


def _checked(
    setting: Setting, nodes: Mapping[str, NodeScores], condition: Condition, total: Column
) -> Checked:
    label, known = "加分前的总分", np.ones(setting.shape, dtype=bool)
    figures = total
    if condition.node is not None:
        figures, label = nodes[condition.node].shown, f"{setting.scheme.node(condition.node).name}得分"
    elif condition.indicator is not None:
        label = _name(setting, condition.indicator)
        series = find_series(setting, condition.indicator)
        figures, known = Rational.constant(setting.shape, Fraction(0)), np.zeros(setting.shape, dtype=bool)
        if series is not None:
            readings = series.read(setting.periods, "last")
            figures, known = Rational(readings.values, readings.scale), readings.present
    return Checked(condition, label, figures, known, known & inside(figures, condition.range))


def _name(setting: Setting, code: str) -> str:
    """What people call the indicator of this code."""
    return next((leaf.name for leaf in setting.scheme.leaves() if code in {leaf.code, leaf.fact_code}), code)
