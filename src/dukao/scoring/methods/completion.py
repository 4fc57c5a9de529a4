"""完成率法: the share of the target that was reached (domain methods M1, M1b)."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational
from dukao.scoring.methods.base import (
    ONE,
    ZERO,
    Method,
    NonNegative,
    Positive,
    Preview,
    RatioPlaces,
    fraction_or_none,
    in_places,
    missing_goal,
    places_words,
    plotted,
    to_places,
)
from dukao.scoring.numbers import fraction
from dukao.scoring.whole import Mask
from dukao.scoring.wording import figure, operand, share


class Completion(Method):
    """W × a ÷ t, with the ratio held between floor and cap; nothing below the threshold.

    >>> def earned(actual, **parameters):
    ...     case = Case(Fraction(10), Fraction(actual), {"target": Fraction(100)})
    ...     return figure(Completion(**parameters).derive(case).score)
    >>> earned(95), earned(130), earned(130, cap="1.2")
    ('9.5', '10', '12')
    >>> earned(79, threshold="80%"), earned(80, threshold="80%"), earned(99, all_or_nothing=True)
    ('0', '8', '0')
    """

    kind: Literal["completion"] = "completion"
    cap: Positive | Literal["none"] = ONE
    floor: NonNegative = ZERO
    threshold: NonNegative | None = None
    all_or_nothing: bool = False
    ratio_places: RatioPlaces | None = None
    zero_target: Literal["not_applicable", "full", "zero", "block"] = "not_applicable"

    @model_validator(mode="after")
    def _consistent(self) -> Completion:
        if self.cap != "none" and self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        if self.cap != "none" and self.threshold is not None and self.threshold > self.cap:
            raise ValueError("起计点 threshold 不能高于封顶 cap")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"})

    def score(self, cells: Cells) -> Outcome:
        ratio, usable, zero = completion_ratio(cells)
        ratio = in_places(ratio, self.ratio_places)
        if self.all_or_nothing:
            met = ratio.reaches(Fraction(1))
            ratio = cells.constant(Fraction(0)).replaced(met, Fraction(1))
        else:
            short = None if self.threshold is None else ~ratio.reaches(fraction(self.threshold))
            ratio = ratio.clipped(fraction(self.floor), fraction_or_none(self.cap))
            if short is not None:
                ratio = ratio.replaced(short, Fraction(0))
        blocked, not_applicable = ~usable & ~zero, None
        match self.zero_target:
            case "not_applicable":
                not_applicable = zero
            case "block":
                blocked = blocked | zero
            case _:
                ratio = ratio.replaced(zero, Fraction(int(self.zero_target == "full")))
        return Outcome(ratio.times(cells.full), blocked & cells.mask, not_applicable)

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking or case.target is None:
            return lacking
        if case.target < 0:
            return Obstacle(f"目标值 {figure(case.target)} 是负数，不能算完成率，请改用功效系数或分档")
        if case.target == 0 and self.zero_target == "not_applicable":
            return Obstacle("目标值为 0，没有任务，按不适用处理", not_applicable=True)
        if case.target == 0 and self.zero_target == "block":
            return Obstacle("目标值为 0，不能算完成率，请更正目标值或标为不适用")
        return None

    def derive(self, case: Case) -> Derived:
        target = case.target
        assert target is not None
        if target == 0:
            full = self.zero_target == "full"
            return Derived(case.full * full, "", (f"目标值为 0，按办法{'计满分' if full else '计 0 分'}",))
        ratio, notes = case.value / target, []
        formula = f"{figure(case.full)} × {operand(case.value)} ÷ {figure(target)}"
        if self.ratio_places is not None:
            ratio = to_places(ratio, self.ratio_places)
            formula = f"{figure(case.full)} × {share(ratio)}"
            notes.append(f"完成率 {operand(case.value)} ÷ {figure(target)}，取 {share(ratio)}")
        held, note = self._held(ratio)
        if note:
            notes.append(note)
            formula = f"{figure(case.full)} × {share(held)}"
        return Derived(case.full * held, formula, tuple(notes))

    def _held(self, ratio: Fraction) -> tuple[Fraction, str]:
        """The ratio after threshold, floor and cap, and what they did to it."""
        cap = fraction_or_none(self.cap)
        if self.all_or_nothing:
            met = ratio >= 1
            return Fraction(
                int(met)
            ), f"完成率 {share(ratio)}，{'完成，计满分' if met else '未完成，计 0 分'}"
        if self.threshold is not None and ratio < self.threshold:
            return Fraction(0), f"完成率 {share(ratio)}，不到起计点 {share(self.threshold)}，计 0 分"
        if cap is not None and ratio > cap:
            return cap, f"完成率 {share(ratio)}，按 {share(cap)} 封顶"
        if ratio < self.floor:
            return Fraction(self.floor), f"完成率 {share(ratio)}，按 {share(self.floor)} 保底"
        return ratio, ""

    def describe(self, full: Decimal, measure: str = "") -> str:
        if self.all_or_nothing:
            return f"完成目标得 {figure(full)} 分，未完成得 0 分。"
        parts = []
        if self.threshold is not None:
            parts.append(f"完成率不到 {share(self.threshold)} 得 0 分")
        begin = share(self.threshold) if self.threshold is not None else ""
        if self.cap == "none":
            parts.append(f"{begin}{'以上' if begin else ''}按比例得分，不封顶")
        else:
            span = f"{begin} 至 {share(self.cap)} " if begin else f"完成率 {share(self.cap)} 以内"
            parts.append(f"{span}按比例得分")
            parts.append(f"超过 {share(self.cap)} 按 {figure(Fraction(full) * Fraction(self.cap))} 分封顶")
        if self.floor:
            parts.append(f"最低得 {figure(Fraction(full) * Fraction(self.floor))} 分")
        return "；".join(parts) + places_words("完成百分比", self.ratio_places) + "。"

    def preview(self, full: Decimal) -> Preview:
        cap = fraction_or_none(self.cap)
        top = max(Fraction(12, 10), (cap or Fraction(1)) + Fraction(1, 5))
        begin = max(Fraction(0), Fraction(self.threshold or 0) - Fraction(1, 5))
        corners = {begin, top} | ({cap} if cap else set()) | {Fraction(self.floor)}
        marks = []
        if self.threshold is not None:
            marks.append((f"起计 {share(self.threshold)}", self.threshold * 100))
        if self.cap != "none":
            marks.append((f"封顶 {share(self.cap)}", self.cap * 100))
        jump = (
            Fraction(1)
            if self.all_or_nothing
            else None
            if self.threshold is None
            else Fraction(self.threshold)
        )
        line = [(at, self._held(at)[0]) for at in sorted(corners | ({jump} if jump else set()))]
        if jump:
            line.append((jump, Fraction(0)))
        line.sort(key=lambda corner: corner)
        points = tuple(
            (plotted(at * 100), plotted(held * Fraction(full))) for at, held in line if at >= begin
        )
        return Preview(points, tuple(marks))


def completion_ratio(cells: Cells) -> tuple[Rational, Mask, Mask]:
    """a ÷ t where the target is positive (one elsewhere); the cells where it is; where it is nought."""
    target = cells.goal("target")
    positive = target.present & (target.values > 0)
    zero = cells.mask & target.present & ~(target.values > 0) & ~(target.values < 0)
    common = math.gcd(cells.values.scale, target.scale)
    below = (target.values * (cells.values.scale // common)).where(positive, 1)
    above = cells.values.values * (target.scale // common)
    return Rational(above, below), np.asarray(positive, dtype=bool), zero
