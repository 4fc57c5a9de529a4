"""A unit's score over the year, and where its points went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.assessments.selectors import book_of
from dukao.assessments.selectors.course import Course, course_of
from dukao.assessments.selectors.rounds import visible_rounds
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import unit_on
from dukao.schemes.vocabulary import SchemeKind
from dukao.ui.charts import Trend

if TYPE_CHECKING:
    from dukao.assessments.books import Loss
    from dukao.assessments.models import Round
    from dukao.organisations.models import UnitVersion

LOSSES_SHOWN = 5
#: Of the rounds that end on the same day the one that decides most comes first.
_WEIGHT = (SchemeKind.CATEGORY, SchemeKind.OVERALL, SchemeKind.SPECIAL)


@dataclass(frozen=True, slots=True)
class LostItem:
    loss: Loss
    full: Decimal

    @property
    def got(self) -> Decimal:
        return self.full - self.loss.points


@dataclass(frozen=True)
class ScoreDesk:
    """The newest monthly round of the unit's main scheme that is over."""

    round: Round
    place: UnitVersion
    course: Course
    #: Every item that lost anything, the greatest loss first.
    lost: tuple[LostItem, ...]

    @property
    def worst(self) -> tuple[LostItem, ...]:
        return self.lost[:LOSSES_SHOWN]

    @property
    def lost_in_all(self) -> Decimal:
        return sum((item.loss.points for item in self.lost), Decimal(0))

    @property
    def total(self) -> Decimal | None:
        return self.course.points[-1].total if self.course.points else None

    @property
    def trend(self) -> Trend:
        return self.course.trend

    @property
    def has_course(self) -> bool:
        """A single point draws no line."""
        return sum(point.total is not None for point in self.course.points) > 1

    @property
    def in_words(self) -> str:
        """For those who do not see the drawing."""
        known = [point for point in self.course.points if point.total is not None]
        if not known:
            return "还没有得分"
        first, last = known[0], known[-1]
        said = f"本单位得分从 {first.total} 到 {last.total}"
        return f"{said}，组内中位 {last.median}" if last.median is not None else said


def score_desk(actor: Actor, at: datetime) -> ScoreDesk | None:
    """The desk of the actor's own unit; ``None`` while it has not been scored."""
    if actor.unit_id is None:
        return None
    place = unit_on(actor.unit_id, local_day(at))
    # A month still running has most of its items unreviewed: its total would only say that.
    ended = visible_rounds(actor).filter(months=1, ends_on__lt=local_day(at))
    rounds = ended.filter(scores__unit_id=place.unit_id)
    newest = list(rounds[: len(_WEIGHT) * 2])
    if not newest:
        return None
    latest = [each for each in newest if each.ends_on == newest[0].ends_on]
    chosen = min(latest, key=lambda each: _WEIGHT.index(SchemeKind(each.version.scheme.kind)))
    code, book = place.unit.code, book_of(chosen)
    lost = tuple(LostItem(loss, book.nodes[loss.code].full) for loss in book.losses(code))
    return ScoreDesk(
        round=chosen,
        place=place,
        course=course_of(place.unit_id, chosen),
        lost=lost,
    )
