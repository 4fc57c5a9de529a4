"""Where a report stands follows from its lines: reviewed when all are accepted, verified when all checked."""

from __future__ import annotations

from dukao.kernel.flow import apply_move
from dukao.reporting.models import UnitReport
from dukao.reporting.vocabulary import REPORT_FLOW, Finding, LineState, ReportState

SETTLED = (LineState.ACCEPTED, LineState.SHARED)


def complete_review_when_done(report: UnitReport) -> None:
    """A submitted report whose last line was accepted counts as reviewed."""
    if report.state == ReportState.SUBMITTED and not report.lines.exclude(state__in=SETTLED).exists():
        apply_move(report, REPORT_FLOW, "complete_review")


def verify_when_done(report: UnitReport) -> None:
    """A reviewed report counts as verified once every listed line was found consistent."""
    listed = report.lines.filter(to_verify=True)
    unproven = listed.exclude(verification__finding=Finding.CONSISTENT)
    if report.state == ReportState.REVIEWED and listed.exists() and not unproven.exists():
        apply_move(report, REPORT_FLOW, "verify")


def resume_review(report: UnitReport) -> None:
    """A line is open again, so the report is under review again."""
    if report.state in REPORT_FLOW.move("resume_review").sources:
        apply_move(report, REPORT_FLOW, "resume_review")


def reopen_for_unit(report: UnitReport) -> None:
    """A returned line goes back to the unit at once; the report is a draft again, its other lines stay."""
    if report.state in REPORT_FLOW.move("reopen").sources:
        apply_move(report, REPORT_FLOW, "reopen")
