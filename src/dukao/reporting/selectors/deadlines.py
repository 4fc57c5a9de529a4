"""The clocks of a person's reports, for their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.reporting.models import UnitReport
from dukao.reporting.vocabulary import WITH_UNIT
from dukao.scoring.periods import Period
from dukao.ui.deadlines import Deadline

#: A calendar that forgets yesterday is no calendar.
KEPT = timedelta(days=90)


def deadlines_of(actor: Actor, now: datetime) -> Iterator[Deadline]:
    """When the months of one's own units are to be handed in."""
    units = actor.units(Role.REPORTER, Role.UNIT_HEAD)
    if not units:
        return
    reports = UnitReport.objects.filter(unit_id__in=units, period__due_at__gte=now - KEPT)
    places = versions_by_unit(units, local_day(now))
    for report in reports.select_related("period").order_by("period__due_at", "pk"):
        yield Deadline(
            uid=f"report-{report.pk}",
            title=f"{places[report.unit_id].short_name} {Period.parse(report.period.period).label}填报截止",
            due_at=report.period.due_at,
            set_at=report.period.opens_at,
            url=reverse("reporting:show", args=[report.pk]),
            is_done=report.state not in WITH_UNIT,
        )
