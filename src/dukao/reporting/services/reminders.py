"""Reminding units that have not handed in: by working days, and by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from dukao.identity.selectors import accounts_holding
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import work_calendar
from dukao.reporting.clocks import working_days_left
from dukao.reporting.models import ReportingPeriod, UnitReport
from dukao.reporting.policies import can_run_reporting
from dukao.reporting.vocabulary import WITH_UNIT
from dukao.scoring.periods import Period
from dukao.ui.due import due


def remind_due_units(*, at: datetime) -> int:
    """On the working days the rules name, whoever has not handed in is told; returns how many units."""
    calendar = work_calendar()
    running = ReportingPeriod.objects.filter(opens_at__lte=at, due_at__gte=at, locked_at=None).select_related(
        "policy"
    )
    reminded = 0
    for period in running:
        left = working_days_left(at, period.due_at, calendar)
        if left in period.policy.remind_workdays and calendar.is_working_day(local_day(at)):
            reports = unsent_reports(period)
            _tell(period, reports, key=f"report-due:{period.period}:{left}", at=at)
            reminded += len(reports)
    return reminded


@transaction.atomic
def remind_units(
    *, actor: Actor, period: ReportingPeriod, report_ids: Collection[int], at: datetime, key: str = ""
) -> int:
    """The chosen units that have not handed in are told at once; returns how many."""
    require(can_run_reporting(actor))
    if is_done(key, "reports_urged", subject=period):
        return 0
    reports = [report for report in unsent_reports(period) if report.pk in set(report_ids)]
    if not reports:
        raise DomainError("nobody", "选中的单位都已提交，不用催报。")
    entry = record(
        actor=actor, event="reports_urged", subject=period, at=at, key=key or None,
        label=f"{Period.parse(period.period).label}填报", after={"units": [r.unit_id for r in reports]},
    )  # fmt: skip
    _tell(period, reports, key=f"report-urged:{entry.pk}", at=at)
    return len(reports)


def unsent_reports(period: ReportingPeriod) -> list[UnitReport]:
    return list(UnitReport.objects.filter(period=period, state__in=WITH_UNIT).order_by("pk"))


def _tell(period: ReportingPeriod, reports: list[UnitReport], *, key: str, at: datetime) -> None:
    clock = due(localtime(period.due_at), localtime(at))
    words = clock.words if clock.tone else f"{clock.words}截止"
    for report in reports:
        accounts = accounts_holding(
            [Role.REPORTER, Role.UNIT_HEAD], report.unit_id, local_day(at), on_itself=True
        )
        notify(
            account_ids=accounts.values_list("pk", flat=True), kind="due", key=key, at=at,
            title=f"{Period.parse(period.period).label}填报还没有提交，{words}",
            url=reverse("reporting:show", args=[report.pk]),
        )  # fmt: skip
