"""The office's view of a month: who has handed in, who is late, how far each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_held
from dukao.reporting.models import ReportingPeriod, UnitReport
from dukao.reporting.vocabulary import WITH_UNIT, LineState, ReportState

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: Saved views of the list, and which reports each shows.
STATE_VIEWS: dict[str, str] = {
    "unsent": "未提交", "late": "逾期", "back": "退回待改", "review": "审核中", "done": "审核完毕"
}  # fmt: skip


@dataclass(frozen=True)
class UnitMonth:
    """One unit's month in a row."""

    report: UnitReport
    place: UnitVersion
    total: int
    filled: int
    waiting: int
    accepted: int
    returned: int
    is_overdue: bool

    @property
    def is_unsent(self) -> bool:
        return self.report.state in WITH_UNIT and self.report.submitted_at is None

    @property
    def view(self) -> str:
        """Which of the saved views it stands in besides 逾期."""
        if self.is_unsent:
            return "unsent"
        if self.report.state in WITH_UNIT:
            return "back"
        return "review" if self.report.state == ReportState.SUBMITTED else "done"

    @property
    def is_late(self) -> bool:
        return self.is_overdue or self.report.is_late

    @property
    def bar(self) -> tuple[tuple[int, str], ...]:
        """Parts of the progress bar: accepted, waiting, filled, returned."""
        return ((self.accepted, "g"), (self.waiting, "k1"), (self.filled, "k0"), (self.returned, "r"))

    @property
    def in_words(self) -> str:
        return (
            f"共 {self.total} 项：通过 {self.accepted}，待审核 {self.waiting}，已填 {self.filled}，"
            f"退回 {self.returned}"
        )


@dataclass(frozen=True)
class Overview:
    """A month over the actor's scope."""

    period: ReportingPeriod
    rows: tuple[UnitMonth, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        views = Counter(row.view for row in self.rows)
        views["late"] = sum(row.is_late for row in self.rows)
        return views

    @property
    def submitted(self) -> int:
        return len(self.rows) - self.counts["unsent"]

    def total(self, part: str) -> int:
        """Lines of all units that are ``accepted``, ``waiting``, ``filled`` or ``returned``."""
        return sum(getattr(row, part) for row in self.rows)

    def in_view(self, view: str) -> list[UnitMonth]:
        """The rows of one saved view; all of them for ""."""
        if view == "late":
            return [row for row in self.rows if row.is_late]
        return [row for row in self.rows if not view or row.view == view]


def overview(actor: Actor, period: ReportingPeriod, at: datetime) -> Overview:
    """Every report of the month within the actor's scope, in the order of the tree; four queries."""
    places = units_held(actor, local_day(at), Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
    reports = _counted_reports(period, places)
    rows = (
        UnitMonth(
            report=report, place=place, total=report.total, filled=report.filled, waiting=report.waiting,
            accepted=report.accepted, returned=report.returned,
            is_overdue=at > period.due_at and report.state in WITH_UNIT and report.submitted_at is None,
        )
        for unit, place in places.items()
        if (report := reports.get(unit)) is not None
    )  # fmt: skip
    return Overview(period, tuple(rows))


def _counted_reports(period: ReportingPeriod, units: Iterable[int]) -> dict[int, Any]:
    """Reports by unit, each with its lines counted by state."""

    def of(*states: str) -> Count:
        return Count("lines", filter=Q(lines__state__in=states))

    reports = (
        UnitReport.objects.filter(period=period, unit_id__in=list(units))
        .select_related("signed_by")
        .annotate(
            total=Count("lines", filter=~Q(lines__state=LineState.SHARED)),
            filled=of(LineState.FILLED),
            waiting=of(LineState.SUBMITTED),
            accepted=of(LineState.ACCEPTED),
            returned=of(LineState.RETURNED),
        )
    )
    for report in reports:
        report.period = period
    return {report.unit_id: report for report in reports}
