"""The reviewer's queue: what waits, by unit, and how far the month is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import Parameter
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under, versions_by_unit, work_calendar
from dukao.reporting.clocks import review_due
from dukao.reporting.models import LineReturn, ReportingPeriod, ReportLine
from dukao.reporting.selectors.courses import Standing, standings
from dukao.reporting.selectors.month import lines_with_evidence
from dukao.reporting.vocabulary import LineState

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: Handed over by the unit: what a reviewer counts.
HANDED_OVER = (LineState.SUBMITTED, LineState.ACCEPTED, LineState.RETURNED)

#: The tabs of the queue, and which lines each shows.
QUEUE_VIEWS: dict[str, tuple[str, ...]] = {
    "waiting": (LineState.SUBMITTED,),
    "accepted": (LineState.ACCEPTED,),
    "returned": (LineState.RETURNED,),
}


def lines_to_review(actor: Actor, day: date, *, whole_scope: bool = False) -> QuerySet[ReportLine]:
    """Handed-over lines that fall to this actor."""
    led, run = actor.scopes(Role.LEAD_REVIEWER), actor.scopes(Role.OFFICE)
    return lines_falling_to(led, run, actor.unit_id or 0, day, whole_scope=whole_scope)


def lines_falling_to(
    led: Sequence[str | Parameter],
    run: Sequence[str | Parameter],
    own: int | Parameter,
    day: date | Parameter,
    *,
    whole_scope: bool = False,
) -> QuerySet[ReportLine]:
    """By lead unit below the places ``led``; below the places ``run``, what has no other reviewer.

    The office also judges what its own unit leads, and may ask for the ``whole_scope``. Reports of the
    actor's own unit never fall to them.
    """
    reviews_itself = Q(item__lead_id=F("report__unit_id"))
    falls_here = Q(item__lead_id__in=unit_ids_under(led, day)) & ~reviews_itself
    orphan = Q() if whole_scope else Q(item__lead_id=None) | reviews_itself | Q(item__lead_id=own)
    falls_here |= Q(report__unit_id__in=unit_ids_under(run, day)) & orphan
    return ReportLine.objects.filter(falls_here, state__in=HANDED_OVER).exclude(report__unit_id=own)


@dataclass(frozen=True)
class QueueLine:
    """One line in the queue."""

    standing: Standing
    is_again: bool
    due_at: datetime | None

    @property
    def line(self) -> ReportLine:
        return self.standing.line

    @property
    def is_unremarkable(self) -> bool:
        """On plan, reported for the first time, a value and words there: fit to be accepted in a bundle."""
        line = self.line
        return (
            line.state == LineState.SUBMITTED
            and self.standing.light.colour == "green"
            and not self.is_again
            and bool(line.narrative)
            and not (self.standing.asked.evidence and not line.evidence.all())
        )


@dataclass(frozen=True)
class UnitInQueue:
    """One unit's part of the queue."""

    place: UnitVersion
    lines: tuple[QueueLine, ...]
    reviewed: int
    total: int


@dataclass(frozen=True)
class Queue:
    """A month as one reviewer sees it."""

    period: ReportingPeriod
    units: tuple[UnitInQueue, ...]
    counts: Counter[str]

    @cached_property
    def lines(self) -> list[QueueLine]:
        return [line for unit in self.units for line in unit.lines]

    def name_of(self, unit_id: int) -> str:
        """The short name of a unit in the queue; empty for any other."""
        return next((unit.place.short_name for unit in self.units if unit.place.unit_id == unit_id), "")

    @property
    def waiting(self) -> int:
        return self.counts[LineState.SUBMITTED]

    @property
    def accepted(self) -> int:
        return self.counts[LineState.ACCEPTED]

    @property
    def returned(self) -> int:
        return self.counts[LineState.RETURNED]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def due_at(self) -> datetime | None:
        """By when the first of the waiting lines is to be reviewed."""
        return min((line.due_at for line in self.lines if line.due_at is not None), default=None)

    @cached_property
    def unremarkable(self) -> list[QueueLine]:
        return [line for line in self.lines if line.is_unremarkable]

    def find(self, line_id: int | None) -> QueueLine | None:
        """That line; without one the first."""
        if line_id is None:
            return self.lines[0] if self.lines else None
        return next((line for line in self.lines if line.line.pk == line_id), None)

    def after(self, line_id: int) -> QueueLine | None:
        """The line a reviewer comes to next, from the top again after the last."""
        ids = [line.line.pk for line in self.lines]
        if line_id not in ids:
            return self.find(None)
        place = ids.index(line_id)
        return next(iter((*self.lines[place + 1 :], *self.lines[:place])), None)


def review_queue(
    actor: Actor, period: ReportingPeriod, at: datetime, *, view: str = "waiting", whole_scope: bool = False
) -> Queue:
    """The lines of one view by unit, in the order of the tree; units that are through keep their count."""
    day = local_day(at)
    mine = lines_to_review(actor, day, whole_scope=whole_scope).filter(report__period=period)
    states: dict[int, Counter[str]] = {}
    for unit, state in mine.values_list("report__unit_id", "state"):
        states.setdefault(unit, Counter())[state] += 1
    shown = lines_with_evidence(mine.filter(state__in=QUEUE_VIEWS[view]))
    by_unit = _by_unit(list(shown), at)
    places = sorted(
        versions_by_unit(states, day).values(), key=lambda place: (place.position, place.unit.code)
    )
    units = tuple(
        UnitInQueue(
            place=place,
            lines=tuple(by_unit.get(place.unit_id, ())),
            reviewed=states[place.unit_id].total() - states[place.unit_id][LineState.SUBMITTED],
            total=states[place.unit_id].total(),
        )
        for place in places
    )
    return Queue(period, units, sum(states.values(), Counter()))


def queue_line(line_id: int, at: datetime) -> QueueLine | None:
    """One line as the queue would hold it, whatever its state and whoever it falls to."""
    lines = list(lines_with_evidence(ReportLine.objects.filter(pk=line_id)))
    return next(_queue_lines(lines, at), None)


def unremarkable_lines(line_ids: Collection[int], at: datetime) -> set[int]:
    """Which of these lines of one month are fit to be accepted in a bundle, as they are now."""
    lines = list(lines_with_evidence(ReportLine.objects.filter(pk__in=line_ids)))
    return {line.line.pk for line in _queue_lines(lines, at) if line.is_unremarkable}


def _queue_lines(lines: Sequence[ReportLine], at: datetime) -> Iterator[QueueLine]:
    calendar = work_calendar()
    again = set(LineReturn.objects.filter(line__in=lines).values_list("line_id", flat=True))
    for standing in standings(lines, at):
        line = standing.line
        handed_in = line.submitted_at if line.state == LineState.SUBMITTED else None
        due = review_due(handed_in, line.report.period.policy, calendar) if handed_in else None
        yield QueueLine(standing, line.pk in again, due)


def _by_unit(lines: Sequence[ReportLine], at: datetime) -> dict[int, list[QueueLine]]:
    found: dict[int, list[QueueLine]] = {}
    for line in _queue_lines(lines, at):
        found.setdefault(line.line.report.unit_id, []).append(line)
    return found
