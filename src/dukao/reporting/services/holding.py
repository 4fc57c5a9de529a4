"""Rows held until the transaction ends: the report first, then the line, so that nobody waits in a ring."""

from __future__ import annotations

from dukao.kernel.errors import Missing
from dukao.reporting.models import ReportLine, UnitReport


def held_report(report_id: int) -> UnitReport:
    """The report as it is now; nobody else changes it or its lines until the transaction ends."""
    found = (
        UnitReport.objects.select_for_update(of=("self",))
        .select_related("period__policy", "unit")
        .filter(pk=report_id)
        .first()
    )
    if found is None:
        raise Missing
    return found


def held_line(line_id: int) -> ReportLine:
    """The line as it is now, with its report held as well."""
    report_id = ReportLine.objects.filter(pk=line_id).values_list("report_id", flat=True).first()
    if report_id is None:
        raise Missing("这一项已经不在了，请刷新页面。")
    report = held_report(report_id)
    line = (
        ReportLine.objects.select_for_update(of=("self",)).select_related("item", "saved_by").get(pk=line_id)
    )
    line.report = report
    return line
