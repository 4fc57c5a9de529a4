"""What value a method is given if not the reported one: growth, increment, contribution, a formula (M6).

Every kind is a formula over named figures; the three that everybody uses have names of their own.
"""

from __future__ import annotations

import unicodedata
from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from dukao.scoring.document import Code, Strict, Tagged, spelled_out
from dukao.scoring.expressions import FUNCTIONS, Expression
from dukao.scoring.periods import Period
from dukao.scoring.policies import EXACT, RoundingRule

Over = Literal["same", "last_year", "previous"]
_RESERVED = {"if", "else", "and", "or", "not", *FUNCTIONS}
_OVER = {"last_year": "与上年同期比", "previous": "与上一期比"}
_SHORT = {"last_year": "同比", "previous": "环比"}


def _one_spelling(raw: Any) -> Any:
    # formulas compare names in this form
    return unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) else raw


FigureName = Annotated[
    str, BeforeValidator(_one_spelling), StringConstraints(pattern=r"^[^\W\d]\w*$", max_length=64)
]


class Figure(Strict):
    """A named figure of a formula: whose, which indicator's, of which period.

    `of` takes the unit's own value or a sum or mean over units; `unit` names one unit for all. Sums and
    means are taken over the units that have all figures of their own which the formula asks for.
    """

    name: FigureName
    indicator: Code | None = None  # the item's own indicator where none is named
    over: Over = "same"
    of: Literal["own", "group_sum", "group_mean", "all_sum", "all_mean"] = "own"
    unit: Code | None = None

    @model_validator(mode="after")
    def _one_owner(self) -> Figure:
        if self.unit is not None and self.of != "own":
            raise ValueError("写了 unit（某一个单位的数），就不能再写 of")
        if self.name in _RESERVED:
            raise ValueError(f"“{self.name}”是公式里的字，请另起名称")
        return self

    def period(self, period: Period) -> Period:
        """The period whose value is taken."""
        match self.over:
            case "last_year":
                return period.last_year()
            case "previous":
                return period.previous()
        return period


class ValueRule(Tagged):
    """How the value is worked out: a formula, its figures, and where the result is rounded."""

    must_round: ClassVar[bool] = True

    rounding: RoundingRule = EXACT

    @model_validator(mode="after")
    def _has_places(self) -> ValueRule:
        if self.must_round and self.rounding.places is None:
            raise ValueError("算出来的数要写明取几位小数，例如 rounding: 2")
        return self

    @property
    @abstractmethod
    def formula(self) -> Expression:
        """The formula over the names of the figures."""

    @property
    @abstractmethod
    def named(self) -> tuple[Figure, ...]:
        """The figures by name."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What the value is called in a sentence."""

    @property
    def looks_at_all(self) -> bool:
        """Whether units outside the peer group have a part in it."""
        return any(figure.of.startswith("all") or figure.unit is not None for figure in self.named)

    @abstractmethod
    def describe(self) -> str:
        """What value is scored, in one Chinese sentence."""

    def _rounded_words(self) -> str:
        return "" if self.rounding.places is None else f"，{self.rounding.words}"


class _Compared(ValueRule):
    """A value of this period against that of an earlier one."""

    over: Literal["last_year", "previous"] = "last_year"

    @property
    def named(self) -> tuple[Figure, ...]:
        return Figure(name="本期"), Figure(name="基期", over=self.over)


class Growth(_Compared):
    """增速, in percent: (a − b) ÷ |b| × 100, b the value of the same period last year or of the previous one.

    >>> from fractions import Fraction
    >>> Growth(rounding=2).formula.value({"本期": Fraction(108), "基期": Fraction(100)})
    Fraction(8, 1)
    """

    kind: Literal["growth"] = "growth"

    @property
    def formula(self) -> Expression:
        return Expression.parse("(本期 - 基期) / abs(基期) * 100")

    @property
    def label(self) -> str:
        return f"{_SHORT[self.over]}增速"

    def describe(self) -> str:
        return f"数值取{self.label}（%）：{_OVER[self.over]}{self._rounded_words()}。"


class Increment(_Compared):
    """增量: a − b, exact unless rounded."""

    must_round: ClassVar[bool] = False
    kind: Literal["increment"] = "increment"

    @property
    def formula(self) -> Expression:
        return Expression.parse("本期 - 基期")

    @property
    def label(self) -> str:
        return f"{_SHORT[self.over]}增量"

    def describe(self) -> str:
        return f"数值取{self.label}：{_OVER[self.over]}{self._rounded_words()}。"


class Contribution(_Compared):
    """贡献率, in percent: the unit's increment by the sum of its peers' increments, Δi ÷ ΣΔ × 100.

    >>> from fractions import Fraction
    >>> peers = {"本期合计": Fraction(127), "基期合计": Fraction(100)}
    >>> share = Contribution(rounding=2).formula.value({"本期": Fraction(32), "基期": Fraction(20), **peers})
    >>> round(share, 2)
    Fraction(1111, 25)
    """

    kind: Literal["contribution"] = "contribution"
    scope: Literal["group", "all"] = "group"

    @property
    def formula(self) -> Expression:
        return Expression.parse("(本期 - 基期) / (本期合计 - 基期合计) * 100")

    @property
    def named(self) -> tuple[Figure, ...]:
        summed: Literal["group_sum", "all_sum"] = "group_sum" if self.scope == "group" else "all_sum"
        return (
            *super().named,
            Figure(name="本期合计", of=summed),
            Figure(name="基期合计", over=self.over, of=summed),
        )

    @property
    def label(self) -> str:
        return f"{_SHORT[self.over]}增量贡献率"

    def describe(self) -> str:
        among = "同组单位" if self.scope == "group" else "全部单位"
        how = f"{_OVER[self.over]}的增量占{among}增量合计的比重"
        return f"数值取{self.label}（%）：{how}{self._rounded_words()}。"


class FormulaValue(ValueRule):
    """A formula over named figures."""

    kind: Literal["formula"] = "formula"
    expression: Expression
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_fit(self) -> FormulaValue:
        names = [figure.name for figure in self.figures]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"figures 里“{name}”写了两次")
            if name not in self.expression.names:
                raise ValueError(f"figures 里的“{name}”公式没有用到，请删去或写进公式")
        for name in self.expression.names:
            if name not in names:
                raise ValueError(f"公式里的“{name}”不在 figures 里，请补上它取哪个指标的数")
        return self

    @property
    def formula(self) -> Expression:
        return self.expression

    @property
    def named(self) -> tuple[Figure, ...]:
        return self.figures

    @property
    def label(self) -> str:
        return "计算值"

    def describe(self) -> str:
        return f"数值按公式计算：{self.expression.in_words()}{self._rounded_words()}。"


AnyValue = Annotated[
    Annotated[Growth | Increment | Contribution | FormulaValue, Field(discriminator="kind")],
    BeforeValidator(spelled_out),
]
