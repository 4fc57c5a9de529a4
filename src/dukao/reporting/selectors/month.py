"""The unit's month: every item due, by family, with what it still lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.characters import count_characters
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_on, units_granted
from dukao.reporting.completeness import missing_parts
from dukao.reporting.models import LineEvidence, ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.policies import can_see_report
from dukao.reporting.selectors.courses import WITH_LINE, WITHOUT, Standing, standings
from dukao.reporting.vocabulary import LineState
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: How the states of lines look: draft, doing, done, back, lock.
STATE_LOOKS = {
    LineState.EMPTY: "draft", LineState.DRAFT: "draft", LineState.FILLED: "done", LineState.SHARED: "lock",
    LineState.SUBMITTED: "doing", LineState.RETURNED: "back", LineState.ACCEPTED: "done",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One item on the page."""

    standing: Standing
    evidence: tuple[LineEvidence, ...]

    @property
    def line(self) -> ReportLine:
        return self.standing.line

    @cached_property
    def characters(self) -> int:
        return count_characters(self.line.narrative)

    @property
    def shown(self) -> str:
        """The value as it stands in its cell; "" while there is none."""
        return "" if self.standing.value is None else number(self.standing.value)

    @property
    def look(self) -> str:
        return STATE_LOOKS[LineState(self.line.state)]

    @property
    def word(self) -> str:
        return LineState(self.line.state).label

    @property
    def pages(self) -> int:
        return sum(evidence.file.pages for evidence in self.evidence)

    @cached_property
    def gaps(self) -> list[str]:
        """What keeps the report from being sent because of this line."""
        if self.line.state == LineState.RETURNED:
            return ["退回未改"]
        if self.line.state in (LineState.EMPTY, LineState.DRAFT):
            return missing_parts(self.line, self.line.report.period.policy)
        return []


@dataclass(frozen=True)
class Month:
    """A unit's report with all its rows."""

    report: UnitReport
    place: UnitVersion
    rows: tuple[Row, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        states = Counter(row.line.state for row in self.rows)
        return {
            "all": len(self.rows),
            "todo": states[LineState.EMPTY] + states[LineState.DRAFT],
            "returned": states[LineState.RETURNED],
            "filled": states[LineState.FILLED] + states[LineState.SUBMITTED] + states[LineState.ACCEPTED],
            "shared": states[LineState.SHARED],
        }

    @cached_property
    def gaps(self) -> list[Row]:
        return [row for row in self.rows if row.gaps]

    @property
    def gap_words(self) -> str:
        """还有 4 项未填、2 项退回未改."""
        todo, returned = self.counts["todo"], self.counts["returned"]
        parts = [f"{todo} 项未填"] if todo else []
        parts += [f"{returned} 项退回未改"] if returned else []
        return f"还有 {'、'.join(parts)}"

    def families(self, view: str = "all") -> list[tuple[str, list[Row], int]]:
        """Rows of one view by family: name, rows, how many of the family are filled."""
        families: dict[str, list[Row]] = {}
        for row in self.rows:
            families.setdefault(row.line.item.family, []).append(row)
        done = (LineState.FILLED, LineState.SUBMITTED, LineState.ACCEPTED, LineState.SHARED)
        shown = VIEWS[view]
        return [
            (name, kept, sum(row.line.state in done for row in rows))
            for name, rows in families.items()
            if (kept := [row for row in rows if row.line.state in shown])
        ]

    def row(self, line_id: int | None) -> Row | None:
        return next((row for row in self.rows if row.line.pk == line_id), None)

    def neighbours(self, row: Row) -> tuple[Row | None, Row | None]:
        place = self.rows.index(row)
        after = self.rows[place + 1] if place + 1 < len(self.rows) else None
        return (self.rows[place - 1] if place else None), after


#: The tabs over the grid, and which lines each shows.
VIEWS: dict[str, tuple[str, ...]] = {
    "all": tuple(LineState.values),
    "todo": (LineState.EMPTY, LineState.DRAFT),
    "returned": (LineState.RETURNED,),
    "filled": (LineState.FILLED, LineState.SUBMITTED, LineState.ACCEPTED),
    "shared": (LineState.SHARED,),
}


def report_for(actor: Actor, report_id: int, day: date) -> tuple[UnitReport, UnitVersion]:
    """The report with its unit as it stands; whoever may not see it does not learn of it."""
    report = UnitReport.objects.select_related(
        "period__policy", "unit", "sent_by", "signed_by"
    ).filter(pk=report_id).first()  # fmt: skip
    if report is None:
        raise Missing
    place = unit_on(report.unit_id, day)
    if not can_see_report(actor, place.path):
        raise Missing
    return report, place


def months_of_unit(report: UnitReport) -> list[UnitReport]:
    """The unit's reports of the last two years, the newest first."""
    reports = UnitReport.objects.filter(unit_id=report.unit_id).select_related("period")
    return list(reports.order_by("-period__period")[:24])


def month_of_report(report: UnitReport, place: UnitVersion, at: datetime) -> Month:
    lines = list(lines_with_evidence(ReportLine.objects.filter(report=report)))
    for line in lines:
        line.report = report
    rows = tuple(Row(standing, tuple(standing.line.evidence.all())) for standing in standings(lines, at))
    return Month(report, place, rows)


def lines_with_evidence(lines: QuerySet[ReportLine]) -> QuerySet[ReportLine]:
    """Lines in the order of their schemes; ``evidence.all()`` of each is what still hangs on it."""
    current = LineEvidence.objects.filter(removed_at=None).select_related("file").order_by("pk")
    return (
        lines.select_related(*WITH_LINE, "saved_by", "reviewed_by")
        .defer(*WITHOUT)
        .prefetch_related(Prefetch("evidence", current))
        .order_by("item__version__scheme_id", "item__position")
    )


def own_reports(actor: Actor, period: ReportingPeriod, day: date) -> list[tuple[UnitReport, UnitVersion]]:
    """Reports of the month the actor fills in or signs, in the order of the tree."""
    units = units_granted(actor, day, Role.REPORTER, Role.UNIT_HEAD)
    reports = {
        report.unit_id: report
        for report in UnitReport.objects.filter(period=period, unit_id__in=units).select_related(
            "period__policy"
        )
    }
    return [(reports[unit], place) for unit, place in units.items() if unit in reports]
