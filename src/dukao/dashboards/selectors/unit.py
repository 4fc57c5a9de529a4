"""A unit's own desk: how far its month is, what came back, which items are in trouble."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.reporting.selectors.board import Cell, lamps_of_month
from dukao.reporting.selectors.own import newest_reports, returned_lines
from dukao.reporting.vocabulary import WITH_UNIT, LineState, ReportState
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.reporting.models import ReportLine, UnitReport

#: Colours in the order in which they matter.
COLOURS = ("red", "yellow", "blue", "green", "none")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the progress bar with its word and tone."""

    tone: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that came back: what, from whom, why. ``month`` is said when it is not the newest one."""

    line: ReportLine
    month: str
    reviewer: str
    url: str


@dataclass(frozen=True, slots=True)
class Lamp:
    """How many items burn in one colour, and the most pressing of them."""

    colour: str
    count: int
    worst: str
    finding: str
    url: str


@dataclass(frozen=True)
class UnitDesk:
    """The newest month of one unit, and what came back in any open one."""

    report: UnitReport
    cells: tuple[Cell, ...]
    returned: tuple[Returned, ...]
    others: int
    may_fill: bool

    @property
    def heading(self) -> str:
        return f"{Period.parse(self.report.period.period).index} 月填报"

    @property
    def url(self) -> str:
        return report_url(self.report.pk)

    @property
    def is_open(self) -> bool:
        return self.report.state == ReportState.DRAFT

    @cached_property
    def _states(self) -> Counter[str]:
        return Counter(cell.state for cell in self.cells)

    @property
    def total(self) -> int:
        return len(self.cells)

    @property
    def ready(self) -> int:
        """Items nothing keeps from going on: to signing while the unit writes, through review afterwards."""
        done = {LineState.ACCEPTED, LineState.SHARED}
        if self.report.state in WITH_UNIT:
            done |= {LineState.FILLED, LineState.SUBMITTED}
        return sum(self._states[state] for state in done)

    @property
    def ready_for(self) -> str:
        if self.report.state == ReportState.SIGNING:
            return "项待审签"
        return "项可送签" if self.is_open else "项审核通过"

    @property
    def act(self) -> str:
        return "继续填报" if self.is_open and self.may_fill else "查看填报"

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Only what there is; while nothing was handed in, filled items are the green part."""
        states = self._states
        begun = states[LineState.ACCEPTED] + states[LineState.SUBMITTED]
        parts = (
            Segment("g", "通过", states[LineState.ACCEPTED]),
            Segment("k1", "待审核", states[LineState.SUBMITTED]),
            Segment("s" if begun else "g", "已填", states[LineState.FILLED]),
            Segment("n" if begun else "k1", "共享带入", states[LineState.SHARED]),
            Segment("r", "退回", states[LineState.RETURNED]),
            Segment("k0", "待填", states[LineState.EMPTY] + states[LineState.DRAFT]),
        )
        return tuple(part for part in parts if part.count)

    @property
    def bar(self) -> tuple[tuple[int, str], ...]:
        return tuple((part.count, part.tone) for part in self.segments)

    @property
    def legend(self) -> tuple[tuple[str, str, int], ...]:
        return tuple((part.tone, part.word, part.count) for part in self.segments)

    @property
    def in_words(self) -> str:
        return "，".join(f"{part.word} {part.count} 项" for part in self.segments)

    @cached_property
    def lamps(self) -> list[Lamp]:
        """One row a colour; of equals the first in the order of the scheme is named."""
        found = {colour: [cell for cell in self.cells if cell.light.colour == colour] for colour in COLOURS}
        return [self._lamp(colour, cells) for colour, cells in found.items() if cells or colour != "none"]

    def _lamp(self, colour: str, cells: list[Cell]) -> Lamp:
        if not cells:
            return Lamp(colour, 0, "", "", "")
        worst = cells[0]
        address = f"{self.url}?item={worst.line_id}"
        return Lamp(colour, len(cells), worst.name, worst.light.finding, address)


def unit_desk(actor: Actor, at: datetime) -> UnitDesk | None:
    """The desk of the unit the actor fills in or signs for; ``None`` while no month was called for."""
    reports = newest_reports(actor.units(Role.REPORTER, Role.UNIT_HEAD), at)
    if not reports:
        return None
    report = next((each for each in reports if each.unit_id == actor.unit_id), reports[0])
    return UnitDesk(
        report=report,
        cells=tuple(lamps_of_month([report.unit_id], report.period, at)),
        returned=_returned(report, at),
        others=len(reports) - 1,
        may_fill=report.unit_id in actor.units(Role.REPORTER),
    )


def _returned(report: UnitReport, at: datetime) -> tuple[Returned, ...]:
    lines = returned_lines(report.unit_id)
    units = {line.reviewed_by.unit_id for line in lines if line.reviewed_by is not None}
    places = versions_by_unit(units, local_day(at)) if units else {}
    found = []
    for line in lines:
        month = Period.parse(line.report.period.period)
        reviewer = line.reviewed_by
        found.append(
            Returned(
                line=line,
                month="" if line.report_id == report.pk else f"{month.index} 月",
                reviewer=f"{reviewer.name}·{places[reviewer.unit_id].short_name}" if reviewer else "",
                url=f"{report_url(line.report_id)}?item={line.pk}",
            )
        )
    return tuple(found)


def report_url(report_id: int) -> str:
    return reverse("reporting:show", args=[report_id])
