"""What somebody who is about to freeze a round should know."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from dukao.assessments.computing import book_of
from dukao.assessments.models import Round
from dukao.kernel.clock import local_day
from dukao.reporting.selectors.calls import periods
from dukao.reporting.selectors.open_ends import open_ends
from dukao.scoring import Period
from dukao.ui.formats import clock, day_year

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPeriod


def cautions_of(assessment: Round, now: datetime) -> list[str]:
    """Sentences; empty when nothing speaks against freezing."""
    early = why_early(assessment, now)
    found = [early] if early else []
    found += _unreported(assessment)
    if assessment.result_digest:
        found += _without_total(assessment)
    return found


def why_early(assessment: Round, now: datetime) -> str:
    """Why it is too soon to freeze without a reason: the period or its reporting still runs; else ""."""
    if local_day(now) <= assessment.ends_on:
        return f"这一期到 {day_year(assessment.ends_on)} 才结束。"
    called = _called(assessment)
    if called is not None and called.locked_at is None and now < called.due_at:
        due = localtime(called.due_at)
        return f"{Period.parse(called.period).label}的填报到 {day_year(due.date())} {clock(due)} 才截止。"
    return ""


def _called(assessment: Round) -> ReportingPeriod | None:
    """The reports of the round's last month, where they were called for."""
    month = f"{assessment.ends_on:%Y-%m}"
    return next((period for period in periods() if period.period == month), None)


def _unreported(assessment: Round) -> list[str]:
    """What the month's reports still lack; an index that lives from shared values has none."""
    called = _called(assessment)
    ends = open_ends(called) if called is not None and called.locked_at is None else []
    if called is None or not ends:
        return []
    label = Period.parse(called.period).label
    return [f"{label}填报还没有锁定：{'；'.join(ends)}。没有审核通过的按缺报计分。"]


def _without_total(assessment: Round) -> list[str]:
    lacking = [standing for standing in book_of(assessment).standings.values() if standing.total is None]
    if not lacking:
        return []
    reason = lacking[0].reasons[0] if lacking[0].reasons else ""
    return [f"{len(lacking)} 个单位没有总分，不参加排名。例如：{reason}"]
