"""Grades, vetoes, peer groups, shared responsibility and the way from months to the year, as declarations."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dukao.scoring.document import Code, Name, Strict, Text
from dukao.scoring.numbers import Number
from dukao.scoring.periods import Span
from dukao.scoring.policies import EXACT, RoundingRule
from dukao.scoring.ranges import Range

Ratio = Annotated[Number, Field(ge=0, le=1)]


class Group(Strict):
    """Units compared with each other (分类分组)."""

    code: Code
    name: Name
    members: tuple[Code, ...] = ()
    merge_into: Code | None = None


class SmallGroups(Strict):
    """What holds for a group with fewer than `below` units."""

    below: Annotated[int, Field(ge=2)]
    action: Literal["no_quota", "no_rank", "merge"]


class QuotaRounding(StrEnum):
    FLOOR = "floor"
    HALF_UP = "half_up"
    CEILING = "ceiling"


class Quota(Strict):
    """At most this share (or number) of the units may hold the grade; equals at the line all stay below."""

    share: Ratio | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    rounding: QuotaRounding = QuotaRounding.FLOOR
    within: Literal["group", "all"] = "group"

    @model_validator(mode="after")
    def _one_size(self) -> Quota:
        if (self.share is None) == (self.count is None):
            raise ValueError("名额要写 share（比例）或 count（个数），只写一个")
        return self


class Grade(Strict):
    """One grade: the totals that may hold it, and how many units may.

    A scheme lists grades from best to worst; a unit holds the best that both its total and the quotas allow.
    """

    name: Name
    range: Range | None = None
    quota: Quota | None = None


class Veto(Strict):
    """An event that overrules the sum: forces a grade (否决), bars better ones (否优), sets or caps a total.

    It is set off by any event or non-zero value reported under its code (or its `indicator`).
    """

    code: Code
    name: Name
    indicator: Code | None = None
    grade: Name | None = None
    best_grade: Name | None = None
    total: Number | None = None
    total_cap: Number | None = None
    clause: Text = ""

    @model_validator(mode="after")
    def _has_effect(self) -> Veto:
        if all(effect is None for effect in (self.grade, self.best_grade, self.total, self.total_cap)):
            raise ValueError("请写明后果：grade（定为何等次）、best_grade（最高何等次）、total 或 total_cap")
        return self

    @property
    def trigger(self) -> str:
        return self.indicator or self.code


class Sharing(Strict):
    """How county scores count for the departments in charge (分管) and related (联系).

    - `split`: each item's points are divided; the unit in charge gets its part, related units the rest.
    - `composite`: a unit's shared score is its mean over items in charge and its mean over related items,
      weighted; `one_role` says what holds for a unit with items in one role only.
    """

    reading: Literal["split", "composite"]
    in_charge: Ratio = Decimal("0.8")
    related: Ratio = Decimal("0.2")
    several: Literal["divide", "each"] = "divide"
    one_role: Literal["renormalise", "zero"] = "renormalise"
    rounding: RoundingRule = EXACT

    @model_validator(mode="after")
    def _parts_make_whole(self) -> Sharing:
        if self.in_charge + self.related != 1:
            raise ValueError("in_charge 与 related 两个比例之和应等于 1")
        return self


class Condition(Strict):
    """A figure and the range it must lie in: a node's score, an indicator's value, or else the total."""

    node: Code | None = None
    indicator: Code | None = None
    range: Range

    @model_validator(mode="after")
    def _one_figure(self) -> Condition:
        if self.node is not None and self.indicator is not None:
            raise ValueError("条件要看 node（得分）还是 indicator（数值），只写一个；都不写就看加分前的总分")
        return self


class SpanName(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def span(self) -> Span:
        return Span[self.name]


class Addition(Strict):
    """A value added to the aggregated total, such as a committee's score; times `coefficient`."""

    indicator: Code
    name: Name
    coefficient: Number = Decimal(1)


class AggregationStep(Strict):
    """How totals of the shorter periods make the total of the longer one."""

    source: SpanName
    target: SpanName
    method: Literal["last", "mean", "weighted", "sum"]
    weights: tuple[Number, ...] = ()
    coefficient: Number = Decimal(1)
    additions: tuple[Addition, ...] = ()
    missing: Literal["block", "skip", "zero"] = "block"

    @model_validator(mode="after")
    def _consistent(self) -> AggregationStep:
        if self.source.span >= self.target.span:
            raise ValueError("汇总要从短的时期到长的时期，例如 source: quarter, target: year")
        parts = self.target.span // self.source.span
        if self.method == "weighted" and len(self.weights) != parts:
            raise ValueError(f"加权汇总要写 {parts} 个权数，现在是 {len(self.weights)} 个")
        if self.method != "weighted" and self.weights:
            raise ValueError("只有 method: weighted 才写 weights")
        if self.method == "weighted" and sum(self.weights) <= 0:
            raise ValueError("权数之和应大于 0")
        return self
