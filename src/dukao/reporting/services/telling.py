"""Who is told what of a report's way, with one notice for each occasion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.services.words import report_label

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


def tell_unit(
    report: UnitReport, place: UnitVersion, roles: Iterable[str], words: str, *, kind: str, body: str = "",
    key: str, at: datetime,
) -> None:  # fmt: skip
    """One notice to everybody who holds one of the roles on the reporting unit."""
    accounts = accounts_holding(roles, report.unit_id, local_day(at), on_itself=True)
    notify(
        account_ids=accounts.values_list("pk", flat=True), kind=kind, body=body, at=at, key=key,
        title=f"{report_label(report, place)}{words}", url=reverse("reporting:show", args=[report.pk]),
    )  # fmt: skip


def tell_reviewers(report: UnitReport, lines: Iterable[ReportLine], at: datetime) -> None:
    """Each lead unit's reviewers learn once a day that something waits, however many reports come in."""
    day = local_day(at)
    for lead in sorted({line.item.lead_id for line in lines if line.item.lead_id is not None}):
        accounts = accounts_holding([Role.LEAD_REVIEWER], lead, day)
        notify(
            account_ids=accounts.values_list("pk", flat=True), kind="review", at=at,
            title=f"有新的填报等你审核（{report.period.period}）", url=reverse("reporting:review"),
            key=f"to-review:{report.period.period}:{lead}:{day.isoformat()}",
        )  # fmt: skip
