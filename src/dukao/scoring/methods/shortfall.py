"""未达标扣分: points off for every step by which a value misses its standard (M7, "每低 1% 扣 0.1 分")."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational, total
from dukao.scoring.exact import Exact
from dukao.scoring.methods.base import GAP_AXIS, Method, Positive, Preview, missing_goal, plotted, stepped
from dukao.scoring.numbers import Number
from dukao.scoring.whole import Whole
from dukao.scoring.wording import figure, operand, share

_STEPS = {
    "continuous": "不足一步的按比例扣",
    "floor": "不足一步的不扣",
    "ceiling": "不足一步的按一步扣",
}


class Shortfall(Method):
    """W less `points` for every `per` by which the value misses the standard; not below `floor`.

    `steps`: continuous (部分按比例), floor (不足一步不扣) or ceiling (不足一步按一步扣). With `relative` the
    miss is measured as a share of the standard. `floor` is nought by default, unlimited where W is nought.

    >>> case = Case(Fraction(1), Fraction("17.4"), {})
    >>> [
    ...     figure(Shortfall(standard="20", per="1", points="0.1", steps=steps).derive(case).score)
    ...     for steps in ("continuous", "floor", "ceiling")
    ... ]
    ['0.74', '0.8', '0.7']
    """

    kind: Literal["shortfall"] = "shortfall"
    standard: Literal["target"] | Number = "target"
    per: Positive
    points: Positive
    steps: Literal["continuous", "floor", "ceiling"]
    direction: Literal["higher", "lower"] = "higher"
    relative: bool = False
    floor: Number | None = None

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"} if self.standard == "target" else ())

    def _lowest(self, full: Fraction) -> Fraction | None:
        if self.floor is not None:
            return Fraction(self.floor)
        return Fraction(0) if full else None

    def score(self, cells: Cells) -> Outcome:
        if isinstance(self.standard, str):
            target = cells.goal("target")
            known, standard, unit = target.present, target.values, target.scale
        else:
            fixed = Fraction(self.standard)
            known = np.ones(cells.shape, dtype=bool)
            standard, unit = Whole.full(cells.shape, fixed.numerator), fixed.denominator
        scale = math.lcm(unit, cells.values.scale)
        wanted = standard * (scale // unit)
        gap = (wanted - cells.values.values * (scale // cells.values.scale)) * (
            1 if self.direction == "higher" else -1
        )
        usable = cells.mask & known
        if self.relative:
            usable = usable & (wanted > 0)
        missed = gap.where(usable & (gap > 0), 0)
        per = Fraction(self.per)
        below: Whole | int = (
            wanted.where(usable, 1) * per.numerator if self.relative else scale * per.numerator
        )
        steps = Rational(missed * per.denominator, below)
        match self.steps:
            case "floor":
                steps = Rational(steps.numerator // steps.denominator, 1)
            case "ceiling":
                steps = Rational(-((-steps.numerator) // steps.denominator), 1)
        lost = steps.times(-Fraction(self.points))
        return Outcome(self._left(cells, lost), np.asarray(cells.mask & ~usable, dtype=bool))

    def _left(self, cells: Cells, lost: Rational) -> Rational:
        if isinstance(lost.denominator, int):
            left = total([cells.constant(cells.full), lost], cells.shape)
            assert isinstance(left, Rational)
        else:
            full = cells.full
            above = lost.numerator * full.denominator + lost.denominator * full.numerator
            left = Rational(above, lost.denominator * full.denominator)
        return left.clipped(self._lowest(cells.full), None)

    def _standard(self, case: Case) -> Fraction:
        return case.goals["target"] if isinstance(self.standard, str) else Fraction(self.standard)

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking:
            return lacking
        if self.relative and self._standard(case) <= 0:
            return Obstacle(f"标准 {figure(self._standard(case))} 不大于 0，不能算相差几成")
        return None

    def derive(self, case: Case) -> Derived:
        standard = self._standard(case)
        gap = (standard - case.value) * (1 if self.direction == "higher" else -1)
        if self.relative:
            gap /= standard
        if gap <= 0:
            return Derived(case.full, "", (f"达到标准 {figure(standard)}，不扣分",))
        steps = gap / Fraction(self.per)
        if self.steps != "continuous":
            steps = Fraction(math.floor(steps) if self.steps == "floor" else math.ceil(steps))
        lost, lowest = steps * Fraction(self.points), self._lowest(case.full)
        shown = share if self.relative else figure
        notes = [f"比标准 {figure(standard)} {'低' if self.direction == 'higher' else '高'} {shown(gap)}"]
        if self.steps != "continuous":
            notes.append(f"每 {shown(self.per)} 一步，计 {figure(steps)} 步（{_STEPS[self.steps]}）")
        left = case.full - lost
        start = f"{figure(case.full)} " if case.full else ""
        counted = operand(steps) if self.steps != "continuous" else f"{shown(gap)} ÷ {shown(self.per)}"
        formula = f"{start}− {counted} × {figure(self.points)}"
        if lowest is not None and left < lowest:
            return Derived(lowest, formula, (*notes, f"扣到 {figure(lowest)} 分为止"))
        return Derived(left, formula, tuple(notes))

    def describe(self, full: Decimal, measure: str = "") -> str:
        standard = "目标值" if isinstance(self.standard, str) else f" {figure(self.standard)} "
        worse = "低" if self.direction == "higher" else "高"
        per = share(self.per) if self.relative else f"{figure(self.per)}{measure if measure == '%' else ''}"
        lowest = self._lowest(Fraction(full))
        end = "不设下限" if lowest is None else f"扣到 {figure(lowest)} 分为止"
        start = f"达到{standard}得 {figure(full)} 分" if full else f"达到{standard}不扣分"
        return f"{start}；每{worse} {per} 扣 {figure(self.points)} 分，{_STEPS[self.steps]}，{end}。"

    def preview(self, full: Decimal) -> Preview:
        """Over the value; where the standard is a target over the gap to it, or over the ratio to it."""
        given = not isinstance(self.standard, str)
        standard = Fraction(self.standard) if given else Fraction(int(self.relative))
        goals = {"target": standard}
        step = Fraction(self.per) * (abs(standard) if self.relative else 1)
        sign = -1 if self.direction == "higher" else 1
        steps = min(max(int(Fraction(full) / Fraction(self.points)) + 2, 5), 40)
        edges = sorted(standard + sign * step * number for number in range(-2, steps + 1))

        def earned(at: Fraction) -> Exact:
            return self.derive(Case(Fraction(full), at, goals)).score

        if self.steps == "continuous":
            points = tuple((plotted(at), plotted(earned(at))) for at in edges)
        else:
            points = stepped(edges, earned)
        if given:
            return Preview(points, (("标准", plotted(standard)),), axis="数值", percent=False)
        if self.relative:
            in_percent = tuple((at * 100, score) for at, score in points)
            return Preview(in_percent, (("目标", Decimal(100)),), axis="实际值相当于目标值")
        return Preview(points, (("目标", Decimal(0)),), axis=GAP_AXIS, percent=False)
