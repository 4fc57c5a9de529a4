"""What every scoring method can do: score all cells at once, derive one cell in words, describe itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Rational
from dukao.scoring.document import Tagged
from dukao.scoring.exact import Exact, rounded
from dukao.scoring.numbers import Number, fraction, normal, scaled_decimal
from dukao.scoring.policies import RoundingRule

NonNegative = Annotated[Number, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
RatioPlaces = Annotated[int, Field(ge=0, le=8)]
ONE = Decimal(1)
ZERO = Decimal(0)


Point = tuple[Decimal, Decimal]
#: Axes that show the value as it was reported, and one that is in the same unit of measurement.
VALUE_AXES = frozenset({"数值", "原得分"})
GAP_AXIS = "与标准之差"


@dataclass(frozen=True, slots=True)
class Preview:
    """The score as a function of the value (or of its completion ratio in percent), for a small chart.

    Where the score depends on more than the value, on what it depends on: a place, a gap.
    """

    points: tuple[Point, ...]
    marks: tuple[tuple[str, Decimal], ...] = ()
    axis: str = "完成率"
    percent: bool = True

    @property
    def shows_value(self) -> bool:
        return self.axis in VALUE_AXES

    def unit(self, measure: str) -> str:
        """What figures on the axis are counted in, of an item with this unit of measurement."""
        if self.percent:
            return "%"
        return measure if self.shows_value or self.axis == GAP_AXIS else ""


class Method(Tagged):
    """Parameters of one way to turn facts into points of an item with full marks W.

    `score` works on blocks of cells with exact integers; `derive` does one cell with fractions and words.
    Both follow the one formula in the class's docstring, and the engine checks one against the other.
    """

    counts_events: ClassVar[bool] = False

    @property
    def needs(self) -> frozenset[str]:
        """Names of the targets the method cannot do without."""
        return frozenset()

    @property
    def peer_scope(self) -> str | None:
        """Among whom the value is compared: `group`, `all`, or nobody."""
        return None

    @property
    def may_be_negative(self) -> bool:
        """Whether an item with full marks can come to less than nothing."""
        return False

    @abstractmethod
    def score(self, cells: Cells) -> Outcome:
        """The scores of all masked cells, not yet rounded."""

    def obstacle(self, case: Case) -> Obstacle | None:
        """Why this case cannot be scored, if so."""
        return missing_goal(self.needs, case)

    @abstractmethod
    def derive(self, case: Case) -> Derived:
        """The score of one case that has no obstacle, with its formula in figures."""

    @abstractmethod
    def describe(self, full: Decimal, measure: str = "") -> str:
        """How points are earned, in one Chinese sentence."""

    def preview(self, full: Decimal) -> Preview | None:
        """The curve of the method; none where the score depends on more than one value."""
        return None


_GOAL_NAMES = {"target": "目标值", "worst": "不允许值", "best": "满意值"}


def missing_goal(names: frozenset[str], case: Case) -> Obstacle | None:
    for name in sorted(names):
        if name not in case.goals:
            label = _GOAL_NAMES[name]
            return Obstacle(f"没有{label}：请在目标表里补上；不承担这项任务的，请标为不适用")
    return None


def fraction_or_none(edge: Decimal | str) -> Fraction | None:
    """An edge that may be written `none`."""
    return None if isinstance(edge, str) else fraction(edge)


def to_places(ratio: Fraction, places: int | None) -> Fraction:
    """The ratio with so many places, half up; itself where none are declared."""
    return ratio if places is None else Fraction(rounded(ratio, RoundingRule(places=places)), 10**places)


def in_places(ratio: Rational, places: int | None) -> Rational:
    """The same for a column."""
    return ratio if places is None else ratio.rounded(RoundingRule(places=places))


def places_words(what: str, places: int | None) -> str:
    """How a percentage is rounded, as it stands at the end of a description: 完成百分比取整数."""
    if places is None:
        return ""
    kept = places - 2
    return f"；{what}{'取整数' if kept <= 0 else f'保留 {kept} 位小数'}"


def stepped(edges: Sequence[Fraction], score: Callable[[Fraction], Exact]) -> tuple[Point, ...]:
    """The corners of a score that is level between these edges and jumps at them."""
    points: list[Point] = []
    for low, high in pairwise(edges):
        level = plotted(score((low + high) / 2))
        points += [(plotted(low), level), (plotted(high), level)]
    return tuple(points)


def plotted(value: Exact) -> Decimal:
    """A coordinate of a chart; six places are more than a screen shows."""
    return Decimal(normal(scaled_decimal(rounded(value, RoundingRule(places=6)), 6)))
