"""Doubts about shared values, for who asked and who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.verdict import Verdict
from dukao.organisations.selectors import paths_of, versions_by_unit
from dukao.reporting.models import CorrectionRequest
from dukao.reporting.policies import can_ask_correction, can_decide_correction, can_see_report
from dukao.reporting.selectors.shared import lead_of
from dukao.reporting.vocabulary import CorrectionState

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True)
class Doubt:
    """One request with its unit, what it is about, and whether the reader answers it."""

    request: CorrectionRequest
    place: UnitVersion
    indicator_name: str
    may_decide: Verdict

    @property
    def is_open(self) -> bool:
        return self.request.state == CorrectionState.OPEN


def doubts(actor: Actor, at: datetime) -> list[Doubt]:
    """Requests the actor asked, answers or may read, open ones first."""
    rows = list(_requests().order_by("-asked_at")[:200])
    day = local_day(at)
    places = versions_by_unit((row.shared_value.unit_id for row in rows), day)
    lead_paths = paths_of((lead_of(row.shared_value.indicator) for row in rows), day)
    found = []
    for row in rows:
        place = places[row.shared_value.unit_id]
        decide = can_decide_correction(
            actor, place.path, lead_paths.get(lead_of(row.shared_value.indicator), "")
        )
        if decide or can_ask_correction(actor, place.path) or can_see_report(actor, place.path):
            newest = max(row.shared_value.indicator.versions.all(), key=lambda version: version.number)
            found.append(Doubt(row, place, newest.name, decide))
    return sorted(found, key=lambda doubt: not doubt.is_open)


def doubt_to_decide(actor: Actor, request_id: int, at: datetime) -> CorrectionRequest:
    """A request the actor may answer; for everybody else there is none."""
    row = _requests().filter(pk=request_id).first()
    if row is None:
        raise Missing
    unit, lead = row.shared_value.unit_id, lead_of(row.shared_value.indicator)
    paths = paths_of([unit, lead], local_day(at))
    if not can_decide_correction(actor, paths[unit], paths.get(lead, "")):
        raise Missing
    return row


def _requests() -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.select_related(
        "shared_value__indicator", "asked_by", "decided_by"
    ).prefetch_related("shared_value__indicator__versions")
