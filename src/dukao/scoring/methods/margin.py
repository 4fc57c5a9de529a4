"""高低加减分: points up and down for every step above or below a standard (M3d, "每高 0.1 加 0.1 分")."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import model_validator

from dukao.scoring.cells import Case, Cells, Derived, Outcome
from dukao.scoring.columns import Rational
from dukao.scoring.exact import Exact, clip
from dukao.scoring.methods.base import (
    GAP_AXIS,
    ZERO,
    Method,
    Positive,
    Preview,
    fraction_or_none,
    plotted,
    stepped,
)
from dukao.scoring.numbers import Number
from dukao.scoring.peers import mean
from dukao.scoring.whole import Mask, Whole
from dukao.scoring.wording import figure, operand

_STEPS = {"continuous": "不足一步的按比例计", "floor": "不足一步的不计", "ceiling": "不足一步的按一步计"}
_STANDARDS = {"target": "目标值", "group": "组内平均值", "all": "全部单位平均值"}


class Margin(Method):
    """W plus `points` for every `per` above the standard, less `points` for every `per` below it.

    The standard is a number, `target`, or the mean of the `group`'s or of `all` units' values. `steps` says
    what a part of a step counts, by its size on either side. The score is held between `floor` and `cap`,
    both in points and by default without limit. 滁州市县域经济运行季度考核: ± 0.1 per 0.1 percentage
    point against the city's level.

    >>> method = Margin(standard="8.0", per="0.1", points="0.1", steps="floor")
    >>> [figure(method.derive(Case(Fraction(0), Fraction(text), {})).score) for text in ("8.35", "8", "7.65")]
    ['0.3', '0', '−0.3']
    """

    kind: Literal["margin"] = "margin"
    standard: Literal["target", "group", "all"] | Number = "target"
    per: Positive
    points: Positive
    steps: Literal["continuous", "floor", "ceiling"]
    direction: Literal["higher", "lower"] = "higher"
    cap: Number | Literal["none"] = "none"
    floor: Number | Literal["none"] = "none"

    @model_validator(mode="after")
    def _consistent(self) -> Margin:
        if self.cap != "none" and self.floor != "none" and self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"} if self.standard == "target" else ())

    @property
    def peer_scope(self) -> str | None:
        return str(self.standard) if self.standard in {"group", "all"} else None

    @property
    def may_be_negative(self) -> bool:
        return self.floor == "none" or self.floor < 0

    # -- in bulk ---------------------------------------------------------------------------------------

    def score(self, cells: Cells) -> Outcome:
        standard, known = self._standards(cells)
        usable = cells.mask & known
        actual, unit = cells.values.values, cells.values.scale
        sign = 1 if self.direction == "higher" else -1
        # the gap over unit × the standard's denominator, which may differ from cell to cell
        gap = (actual * standard.denominator - standard.numerator * unit) * sign
        gap = gap.where(usable, 0)
        per, points = Fraction(self.per), Fraction(self.points)
        below = standard.denominator * (unit * per.numerator)
        steps = self._counted(Rational(gap * per.denominator, below))
        full = Fraction(cells.full)
        above = steps.numerator * (points.numerator * full.denominator)
        base = Whole.full(cells.shape, full.numerator * points.denominator) * steps.denominator
        scores = Rational(above + base, steps.denominator * (points.denominator * full.denominator))
        held = scores.clipped(fraction_or_none(self.floor), fraction_or_none(self.cap))
        return Outcome(held, np.asarray(cells.mask & ~known, dtype=bool))

    def _standards(self, cells: Cells) -> tuple[Rational, Mask]:
        everywhere = np.ones(cells.shape, dtype=bool)
        if self.standard == "target":
            target = cells.goal("target")
            return Rational(target.values, target.scale), target.present
        if isinstance(self.standard, str):
            peers, values = cells.peers(self.standard), cells.values
            count = Whole.of(np.maximum(peers.count(cells.mask), 1))
            return Rational(peers.total(values.values, cells.mask), count * values.scale), everywhere
        return cells.constant(Fraction(self.standard)), everywhere

    def _counted(self, steps: Rational) -> Rational:
        if self.steps == "continuous":
            return steps
        size = Whole(np.abs(steps.numerator.array), steps.numerator.bound)
        whole = size // steps.denominator if self.steps == "floor" else -((-size) // steps.denominator)
        return Rational(whole * Whole(np.sign(steps.numerator.array), 1), 1)

    # -- one case --------------------------------------------------------------------------------------

    def _standard(self, case: Case) -> Fraction:
        if self.standard == "target":
            return case.goals["target"]
        if isinstance(self.standard, str):
            return mean([peer.value for peer in case.peers])
        return Fraction(self.standard)

    def derive(self, case: Case) -> Derived:
        standard = self._standard(case)
        gap = (case.value - standard) * (1 if self.direction == "higher" else -1)
        named = f"{_STANDARDS.get(str(self.standard), '标准')} {figure(standard)}"
        if not gap:
            return self._held(case.full, "", (f"与{named}相同，不加不减",))
        size = abs(gap) / Fraction(self.per)
        if self.steps != "continuous":
            size = Fraction(math.floor(size) if self.steps == "floor" else math.ceil(size))
        notes = [f"比{named} {'高' if case.value > standard else '低'} {figure(abs(gap))}"]
        if self.steps != "continuous":
            notes.append(f"每 {figure(self.per)} 一步，计 {figure(size)} 步（{_STEPS[self.steps]}）")
        counted = operand(size) if self.steps != "continuous" else f"{figure(abs(gap))} ÷ {figure(self.per)}"
        start = f"{figure(case.full)} " if case.full else ""
        sign = 1 if gap > 0 else -1
        formula = f"{start}{'+' if sign > 0 else '−'} {counted} × {figure(self.points)}"
        return self._held(case.full + sign * size * Fraction(self.points), formula, tuple(notes))

    def _held(self, free: Fraction, formula: str, notes: tuple[str, ...]) -> Derived:
        floor, cap = fraction_or_none(self.floor), fraction_or_none(self.cap)
        held = clip(free, floor, cap)
        if held == free:
            return Derived(free, formula, notes)
        word = "封顶" if cap is not None and free > cap else "保底"
        return Derived(
            held, "", (*notes, f"{formula} = {figure(free)}，按 {figure(held)} 分{word}".lstrip(" ="))
        )

    # -- in words --------------------------------------------------------------------------------------

    def describe(self, full: Decimal, measure: str = "") -> str:
        standard = _STANDARDS.get(str(self.standard)) or f" {figure(Fraction(str(self.standard)))} "
        better, worse = ("高", "低") if self.direction == "higher" else ("低", "高")
        points, per = figure(self.points), f"{figure(self.per)}{measure if measure == '%' else ''}"
        start = f"与{standard}持平得 {figure(full)} 分，" if full else f"与{standard}比，"
        sentence = (
            f"{start}每{better} {per} 加 {points} 分，每{worse} {per} 减 {points} 分，{_STEPS[self.steps]}"
        )
        if self.cap != "none":
            sentence += f"；最高 {figure(self.cap)} 分"
        if self.floor != "none":
            sentence += f"，最低 {figure(self.floor)} 分"
        return sentence + "。"

    def preview(self, full: Decimal) -> Preview:
        """Over the value; where the standard is not a number over the gap to it."""
        given = not isinstance(self.standard, str)
        standard, step = Fraction(self.standard if given else 0), Fraction(self.per)
        fixed = self if given else self.model_copy(update={"standard": ZERO})
        edges = [standard + step * number for number in range(-10, 11)]

        def earned(at: Fraction) -> Exact:
            return fixed.derive(Case(Fraction(full), at, {})).score

        if self.steps == "continuous":
            points = tuple((plotted(at), plotted(earned(at))) for at in edges)
        else:
            points = stepped(edges, earned)
        axis = "数值" if given else GAP_AXIS
        return Preview(points, (("标准", plotted(standard)),), axis=axis, percent=False)
