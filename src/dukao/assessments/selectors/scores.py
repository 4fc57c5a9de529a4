"""Scores of units for lists and for the rooms above: latest total, its course, where points went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, F, Q

from dukao.assessments.books import Loss
from dukao.assessments.computing import book_of
from dukao.assessments.models import Round, UnitScore
from dukao.assessments.selectors.course import Course, course_of
from dukao.assessments.vocabulary import ASSESSED, RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.prepared import at_once


@dataclass(frozen=True, slots=True)
class OwnScore:
    """A unit the actor answers for, in one round of a list."""

    unit_id: int
    total: Decimal | None
    group_rank: int | None
    group_size: int
    grade: str


@dataclass(frozen=True)
class LatestScore:
    """The newest scored round of a unit with all a home page shows of it."""

    round: Round
    unit_id: int
    total: Decimal | None
    group_rank: int | None
    group_size: int
    grade: str

    @cached_property
    def course(self) -> Course:
        return course_of(self.unit_id, self.round)

    @property
    def is_provisional(self) -> bool:
        return self.round.state == RoundState.COLLECTING

    @property
    def median(self) -> Decimal | None:
        """What stands in the middle of the unit's group."""
        return self.course.points[-1].median if self.course.points else None

    @property
    def since_last(self) -> Decimal | None:
        before = self.course.before(self.round.span)
        if before is None or before.total is None or self.total is None:
            return None
        return self.total - before.total


def own_scores_and_sizes(
    actor: Actor, rounds: Iterable[Round]
) -> tuple[dict[int, list[OwnScore]], dict[int, int]]:
    """By round: those of units the actor answers for directly, and how many units it has scored."""
    scores = UnitScore.objects.filter(round__in=list(rounds))
    theirs, sizes = at_once(
        scores.filter(unit__in=actor.units(*ASSESSED)).order_by("unit_id"),
        scores.order_by().values_list("round_id").annotate(n=Count("pk")),
    )
    found: dict[int, list[OwnScore]] = {}
    for score in theirs:
        own = OwnScore(score.unit_id, score.total, score.group_rank, score.group_size, score.grade)
        found.setdefault(score.round_id, []).append(own)
    return found, dict(sizes)


def latest_score(unit_id: int, *, months: int | None = None) -> LatestScore | None:
    """The unit's newest total, of rounds of that length if one is given; ``None`` before the first.

    A period still under way speaks only while no other has been scored, and the unit's own category
    before a special scheme. Provisional figures are as fresh as their last reading: this never computes.
    """
    scores = UnitScore.objects.filter(unit_id=unit_id, total__isnull=False)
    if months is not None:
        scores = scores.filter(round__months=months)
    newest = scores.select_related("round__version__scheme").order_by(
        "-round__ends_on", "round__months", "round__version__scheme__kind", "round_id"
    )
    over = ~Q(round__state=RoundState.COLLECTING) | Q(round__computed_at__date__gt=F("round__ends_on"))
    score = newest.filter(over).first() or newest.first()
    if score is None:
        return None
    return LatestScore(score.round, unit_id, score.total, score.group_rank, score.group_size, score.grade)


def top_losses(unit_id: int, n: int = 5) -> list[Loss]:
    """Where the unit's newest total lost most, the dearest first."""
    newest = latest_score(unit_id)
    if newest is None:
        return []
    code = UnitScore.objects.values_list("unit__code", flat=True).get(round=newest.round, unit_id=unit_id)
    return book_of(newest.round).losses(code)[:n]


def rounds_of_unit(unit_id: int) -> Sequence[Round]:
    """Every round that scored the unit, the newest first."""
    return list(
        Round.objects.filter(scores__unit_id=unit_id)
        .select_related("version__scheme")
        .order_by("-ends_on", "months", "version__scheme__code")
    )
