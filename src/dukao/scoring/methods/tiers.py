"""分档计分: a table of ranges (M5), or straight lines between corner points (M5b)."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational
from dukao.scoring.document import Strict, Text
from dukao.scoring.exact import Exact
from dukao.scoring.methods.base import (
    ZERO,
    Method,
    Preview,
    RatioPlaces,
    in_places,
    missing_goal,
    places_words,
    plotted,
    stepped,
    to_places,
)
from dukao.scoring.methods.completion import completion_ratio
from dukao.scoring.numbers import Number, fraction
from dukao.scoring.ranges import Range
from dukao.scoring.whole import Mask, Whole
from dukao.scoring.wording import figure, operand, share


class Reward(Strict):
    """What is earned: `points`, or a `ratio` of the full marks."""

    points: Number | None = None
    ratio: Number | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Reward:
        if (self.points is None) == (self.ratio is None):
            raise ValueError("要写 points（得几分）或 ratio（得满分的几成），只写一个")
        return self

    def of(self, full: Fraction) -> Fraction:
        return fraction(self.points) if self.points is not None else full * fraction(self.ratio or ZERO)

    def formula(self, full: Fraction) -> str:
        if self.points is not None:
            return figure(self.points)
        return f"{figure(full)} × {figure(self.ratio or 0)}"


class Ranged(Strict):
    """A tier's range; stands before its reward."""

    range: Range


class Band(Reward, Ranged):
    """One tier: the values in this range earn this."""

    name: Text = ""


class Measured(Method):
    """A method that looks at the value, or at its completion ratio."""

    by: Literal["value", "completion"] = "value"
    ratio_places: RatioPlaces | None = None

    @model_validator(mode="after")
    def _rounds_ratios_only(self) -> Measured:
        if self.ratio_places is not None and self.by == "value":
            raise ValueError("by 是 completion 时才写 ratio_places")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"} if self.by == "completion" else ())

    def measured(self, cells: Cells) -> tuple[Rational, Mask | None]:
        """What is looked at, and the cells that have none."""
        if self.by == "value":
            return cells.value(), None
        ratio, usable, _ = completion_ratio(cells)
        return in_places(ratio, self.ratio_places), cells.mask & ~usable

    def looked_at(self, case: Case) -> Fraction:
        if self.by == "value":
            return case.value
        return to_places(case.value / (case.target or Fraction(1)), self.ratio_places)

    def shown(self, at: Fraction | Decimal) -> str:
        return figure(at) if self.by == "value" else share(at)

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking:
            return lacking
        if self.by == "completion" and case.target is not None and case.target <= 0:
            return Obstacle(f"目标值 {figure(case.target)} 不大于 0，不能算完成率，请更正或标为不适用")
        return None


