"""The six steps of a report as the page draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.reporting.vocabulary import ReportState

if TYPE_CHECKING:
    from dukao.reporting.models import UnitReport

STEPS = ("草稿", "单位审签", "提交", "逐项审核", "核查", "锁定")
PLACES: dict[str, int] = {
    ReportState.DRAFT: 0,
    ReportState.SIGNING: 1,
    ReportState.SUBMITTED: 3,
    ReportState.REVIEWED: 4,
    ReportState.VERIFIED: 5,
    ReportState.LOCKED: 6,
}


def step_of(report: UnitReport) -> int:
    """Index of the step a report stands at."""
    return PLACES[report.state]
