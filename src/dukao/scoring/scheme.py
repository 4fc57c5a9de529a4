"""The scheme document (考评办法): a tree of items with weights and methods, and every rule around it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from dukao.scoring.document import Code, Name, Strict, Text
from dukao.scoring.grading import (
    AggregationStep,
    Condition,
    Grade,
    Group,
    Sharing,
    SmallGroups,
    SpanName,
    Veto,
)
from dukao.scoring.methods import AnyMethod, Bonus, Deduction
from dukao.scoring.methods.base import NonNegative
from dukao.scoring.numbers import Number
from dukao.scoring.periods import Period, Span
from dukao.scoring.policies import (
    MissingBlock,
    MissingPolicy,
    NotApplicablePolicy,
    NotApplicableRescale,
    Rounding,
    RoundingRule,
    Ties,
)
from dukao.scoring.values import AnyValue

FORMAT = "dukao-scheme/1"
IndicatorReference = Annotated[str, Field(pattern=r"^\w[\w.\-]{0,63}(@[\w.\-]{1,32})?$")]


class SchemeKind(StrEnum):
    OVERALL = "overall"  # 总体考评办法
    CATEGORY = "category"  # 分类考评办法
    SPECIAL = "special"  # 专项考评办法


class Role(StrEnum):
    """What a top-level family does to the total."""

    SCORED = "scored"
    NEGATIVE = "negative"  # 负面清单, deducts only
    BONUS = "bonus"  # 加分, adds only


class Combine(StrEnum):
    """How a family's score is made of its children's."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    GEOMETRIC_MEAN = "geometric_mean"
    HARMONIC_MEAN = "harmonic_mean"


class Step(StrEnum):
    """What happens to the sum on its way to the grade; a scheme declares the order."""

    RESCALE = "rescale"  # 不适用指标折算
    DEDUCT = "deduct"  # 减负面清单
    BONUS = "bonus"  # 加加分
    CAP = "cap"  # 总分封顶、保底
    ROUND = "round"  # 总分舍入
    VETO = "veto"  # 否决改变总分
    RANK = "rank"  # 排名
    GRADE = "grade"  # 定等次


DEFAULT_ORDER = tuple(Step)


class Basis(Strict):
    """A document the scheme rests on."""

    title: Name
    number: Text = ""  # 文号
    link: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        return {"title": raw} if isinstance(raw, str) else raw


class PeriodStandard(Strict):
    """What should be reached by the end of this period, in words (季度工作标准)."""

    period: Period
    text: Text


class Item(Strict):
    """A leaf: one indicator, its full marks and its method."""

    code: Code
    name: Name
    weight: NonNegative | None = None
    share: NonNegative = Decimal(1)
    indicator: IndicatorReference | None = None
    measure: Text = ""  # 计量单位
    hard: bool = False  # 可量化的硬性指标
    method: AnyMethod
    value: AnyValue | None = None
    standard: Text = ""
    standards: tuple[PeriodStandard, ...] = ()
    clause: Text = ""
    source: Text = ""
    lead: Code | None = None
    in_charge: tuple[Code, ...] = ()
    related: tuple[Code, ...] = ()
    frequency: SpanName = SpanName.MONTH
    within: Literal["last", "sum", "mean", "max", "min"] | None = None
    applies_to: tuple[Code, ...] = ()
    missing: MissingPolicy | None = None
    not_applicable: NotApplicablePolicy | None = None
    rounding: RoundingRule | None = None
    note: Text = ""

    @model_validator(mode="after")
    def _weight_fits_method(self) -> Item:
        if isinstance(self.method, Bonus):
            if self.weight:
                raise ValueError("加分项不写 weight，用 cap 限定最多加几分")
        elif self.weight is None and not isinstance(self.method, Deduction):
            raise ValueError("请写满分（weight）")
        if self.value is not None and self.method.counts_events:
            raise ValueError("按次数计分的项目不写 value")
        return self

    @property
    def full(self) -> Decimal:
        """Full marks; nothing for what only adds or deducts."""
        return Decimal(0) if self.weight is None else self.weight

    @property
    def combines_by(self) -> str:
        """How shorter periods make the value of a longer one: counts add up, others take the last."""
        return self.within or ("sum" if self.method.counts_events else "last")

    @property
    def fact_code(self) -> str:
        """The code under which facts of this item arrive, without a version."""
        return (self.indicator or self.code).partition("@")[0]

    @property
    def fact_codes(self) -> frozenset[str]:
        """Every code under which something arrives that this item's score is made of."""
        named = () if self.value is None else self.value.named
        return frozenset({self.code, self.fact_code, *(one.indicator for one in named if one.indicator)})

    @property
    def looks_at_all(self) -> bool:
        """Whether units outside the peer group have a part in the score."""
        return self.method.peer_scope == "all" or (self.value is not None and self.value.looks_at_all)

    def applies_in(self, group: str) -> bool:
        """Whether units of this group are asked for it."""
        return not self.applies_to or group in self.applies_to

    def describe(self) -> str:
        """What is scored and how points are earned, in Chinese sentences."""
        before = "" if self.value is None else self.value.describe()
        return before + self.method.describe(self.full, self.measure)


def _node_kind(raw: Any) -> str:
    has_children = "children" in raw if isinstance(raw, dict) else hasattr(raw, "children")
    return "family" if has_children else "item"