class Tiers(Measured):
    """The value (or its completion ratio) earns what its tier says. Tiers do not overlap and leave no gap.

    >>> bands = [
    ...     {"range": "(-∞, 5]", "points": "1.8"}, {"range": "(5, 10)", "points": "1.6"},
    ...     {"range": "[10, 20)", "points": "1.4"}, {"range": "[20, +∞)", "points": "0"},
    ... ]
    >>> method = Tiers.model_validate({"bands": bands})
    >>> [figure(method.derive(Case(Fraction(2), Fraction(value), {})).score) for value in (5, 10, 20)]
    ['1.8', '1.4', '0']
    """

    kind: Literal["tiers"] = "tiers"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    otherwise: Reward | None = None

    @model_validator(mode="after")
    def _each_value_once(self) -> Tiers:
        ordered = self.ascending()
        for lower, upper in pairwise(ordered):
            if lower.range.overlaps(upper.range):
                raise ValueError(f"两档重叠：{lower.range} 与 {upper.range}")
            if self.otherwise is None and not lower.range.meets(upper.range):
                raise ValueError(f"{lower.range} 与 {upper.range} 之间有空隙，请补一档，或写 otherwise")
        open_ended = ordered[0].range.low is None and ordered[-1].range.high is None
        if self.otherwise is None and not open_ended:
            raise ValueError("最低一档和最高一档要写到 -∞ 和 +∞，或写 otherwise 说明档外得多少")
        return self

    def ascending(self) -> list[Band]:
        """The tiers from the lowest values to the highest."""
        return sorted(self.bands, key=cmp_to_key(_by_start))

    def score(self, cells: Cells) -> Outcome:
        measured, blocked = self.measured(cells)
        rewards = [band.of(cells.full) for band in self.bands]
        outside = self.otherwise.of(cells.full) if self.otherwise else Fraction(0)
        common = math.lcm(outside.denominator, *(reward.denominator for reward in rewards))
        earned = Whole.full(cells.shape, int(outside * common))
        for band, reward in zip(self.bands, rewards, strict=True):
            # tiers do not overlap, so what each adds to the outside can be summed
            inside = Whole(measured.inside(band.range).astype(np.int64), 1)
            earned = earned + inside * int((reward - outside) * common)
        return Outcome(Rational(earned, common), blocked)

    def derive(self, case: Case) -> Derived:
        value = self.looked_at(case)
        seen = f"完成率 {share(value)}" if self.by == "completion" else f"数值 {figure(value)}"
        for band in self.bands:
            if band.range.holds(value):
                label = f"“{band.name}”" if band.name else ""
                note = f"{seen}，落入{label} {self._edges(band.range)} 档"
                return Derived(band.of(case.full), band.formula(case.full), (note,))
        assert self.otherwise is not None
        return Derived(
            self.otherwise.of(case.full), self.otherwise.formula(case.full), (f"{seen}，不在各档之内",)
        )

    def _edges(self, span: Range) -> str:
        low = "−∞" if span.low is None else self.shown(span.low)
        high = "+∞" if span.high is None else self.shown(span.high)
        return f"{'[' if span.low_in else '('}{low}, {high}{']' if span.high_in else ')'}"

    def describe(self, full: Decimal, measure: str = "") -> str:
        what = "完成率" if self.by == "completion" else "数值"
        tail = "" if self.by == "completion" or not measure else f"（{measure}）"
        parts = [f"{self._edges(band.range)} 得 {figure(band.of(Fraction(full)))} 分" for band in self.bands]
        if self.otherwise is not None:
            parts.append(f"其余得 {figure(self.otherwise.of(Fraction(full)))} 分")
        places = places_words("完成百分比", self.ratio_places)
        return f"按{what}{tail}分档：" + "；".join(parts) + places + "。方括号含端点，圆括号不含。"

    def preview(self, full: Decimal) -> Preview:
        given = (edge for band in self.bands for edge in (band.range.low, band.range.high))
        edges = sorted({Fraction(edge) for edge in given if edge is not None}) or [Fraction(0)]
        margin = (edges[-1] - edges[0]) / 5 or Fraction(1)

        def earned(at: Fraction) -> Exact:
            return self.derive(Case(Fraction(full), at, {"target": Fraction(1)})).score

        points = stepped([edges[0] - margin, *edges, edges[-1] + margin], earned)
        if self.by == "value":
            return Preview(points, axis="数值", percent=False)
        return Preview(tuple((at * 100, score) for at, score in points))


def _by_start(one: Band, other: Band) -> int:
    if one.range.starts_before(other.range):
        return -1
    return 1 if other.range.starts_before(one.range) else 0


class Located(Strict):
    """A corner's place; stands before its reward."""

    at: Number


class Corner(Reward, Located):
    """At the value `at`, this is earned."""


