"""The declared answers to "what if": rounding, missing values, items that do not apply, equal scores."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from dukao.scoring.document import Code, Strict, Tagged, spelled_out
from dukao.scoring.numbers import Number


class RoundingMode(StrEnum):
    """How the last kept digit is decided; negative numbers are rounded by their magnitude."""

    HALF_UP = "half_up"  # 四舍五入
    HALF_EVEN = "half_even"  # 四舍六入五成双
    DOWN = "down"  # 舍去
    UP = "up"  # 进一


class RoundingRule(Strict):
    """Round to `places` digits; no places means: keep the exact value.

    In a document also `2` (two places, half up) or `none`.
    """

    places: Annotated[int, Field(ge=0, le=8)] | None = None
    mode: RoundingMode = RoundingMode.HALF_UP

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        if raw == "none":
            return {}
        if isinstance(raw, (int, str)) and not isinstance(raw, bool):
            return {"places": raw}
        return raw

    @model_serializer(mode="wrap")
    def _shortest(self, handler: SerializerFunctionWrapHandler) -> Any:
        if self.places is None:
            return "none"
        return self.places if self.mode is RoundingMode.HALF_UP else handler(self)

    @property
    def words(self) -> str:
        if self.places is None:
            return "不舍入"
        how = {"half_up": "四舍五入", "half_even": "五成双", "down": "舍去尾数", "up": "进一"}[self.mode]
        return f"{how}到整数" if self.places == 0 else f"{how}到 {self.places} 位小数"


EXACT = RoundingRule()
SHOWN = RoundingRule(places=8)  # what a scheme does not round is shown with eight places


class Rounding(Strict):
    """Where scores are rounded. The total always is; items and families only if it says so."""

    total: RoundingRule
    family: RoundingRule = EXACT
    item: RoundingRule = EXACT

    @model_validator(mode="after")
    def _total_has_places(self) -> Rounding:
        if self.total.places is None:
            raise ValueError("总分要写明保留几位小数，例如 total: 2")
        return self


# -- a value is missing (缺报) -------------------------------------------------------------------------


class MissingZero(Tagged):
    """No value, no points."""

    kind: Literal["zero"] = "zero"


class MissingShare(Tagged):
    """A missing value earns this share of the full marks, for example half."""

    kind: Literal["share"] = "share"
    ratio: Annotated[Number, Field(ge=0, le=1)]


class MissingLast(Tagged):
    """The last value reported in an earlier period stands in; without one, `otherwise` holds."""

    kind: Literal["last"] = "last"
    otherwise: Literal["zero", "block"] = "block"


class MissingPeerAverage(Tagged):
    """The mean score of the peer group's reporting units stands in."""

    kind: Literal["peer_average"] = "peer_average"


class MissingRegionalMean(Tagged):
    """The mean score of all reporting units stands in, whatever group they are in."""

    kind: Literal["regional_mean"] = "regional_mean"


class MissingRescale(Tagged):
    """Left out, and the rest is converted to the full marks: of its `family`, or of the `total`."""

    kind: Literal["rescale"] = "rescale"
    scope: Literal["family", "total"] = "total"


class MissingSkip(Tagged):
    """A missing value is treated as not applicable, by the policy for that."""

    kind: Literal["skip"] = "skip"


class MissingBlock(Tagged):
    """No total is given until the value is there."""

    kind: Literal["block"] = "block"


MissingPolicy = Annotated[
    Annotated[
        MissingZero
        | MissingShare
        | MissingLast
        | MissingPeerAverage
        | MissingRegionalMean
        | MissingRescale
        | MissingSkip
        | MissingBlock,
        Field(discriminator="kind"),
    ],
    BeforeValidator(spelled_out),
]


# -- an item does not apply to a unit (不适用) ----------------------------------------------------------


class NotApplicableRescale(Tagged):
    """The rest is converted to the full marks: of its `family`, or of the `total`."""

    kind: Literal["rescale"] = "rescale"
    scope: Literal["family", "total"] = "total"


class NotApplicableSpread(Tagged):
    """Its points go in equal parts to the other items of its family, each earning at its own rate."""

    kind: Literal["spread"] = "spread"


class NotApplicableFull(Tagged):
    """It counts with full marks."""

    kind: Literal["full"] = "full"


class NotApplicablePeerAverage(Tagged):
    """It counts with the mean score of the peer group's units to which it applies."""

    kind: Literal["peer_average"] = "peer_average"


class NotApplicableZero(Tagged):
    """It counts with no points."""

    kind: Literal["zero"] = "zero"


NotApplicablePolicy = Annotated[
    Annotated[
        NotApplicableRescale
        | NotApplicableSpread
        | NotApplicableFull
        | NotApplicablePeerAverage
        | NotApplicableZero,
        Field(discriminator="kind"),
    ],
    BeforeValidator(spelled_out),
]


# -- equal scores (并列) -------------------------------------------------------------------------------


class TieMode(StrEnum):
    """How equals share a place."""

    COMPETITION = "competition"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3


class TieBreak(Strict):
    """Among equals, compare this node's score, or this indicator's reported value."""

    node: Code | None = None
    indicator: Code | None = None
    better: Literal["higher", "lower"] = "higher"

    @model_validator(mode="after")
    def _one_measure(self) -> TieBreak:
        if (self.node is None) == (self.indicator is None):
            raise ValueError("比较先后要写 node（比得分）或 indicator（比数值），只写一个")
        return self


class Ties(Strict):
    """Equal totals are first told apart by the `chain`, in order; what is still equal shares a place."""

    mode: TieMode = TieMode.COMPETITION
    chain: tuple[TieBreak, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        return {"mode": raw} if isinstance(raw, str) else raw
