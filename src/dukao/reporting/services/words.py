"""How the journal and the notices call the things of this room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dukao.kernel.clock import local_day
from dukao.organisations.selectors import unit_on
from dukao.reporting.models import ReportLine, UnitReport
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: What the journal keeps of a label.
LABEL_LIMIT = 200


def place_of(report: UnitReport, at: datetime) -> UnitVersion:
    """The unit as it stands today: its place decides the rights, its name the words."""
    return unit_on(report.unit_id, local_day(at))


def month_words(report: UnitReport) -> str:
    return Period.parse(report.period.period).label


def report_label(report: UnitReport, place: UnitVersion) -> str:
    """市住建局 2026 年 9 月填报"""
    return f"{place.short_name} {month_words(report)}填报"


def line_label(line: ReportLine, place: UnitVersion) -> str:
    """市住建局 2026 年 9 月·老旧小区改造完成"""
    return f"{place.short_name} {month_words(line.report)}·{line.item.name}"[:LABEL_LIMIT]
