"""One unit through all rounds that ever scored it."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.assessments.models import ScoreEvent
from dukao.assessments.selectors.course import Course, Point, points_of
from dukao.assessments.selectors.scores import rounds_of_unit
from dukao.schemes.selectors import document
from dukao.scoring import Span

SPAN_NAMES = {Span.MONTH: "各月", Span.QUARTER: "各季度", Span.HALF_YEAR: "各半年", Span.YEAR: "各年"}


@dataclass(frozen=True, slots=True)
class Strand:
    """One scheme's results of one length of period."""

    scheme: str
    span: str
    places: int
    course: Course


@dataclass(frozen=True, slots=True)
class History:
    strands: tuple[Strand, ...]
    events: tuple[ScoreEvent, ...]


def history_of(unit_id: int) -> History:
    """Results by scheme and length of period, and everything recorded of the unit, revoked or not."""
    by_strand: dict[tuple[str, int], list[Point]] = {}
    rounds = rounds_of_unit(unit_id)
    points = {point.round.pk: point for point in points_of(unit_id, list(reversed(rounds)))}
    for each in reversed(rounds):
        by_strand.setdefault((each.version.scheme.name, each.months), []).append(points[each.pk])
    strands = [_strand(scheme, months, found) for (scheme, months), found in by_strand.items()]
    strands.sort(key=lambda strand: (-strand.course.points[-1].round.ends_on.toordinal(), strand.scheme))
    events = ScoreEvent.objects.filter(unit_id=unit_id).select_related("version__scheme", "recorded_by")
    return History(tuple(strands), tuple(events.order_by("-happened_on", "-pk")))


def _strand(scheme: str, months: int, points: list[Point]) -> Strand:
    places = document(points[-1].round.version).rounding.total.places or 0
    return Strand(scheme, SPAN_NAMES[Span(months)], places, Course(tuple(points)))
