"""What this room keeps of a unit that ends, for whoever is about to end it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.vocabulary import WITH_UNIT, LineState
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.organisations.models import Unit


def kept_of_ending_unit(unit: Unit, on: date) -> str:
    """Its reports of open months that nobody has handed in, and lines that still wait for it to judge."""
    reports = UnitReport.objects.filter(unit=unit, state__in=WITH_UNIT, period__locked_at=None)
    months = reports.order_by("period__period").values_list("period__period", flat=True)
    waiting = ReportLine.objects.filter(
        item__lead=unit, state=LineState.SUBMITTED, report__period__locked_at=None
    ).count()
    left = []
    if months:
        left.append(f"{'、'.join(Period.parse(month).label for month in months)}的填报还没有提交")
    if waiting:
        left.append(f"{waiting} 项填报等它审核")
    return f"{'，'.join(left)}，请先办完或另行安排。" if left else ""
