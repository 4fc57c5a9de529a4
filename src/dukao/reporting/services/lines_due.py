"""Bringing the lines of a month up to what is due: in bulk, and as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.schemes.selectors import items_due_by_unit
from dukao.schemes.vocabulary import Supply
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeItem

BATCH = 1000
#: Nobody has written in lines of these states: they may go when their item is no longer due.
UNTOUCHED = (LineState.EMPTY, LineState.SHARED)


@dataclass(frozen=True, slots=True)
class Added:
    """What one run changed."""

    reports: int
    lines: int
    followed: int
    dropped: int

    @property
    def is_anything(self) -> bool:
        return any((self.reports, self.lines, self.followed, self.dropped))

    def counts(self) -> dict[str, int]:
        return {
            "reports": self.reports, "lines": self.lines, "followed": self.followed, "dropped": self.dropped
        }  # fmt: skip


def bring_lines_up_to_date(call: ReportingPeriod, period: Period) -> Added:
    """Every assessed unit has a report and every item due a line; returns what had to be done."""
    due = {unit: items for unit, items in items_due_by_unit(period).items() if items}
    before = set(UnitReport.objects.filter(period=call).values_list("unit_id", flat=True))
    UnitReport.objects.bulk_create(
        [UnitReport(unit_id=unit, period=call) for unit in due if unit not in before],
        ignore_conflicts=True, batch_size=BATCH,
    )  # fmt: skip
    reports = dict(
        UnitReport.objects.filter(period=call).exclude(state=ReportState.LOCKED).values_list("unit_id", "pk")
    )
    present: dict[int, list[ReportLine]] = {}
    for line in ReportLine.objects.filter(report__period=call).select_related("item__version", "report"):
        present.setdefault(line.report.unit_id, []).append(line)
    new: list[ReportLine] = []
    followed, gone = [], []
    for unit, items in due.items():
        if unit in reports:
            lines = present.pop(unit, [])
            moved, dropped, missing = _compare(lines, items)
            followed += moved
            gone += dropped
            new += [_blank_line(reports[unit], item) for item in missing]
    gone += [line for lines in present.values() for line in lines]
    ReportLine.objects.bulk_update(followed, ["item"], batch_size=BATCH)
    dropped_count = _drop(gone)
    ReportLine.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    return Added(len(set(due) - before), len(new), len(followed), dropped_count)


def _compare(
    lines: list[ReportLine], items: list[SchemeItem]
) -> tuple[list[ReportLine], list[ReportLine], list[SchemeItem]]:
    """Lines to follow their item into a new version, lines no longer due, items without a line."""
    have = {line.item_id for line in lines}
    missing = {_identity(item): item for item in items if item.pk not in have}
    wanted = {item.pk for item in items}
    moved, dropped = [], []
    for line in lines:
        if line.item_id in wanted:
            continue
        successor = missing.pop(_identity(line.item), None)
        if successor is None:
            dropped.append(line)
        else:
            line.item = successor
            moved.append(line)
    return moved, dropped, list(missing.values())


def _identity(item: SchemeItem) -> tuple[int, str, str]:
    """What stays the same of an item through the versions of its scheme."""
    return item.version.scheme_id, item.code, item.supply


def _blank_line(report_id: int, item: SchemeItem) -> ReportLine:
    state = LineState.SHARED if item.supply == Supply.SHARED else LineState.EMPTY
    return ReportLine(report_id=report_id, item=item, state=state)


def _drop(lines: list[ReportLine]) -> int:
    """Lines nobody wrote in disappear; what was written stays, though it is asked for no longer."""
    untouched = ReportLine.objects.filter(
        pk__in=[line.pk for line in lines], state__in=UNTOUCHED, revision=0, evidence__isnull=True
    )
    return untouched.delete()[0]
