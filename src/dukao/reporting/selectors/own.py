"""A unit's own standing across the months: its newest report, and what came back and waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState


def newest_reports(unit_ids: Iterable[int], at: datetime) -> list[UnitReport]:
    """The newest month that has opened for any of these units, with a report for each it asks."""
    opened = UnitReport.objects.filter(unit_id__in=list(unit_ids), period__opens_at__lte=at)
    newest = opened.order_by("-period__period").values("period")[:1]
    return list(opened.filter(period__in=newest).select_related("period__policy").order_by("unit_id"))


def returned_lines(unit_id: int) -> list[ReportLine]:
    """Lines of open months that came back and have not been put right, the newest first."""
    lines = ReportLine.objects.filter(
        report__unit_id=unit_id, state=LineState.RETURNED, report__period__locked_at=None
    )
    return list(
        lines.select_related("item", "report__period", "reviewed_by")
        .defer("narrative")
        .order_by("-reviewed_at", "pk")
    )
