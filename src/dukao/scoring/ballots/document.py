"""What a ballot rests on: grades or scores, voter groups, validity, trimming, abstention, rounding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dukao.scoring.document import Code, Name, Strict, Text
from dukao.scoring.numbers import Number, normal
from dukao.scoring.policies import EXACT, RoundingRule, TieMode
from dukao.scoring.ranges import Range

FORMAT = "dukao-ballot/1"
#: What the row of a total has for a question in the table of results.
TOTAL = "total"
NonNegative = Annotated[Number, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
ONE = Decimal(1)


class VoteGrade(Strict):
    """A grade a voter may give, and what a vote for it is worth."""

    name: Name
    value: Number


class ScoreScale(Strict):
    """Voters write numbers: from `low` to `high`, with at most so many `places`."""

    low: Number = Decimal(0)
    high: Number = Decimal(100)
    places: Annotated[int, Field(ge=0, le=4)] = 0

    @model_validator(mode="after")
    def _low_is_lower(self) -> ScoreScale:
        if self.low >= self.high:
            raise ValueError("最低分 low 应小于最高分 high")
        return self


class VoterGroup(Strict):
    """Voters whose votes weigh the same (A 票、B 票、C 票); groups without weights weigh the same."""

    code: Code
    name: Name
    weight: Positive | None = None


class Weighting(StrEnum):
    """Whose weight it is."""

    GROUP = "group"  # the weight of the group's score: Σ w·s, the weights make 1
    VOTER = "voter"  # the weight of every single ballot of the group: Σ w·n·v / Σ w·n


class MissingGroup(StrEnum):
    """What becomes of a group's weight when nobody of it voted."""

    RENORMALISE = "renormalise"  # the other groups share it in proportion
    ZERO = "zero"  # the group counts with no points
    BLOCK = "block"  # no score until there are votes


class Abstention(Strict):
    """How an abstention is written, and whether it stands in the divisor, where it earns nothing."""

    words: tuple[Name, ...] = ("弃权",)
    counts: bool = False


class VoteQuota(Strict):
    """On one ballot at most or at least so many votes within this range of values."""

    range: Range
    at_most: Annotated[int, Field(ge=0)] | None = None
    at_least: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_edge(self) -> VoteQuota:
        if self.at_most is None and self.at_least is None:
            raise ValueError("要写 at_most（最多几个）或 at_least（至少几个）")
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            raise ValueError("at_least 不能大于 at_most")
        return self

    @property
    def words(self) -> str:
        most = "" if self.at_most is None else f"多于 {self.at_most} 个"
        least = "" if self.at_least is None else f"少于 {self.at_least} 个"
        return f"{self.range.words()}的{'或'.join(filter(None, (most, least)))}"


class Validity(Strict):
    """What makes a ballot invalid. A ballot is what one voter handed in: all rows of one ballot number."""

    per: Literal["ballot", "question"] = "ballot"
    quotas: tuple[VoteQuota, ...] = ()
    all_equal: Literal["valid", "invalid"] = "valid"
    blank: Literal["refuse", "abstain", "invalid"] = "refuse"
    spoilt_words: tuple[Name, ...] = ("废票",)

    @property
    def looks_at_whole_ballots(self) -> bool:
        return bool(self.quotas) or self.all_equal == "invalid"


class Trim(Strict):
    """Within a group, `drop` highest and `drop` lowest votes go when there are more than `above`."""

    drop: Annotated[int, Field(ge=1)] = 1
    above: Annotated[int, Field(ge=2)]

    @model_validator(mode="after")
    def _something_stays(self) -> Trim:
        if self.above < 2 * self.drop:
            raise ValueError(f"各去掉 {self.drop} 个后可能一票不剩，above 至少写 {2 * self.drop}")
        return self


class BallotObject(Strict):
    """Who or what is voted on; `coefficient` multiplies its score."""

    code: Code
    name: Name
    coefficient: NonNegative = ONE


class Question(Strict):
    """One thing asked about every object, with its weight in the total; without weights all are equal."""

    code: Code
    name: Name
    weight: Positive | None = None


