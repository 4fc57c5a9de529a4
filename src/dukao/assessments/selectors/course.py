"""How a unit's total went over the periods of a year, with its group's median beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dukao.assessments.books import middle
from dukao.assessments.models import Round, UnitScore
from dukao.assessments.vocabulary import LEAST_PEERS, RoundState
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import at_once
from dukao.scoring import Period, Span
from dukao.ui.charts import Series, Trend


@dataclass(frozen=True, slots=True)
class Point:
    """One period: the unit's total and place, and what stood in the middle of its group."""

    round: Round
    period: Period
    total: Decimal | None
    group_rank: int | None
    group_size: int
    grade: str
    median: Decimal | None

    @property
    def is_running(self) -> bool:
        """Still under way when it was computed: most of what will count is not there yet."""
        computed = self.round.computed_at
        collecting = self.round.state == RoundState.COLLECTING
        return collecting and computed is not None and local_day(computed) <= self.round.ends_on


@dataclass(frozen=True, slots=True)
class Course:
    """Rounds of one scheme and one length, the oldest first."""

    points: tuple[Point, ...]

    @property
    def trend(self) -> Trend:
        """Own total in the seal's colour, the median in grey; a period that is under way draws no line."""
        points = [point for point in self.points if not point.is_running]
        return Trend(
            tuple(short_label(point.period) for point in points),
            (
                Series("本单位", tuple(point.total for point in points), colour="seal", strong=True),
                Series("组内中位", tuple(point.median for point in points), colour="c5"),
            ),
            unit="分",
        )

    def before(self, period: Period) -> Point | None:
        """The point of the period just before, if it was scored."""
        return next((point for point in self.points if point.period == period.previous()), None)


def course_of(unit_id: int, assessment: Round) -> Course:
    """The course up to this round within its year; two queries whatever the number of rounds."""
    rounds = Round.objects.filter(
        version__scheme_id=assessment.version.scheme_id, months=assessment.months,
        ends_on__lte=assessment.ends_on, ends_on__gt=_a_year_before(assessment),
    ).select_related("version__scheme").defer("version__document").order_by("ends_on")  # fmt: skip
    return Course(points_of(unit_id, list(rounds)))


def points_of(unit_id: int, rounds: list[Round]) -> tuple[Point, ...]:
    """The unit's point in each of these rounds; rounds that have not scored it are left out."""
    scores = UnitScore.objects.filter(round__in=rounds)
    its, everybodys = at_once(
        scores.filter(unit_id=unit_id), scores.values_list("round_id", "group", "total")
    )
    own = {score.round_id: score for score in its}
    by_group: dict[tuple[int, str], list[Decimal]] = {}
    for round_id, group, total in everybodys:
        if total is not None:
            by_group.setdefault((round_id, group), []).append(total)
    return tuple(_point(each, own[each.pk], by_group) for each in rounds if each.pk in own)


def short_label(period: Period) -> str:
    """As an axis writes it: 9 月, 三季度, 上半年, 2026."""
    if period.span is Span.YEAR:
        return str(period.year)
    return period.label.partition("年")[2].strip().removeprefix("第")


def _point(assessment: Round, score: UnitScore, by_group: dict[tuple[int, str], list[Decimal]]) -> Point:
    totals = by_group.get((assessment.pk, score.group), [])
    return Point(
        assessment, assessment.span, score.total, score.group_rank, score.group_size, score.grade,
        middle(totals) if len(totals) >= LEAST_PEERS else None,
    )  # fmt: skip


def _a_year_before(assessment: Round) -> object:
    day = assessment.ends_on
    years = 1 if assessment.months < Span.YEAR else 12
    return day.replace(year=day.year - years, day=min(day.day, 28))
