"""Lines of months whose reporting has closed, as a list from which field verification is drawn."""

from __future__ import annotations

from datetime import datetime

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_held
from dukao.patrols.sampling import Item, Pool
from dukao.reporting.models import ReportingPeriod, ReportLine
from dukao.reporting.selectors.queue import HANDED_OVER

_MONTHS = 12


def closed_months(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Only what can no longer be changed by knowing the list."""
    closed = ReportingPeriod.objects.filter(due_at__lt=at).order_by("-period")[:_MONTHS]
    return [(month.period, f"{month.period} 填报（已截止）") for month in closed]


def lines_of_month(actor: Actor, period: str, at: datetime) -> list[Item]:
    """What units handed in, by item and unit; no values, no words of theirs."""
    places = units_held(actor, local_day(at), Role.OFFICE)
    lines = ReportLine.objects.filter(
        report__period__period=period, report__unit__in=list(places), state__in=HANDED_OVER
    ).select_related("item", "report__unit")
    return [
        Item(f"{period}/{line.report.unit.code}/{line.pk}", line.item.name, line.report.unit_id)
        for line in lines
    ]


REPORTS = Pool("reports", "填报项目", closed_months, lines_of_month)