class Curve(Measured):
    """Straight lines between corners; left of the first and right of the last their reward holds on.

    >>> corners = [{"at": "60", "points": "1"}, {"at": "70", "points": "2"}, {"at": "90", "points": "4"}]
    >>> method = Curve.model_validate({"corners": corners})
    >>> [figure(method.derive(Case(Fraction(4), Fraction(value), {})).score) for value in (50, 65, 85, 95)]
    ['1', '1.5', '3.5', '4']
    """

    kind: Literal["curve"] = "curve"
    corners: Annotated[tuple[Corner, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rising(self) -> Curve:
        places = [corner.at for corner in self.corners]
        if any(left >= right for left, right in pairwise(places)):
            raise ValueError("折点 at 要从小到大排列，不能重复")
        return self

    def score(self, cells: Cells) -> Outcome:
        measured, blocked = self.measured(cells)
        first, last = self.corners[0], self.corners[-1]
        lines = [self._line(left, right, cells.full) for left, right in pairwise(self.corners)]
        common = math.lcm(
            *(part.denominator for line in lines for part in line), first.of(cells.full).denominator
        )
        numerator = Whole.full(cells.shape, 0)
        for (slope, start), corner in zip(lines, self.corners, strict=False):
            beyond = measured.reaches(Fraction(corner.at))
            along = measured.numerator * int(slope * common) + _spread(measured, cells) * int(start * common)
            numerator = along.where(beyond, numerator)
        column = Rational(numerator, measured.denominator * common)
        column = column.replaced(~measured.reaches(Fraction(first.at)), first.of(cells.full))
        column = column.replaced(measured.reaches(Fraction(last.at)), last.of(cells.full))
        return Outcome(column, blocked)

    @staticmethod
    def _line(left: Corner, right: Corner, full: Fraction) -> tuple[Fraction, Fraction]:
        """Slope and value at nought of the line through two corners."""
        slope = (right.of(full) - left.of(full)) / (Fraction(right.at) - Fraction(left.at))
        return slope, left.of(full) - slope * Fraction(left.at)

    def derive(self, case: Case) -> Derived:
        value = self.looked_at(case)
        first, last = self.corners[0], self.corners[-1]
        for corner, outside, word in ((first, value < first.at, "以下"), (last, value >= last.at, "以上")):
            if outside:
                note = f"{self.shown(value)} 在 {self.shown(corner.at)} {word}"
                return Derived(corner.of(case.full), corner.formula(case.full), (note,))
        left, right = next(pair for pair in pairwise(self.corners) if value < pair[1].at)
        low, high = left.of(case.full), right.of(case.full)
        begin, end = self.shown(left.at), self.shown(right.at)
        way = f"（{self.shown(value)} − {begin}）÷（{end} − {begin}）"
        rise = f"（{figure(high)} − {operand(low)}）"
        share_of_way = (value - Fraction(left.at)) / (Fraction(right.at) - Fraction(left.at))
        return Derived(low + share_of_way * (high - low), f"{operand(low)} + {way} × {rise}")

    def describe(self, full: Decimal, measure: str = "") -> str:
        what = "完成率" if self.by == "completion" else "数值"
        parts = [
            f"{self.shown(corner.at)} 得 {figure(corner.of(Fraction(full)))} 分" for corner in self.corners
        ]
        places = places_words("完成百分比", self.ratio_places)
        return f"按{what}：" + "，".join(parts) + "，其间按直线内插，两端以外不再增减" + places + "。"

    def preview(self, full: Decimal) -> Preview:
        scale = 100 if self.by == "completion" else 1
        margin = (self.corners[-1].at - self.corners[0].at) / 5
        line = [(corner.at, corner.of(Fraction(full))) for corner in self.corners]
        line = [(line[0][0] - margin, line[0][1]), *line, (line[-1][0] + margin, line[-1][1])]
        completion = self.by == "completion"
        points = tuple((at * scale, plotted(earned)) for at, earned in line)
        return Preview(points, axis="完成率" if completion else "数值", percent=completion)


def _spread(column: Rational, cells: Cells) -> Whole:
    below = column.denominator
    return below if isinstance(below, Whole) else Whole.full(cells.shape, below)