Node = Annotated[Annotated["Family", Tag("family")] | Annotated[Item, Tag("item")], Discriminator(_node_kind)]


class Family(Strict):
    """An inner node: combines its children, may convert the result to its own weight, cap it and round it."""

    code: Code
    name: Name
    role: Role = Role.SCORED
    combine: Combine = Combine.SUM
    weight: NonNegative | None = None
    share: NonNegative = Decimal(1)
    cap: Number | None = None
    floor: Number | None = None
    rounding: RoundingRule | None = None
    when: tuple[Condition, ...] = ()
    same_key: Literal["each", "highest"] = "each"
    clause: Text = ""
    note: Text = ""
    children: Annotated[tuple[Node, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Family:
        if self.role is not Role.SCORED and (self.weight or self.combine is not Combine.SUM):
            raise ValueError("负面清单和加分项只能相加，不写 weight")
        if self.role is not Role.BONUS and self.when:
            raise ValueError("只有加分的类别（role: bonus）才写 when")
        if self.role is Role.SCORED and self.same_key != "each":
            raise ValueError("只有负面清单和加分的类别才写 same_key")
        if self.cap is not None and self.floor is not None and self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self


class TargetValue(Strict):
    """A target the scheme itself carries; `unit: "*"` holds for all. Large tables live beside it."""

    item: Code
    unit: Annotated[str, Field(pattern=r"^(\*|\w[\w.\-]{0,63})$")] = "*"
    period: Period
    value: Number
    name: Literal["target", "worst", "best"] = "target"


class Scheme(Strict):
    """A complete scheme. Equal schemes have equal digests, whatever file they came from."""

    format: Literal["dukao-scheme/1"]
    code: Code
    name: Name
    year: Annotated[int, Field(ge=1900, le=2999)]
    version: Text = ""
    kind: SchemeKind = SchemeKind.CATEGORY
    basis: tuple[Basis, ...] = ()
    note: Text = ""
    full_marks: Annotated[Number, Field(gt=0)] = Decimal(100)
    combine: Combine = Combine.SUM
    cap: Number | None = None
    floor: Number | None = None
    rounding: Rounding
    order: tuple[Step, ...] = ()
    missing: MissingPolicy = MissingBlock()
    not_applicable: NotApplicablePolicy = NotApplicableRescale()
    not_due: NotApplicablePolicy = NotApplicableRescale()
    ties: Ties = Ties()
    groups: tuple[Group, ...] = ()
    small_groups: SmallGroups | None = None
    grades: tuple[Grade, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    aggregation: tuple[AggregationStep, ...] = ()
    sharing: Sharing | None = None
    targets: tuple[TargetValue, ...] = ()
    items: Annotated[tuple[Node, ...], Field(min_length=1)]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The declared order of operations; the usual one where no step can be told from another."""
        return self.order or DEFAULT_ORDER

    def nodes(self) -> Iterator[Item | Family]:
        """Every node of the tree, parents before children, in the order written."""
        stack: list[Item | Family] = list(reversed(self.items))
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node, Family):
                stack.extend(reversed(node.children))

    def leaves(self) -> Iterator[Item]:
        return (node for node in self.nodes() if isinstance(node, Item))

    def node(self, code: str) -> Item | Family:
        """The node of this code; KeyError if there is none."""
        for node in self.nodes():
            if node.code == code:
                return node
        raise KeyError(code)

    @property
    def bonuses(self) -> tuple[Family, ...]:
        """The families that add to the total."""
        return tuple(node for node in self.items if isinstance(node, Family) and node.role is Role.BONUS)

    @property
    def named_units(self) -> frozenset[str]:
        """Units whose values the formulas of the scheme take by name."""
        rules = [leaf.value for leaf in self.leaves() if leaf.value is not None]
        return frozenset(figure.unit for rule in rules for figure in rule.named if figure.unit is not None)

    @property
    def looks_at_all(self) -> bool:
        """Whether a unit's total may hang on units outside its peer group."""
        policies = [self.missing, *(leaf.missing for leaf in self.leaves() if leaf.missing is not None)]
        return (
            any(leaf.looks_at_all for leaf in self.leaves())
            or any(policy.kind == "regional_mean" for policy in policies)
            or any(grade.quota is not None and grade.quota.within == "all" for grade in self.grades)
        )

    def step_into(self, span: Span) -> AggregationStep | None:
        """How totals of this length are made of shorter ones; none where they are scored from facts."""
        return next((step for step in self.aggregation if step.target.span == span), None)

    def sources_of(self, period: Period) -> tuple[Period, ...]:
        """The shorter periods whose totals make this one's; empty where it is scored from facts."""
        step = self.step_into(period.span)
        return period.split(step.source.span) if step else ()

    def base_periods(self, period: Period) -> tuple[Period, ...]:
        """The periods scored from facts whose totals, through all steps, make this one's."""
        sources = self.sources_of(period)
        return tuple(base for source in sources for base in self.base_periods(source)) or (period,)

    def rounding_of(self, node: Item | Family) -> RoundingRule:
        """The rule that rounds this node's score: its own, else the scheme's."""
        if node.rounding is not None:
            return node.rounding
        return self.rounding.item if isinstance(node, Item) else self.rounding.family