class BallotRounding(Strict):
    """Where scores are rounded: the total always, a group's or a question's score only if it says so."""

    total: RoundingRule
    question: RoundingRule = EXACT
    group: RoundingRule = EXACT

    @model_validator(mode="after")
    def _total_has_places(self) -> BallotRounding:
        if self.total.places is None:
            raise ValueError("总分要写明保留几位小数，例如 total: 2")
        return self


class Ballot(Strict):
    """The whole declaration of one ballot (民主测评、评议、评分)."""

    format: Literal["dukao-ballot/1"]
    code: Code
    name: Name
    grades: tuple[VoteGrade, ...] = ()
    scores: ScoreScale | None = None
    objects: Annotated[tuple[BallotObject, ...], Field(min_length=1)]
    questions: tuple[Question, ...] = ()
    groups: tuple[VoterGroup, ...] = ()
    weighting: Weighting = Weighting.GROUP
    missing_group: MissingGroup = MissingGroup.BLOCK
    abstention: Abstention = Abstention()
    validity: Validity = Validity()
    trim: Trim | None = None
    coefficient: Positive = ONE
    rounding: BallotRounding
    ties: TieMode = TieMode.COMPETITION
    note: Text = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Ballot:
        for label, codes in (
            ("等次", [grade.name for grade in self.grades]),
            ("对象", [one.code for one in self.objects]),
            ("题目", [question.code for question in self.questions]),
            ("投票人分组", [group.code for group in self.groups]),
        ):
            twice = next((code for code in codes if codes.count(code) > 1), None)
            if twice is not None:
                raise ValueError(f"{label}“{twice}”写了两次，请改成不同的")
        if bool(self.grades) == (self.scores is not None):
            raise ValueError("要写 grades（按等次投票）或 scores（按分数打分），只写一种")
        if any(question.code == TOTAL for question in self.questions):
            raise ValueError(f"题目代码不能用 {TOTAL}，结果表里它是总分那一行")
        _check_weights("各题", [question.weight for question in self.questions], make_one=True)
        by_group = self.weighting is Weighting.GROUP
        _check_weights("各组", [group.weight for group in self.groups], make_one=by_group)
        if not by_group and self.rounding.group.places is not None:
            raise ValueError("按票加权时不经过各组得分，rounding 里不写 group")
        if not by_group and self.missing_group is MissingGroup.ZERO:
            raise ValueError("按票加权时没有票的组本来不占权重，missing_group 请写 renormalise 或 block")
        self._check_words()
        return self

    @property
    def group_weights(self) -> tuple[Fraction, ...]:
        """Weight of each group's score, or of each of its ballots."""
        weights = [group.weight for group in self.groups]
        return _weights(weights, 1 if self.weighting is Weighting.VOTER else len(weights))

    @property
    def question_weights(self) -> tuple[Fraction, ...]:
        """What each question counts; they make 1."""
        return _weights([question.weight for question in self.questions], len(self.questions))

    def _check_words(self) -> None:
        meant = [*(grade.name for grade in self.grades), *self.abstention.words, *self.validity.spoilt_words]
        twice = next((word for word in meant if meant.count(word) > 1), None)
        if twice is not None:
            raise ValueError(f"“{twice}”有两种意思（等次、弃权、废票），请改成不同的词")


def _check_weights(whose: str, weights: Sequence[Decimal | None], *, make_one: bool) -> None:
    written = [weight for weight in weights if weight is not None]
    if written and len(written) < len(weights):
        raise ValueError(f"{whose}权重要么都写，要么都不写（都不写就一样重）")
    if written and make_one and sum(written) != 1:
        raise ValueError(f"{whose}权重合计是 {normal(sum(written, Decimal(0)))}，应等于 1")


def _weights(weights: Sequence[Decimal | None], parts: int) -> tuple[Fraction, ...]:
    """The weights written, or equal ones; a single group or question that was not declared has 1."""
    equal = Fraction(1, max(parts, 1))
    return tuple(equal if weight is None else Fraction(weight) for weight in weights) or (equal,)
