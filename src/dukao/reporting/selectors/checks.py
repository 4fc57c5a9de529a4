"""实地核查: the lines listed for a check on the spot, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_held
from dukao.reporting.models import ReportingPeriod, ReportLine, Verification
from dukao.reporting.policies import can_verify
from dukao.reporting.selectors.courses import Standing, standings
from dukao.reporting.selectors.month import lines_with_evidence
from dukao.reporting.vocabulary import LineState

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True)
class Check:
    """A listed line with its unit, and the finding if there is one."""

    standing: Standing
    place: UnitVersion
    verification: Verification | None

    @property
    def line(self) -> ReportLine:
        return self.standing.line


def checks(actor: Actor, period: ReportingPeriod, at: datetime) -> list[Check]:
    """Accepted lines listed for a check within the actor's scope, unchecked ones first."""
    places = units_held(actor, local_day(at), Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
    lines = lines_with_evidence(
        ReportLine.objects.filter(
            report__period=period, report__unit_id__in=list(places), state=LineState.ACCEPTED, to_verify=True
        )
    )
    found = {
        verification.line_id: verification
        for verification in Verification.objects.filter(line__report__period=period).select_related(
            "verified_by"
        )
    }
    listed = [
        Check(standing, places[standing.line.report.unit_id], found.get(standing.line.pk))
        for standing in standings(list(lines), at)
    ]
    return sorted(listed, key=lambda check: check.verification is not None)


def line_to_check(actor: Actor, line_id: int, at: datetime) -> ReportLine:
    """A line the actor may check; for everybody else there is none."""
    line = ReportLine.objects.select_related("item", "report__period").filter(pk=line_id).first()
    places = units_held(actor, local_day(at), Role.OFFICE)
    if line is None or line.report.unit_id not in places:
        raise Missing
    if not can_verify(actor, line, places[line.report.unit_id].path):
        raise Missing
    return line
