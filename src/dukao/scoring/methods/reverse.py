"""逆指标: the lower the better, measured against a target (M2; for the third form see efficacy)."""

from __future__ import annotations

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
    in_places,
    missing_goal,
    places_words,
    plotted,
    to_places,
)
from dukao.scoring.wording import figure, operand, share


class Reverse(Method):
    """`ratio`: W × t ÷ a. `deviation`: W × (2 − a ÷ t). The ratio is held between floor and cap.

    >>> case = Case(Fraction(10), Fraction(8), {"target": Fraction(5)})
    >>> [figure(Reverse(form=form).derive(case).score) for form in ("ratio", "deviation")]
    ['6.25', '4']
    """

    kind: Literal["reverse"] = "reverse"
    form: Literal["ratio", "deviation"]
    cap: Positive = ONE
    floor: NonNegative = ZERO
    ratio_places: RatioPlaces | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Reverse:
        if self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"})

    def score(self, cells: Cells) -> Outcome:
        target = cells.goal("target")
        actual, wanted = cells.values.values * target.scale, target.values * cells.values.scale
        if self.form == "ratio":
            usable = target.present & (wanted >= 0)
            divides = cells.mask & (actual > 0)
            ratio = Rational(wanted, actual.where(divides, 1)).replaced(~divides, Fraction(self.cap))
        else:
            usable = target.present & (wanted > 0)
            ratio = Rational((wanted * 2 - actual).where(usable, 0), wanted.where(usable, 1))
        ratio = in_places(ratio, self.ratio_places)
        ratio = ratio.clipped(Fraction(self.floor), Fraction(self.cap))
        return Outcome(ratio.times(cells.full), np.asarray(cells.mask & ~usable, dtype=bool))

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking or case.target is None:
            return lacking
        if case.target < 0:
            return Obstacle(f"控制目标 {figure(case.target)} 是负数，不能这样计分，请改用功效系数或分档")
        if case.target == 0 and self.form == "deviation":
            return Obstacle("控制目标为 0，不能算偏离程度，请更正目标值或改用按比例的方法")
        return None

    def derive(self, case: Case) -> Derived:
        target, notes = case.target, []
        assert target is not None
        if self.form == "ratio" and case.value <= 0:
            held = Fraction(self.cap)
            return Derived(
                case.full * held, f"{figure(case.full)} × {share(held)}", ("数值不大于 0，按最高计",)
            )
        if self.form == "ratio":
            ratio = target / case.value
            formula = f"{figure(case.full)} × {figure(target)} ÷ {figure(case.value)}"
        else:
            ratio = 2 - case.value / target
            formula = f"{figure(case.full)} ×（2 − {operand(case.value)} ÷ {figure(target)}）"
        if self.ratio_places is not None:
            ratio = to_places(ratio, self.ratio_places)
            notes.append(f"得分率取 {share(ratio)}")
            formula = f"{figure(case.full)} × {share(ratio)}"
        held = min(max(ratio, Fraction(self.floor)), Fraction(self.cap))
        if held != ratio:
            notes.append(f"得分率 {share(ratio)}，按 {share(held)} {'封顶' if held < ratio else '保底'}")
            formula = f"{figure(case.full)} × {share(held)}"
        return Derived(case.full * held, formula, tuple(notes))

    def describe(self, full: Decimal, measure: str = "") -> str:
        how = "目标值 ÷ 实际值" if self.form == "ratio" else " 2 − 实际值 ÷ 目标值"
        sentence = f"越低越好，得分率为{how}，乘以 {figure(full)} 分"
        sentence += f"；最高得 {figure(Fraction(full) * Fraction(self.cap))} 分"
        sentence += f"，最低得 {figure(Fraction(full) * Fraction(self.floor))} 分"
        return sentence + places_words("得分百分比", self.ratio_places) + "。"

    def preview(self, full: Decimal) -> Preview:
        steps = [Fraction(step, 20) for step in range(61)]
        points = []
        for at in steps:
            case = Case(Fraction(full), at, {"target": Fraction(1)})
            score = self.derive(case).score
            assert isinstance(score, Fraction)
            points.append((plotted(at * 100), plotted(score)))
        return Preview(tuple(points), (("目标", Decimal(100)),), axis="实际值相当于目标值")
