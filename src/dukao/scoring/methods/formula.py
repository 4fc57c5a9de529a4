"""公式计分: points by a formula over the value and its targets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational
from dukao.scoring.expressions import Expression
from dukao.scoring.methods.base import ONE, ZERO, Method, fraction_or_none, missing_goal
from dukao.scoring.numbers import Number, fraction
from dukao.scoring.reckoning import Columns, Quotients
from dukao.scoring.wording import figure

_NAMES = {
    "full": "full", "满分": "full",
    "value": "value", "实际值": "value",
    "target": "target", "目标值": "target",
    "worst": "worst", "不允许值": "worst",
    "best": "best", "满意值": "best",
}  # fmt: skip
_GOALS = frozenset({"target", "worst", "best"})


class FormulaPoints(Method):
    """The formula's result in points, held between floor × W and cap × W.

    Its names are `full` 满分, `value` 实际值, `target` 目标值, `worst` 不允许值 and `best` 满意值.

    >>> method = FormulaPoints(expression="满分 * (0.4 + 0.6 * 实际值 / 目标值) if 实际值 >= 80 else 0")
    >>> def earned(actual):
    ...     case = Case(Fraction(10), Fraction(actual), {"target": Fraction(100)})
    ...     return figure(method.derive(case).score)
    >>> earned(79), earned(80), earned(130)
    ('0', '8.8', '10')
    """

    kind: Literal["formula"] = "formula"
    expression: Expression
    cap: Number | Literal["none"] = ONE
    floor: Number | Literal["none"] = ZERO

    @model_validator(mode="after")
    def _known_names(self) -> FormulaPoints:
        for name in self.expression.names:
            if name not in _NAMES:
                allowed = "、".join(_NAMES)
                raise ValueError(f"公式里的“{name}”不认识，可以用：{allowed}；别的指标的数请写在 value 里")
        if self.cap != "none" and self.floor != "none" and self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return _GOALS & {_NAMES[name] for name in self.expression.names}

    @property
    def may_be_negative(self) -> bool:
        return self.floor == "none" or self.floor < 0

    def _edges(self, full: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """The lowest and the highest score."""
        floor, cap = fraction_or_none(self.floor), fraction_or_none(self.cap)
        return None if floor is None else floor * full, None if cap is None else cap * full

    def score(self, cells: Cells) -> Outcome:
        algebra = Columns(cells.shape)
        nowhere = np.zeros(cells.shape, dtype=bool)
        figures = {"full": algebra.number(cells.full), "value": Quotients(cells.value(), nowhere)}
        for name in self.needs:
            goal = cells.goal(name)
            figures[name] = Quotients(Rational(goal.values, goal.scale), ~goal.present)
        given = {name: figures[_NAMES[name]] for name in self.expression.names}
        found = self.expression.worked_out(algebra, given)
        lacking = nowhere.copy()
        for name in self.needs:
            lacking |= ~cells.goal(name).present
        return Outcome(
            found.values.clipped(*self._edges(cells.full)), cells.mask & (found.undefined | lacking)
        )

    def _figures(self, case: Case) -> dict[str, Fraction]:
        known = {"full": case.full, "value": case.value, **case.goals}
        return {name: known[_NAMES[name]] for name in self.expression.names}

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking:
            return lacking
        figures = self._figures(case)
        if self.expression.value(figures) is None:
            return Obstacle(f"公式 {self.expression.written(figures)} 除数为 0，算不出来，请核对数据和目标值")
        return None

    def derive(self, case: Case) -> Derived:
        figures = self._figures(case)
        free = self.expression.value(figures)
        assert free is not None
        floor, cap = self._edges(case.full)
        written = self.expression.written(figures)
        if cap is not None and free > cap:
            return Derived(cap, "", (f"{written} = {figure(free)}，按 {figure(cap)} 分封顶",))
        if floor is not None and free < floor:
            return Derived(floor, "", (f"{written} = {figure(free)}，按 {figure(floor)} 分保底",))
        return Derived(free, written)

    def describe(self, full: Decimal, measure: str = "") -> str:
        floor, cap = self._edges(fraction(full))
        sentence = f"按公式得分：{self.expression.in_words()}"
        if cap is not None:
            sentence += f"；最高得 {figure(cap)} 分"
        if floor is not None:
            sentence += f"，最低得 {figure(floor)} 分"
        return sentence + "。"
