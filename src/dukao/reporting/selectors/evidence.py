"""Who may see a file because it is evidence."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.organisations.selectors import paths_of
from dukao.reporting.models import LineEvidence
from dukao.reporting.policies import can_review, can_see_report


def is_shown_as_evidence(actor: Actor, file_id: int) -> bool:
    """True for whoever may see a report the file belongs to, or judges the line it should prove."""
    uses = list(LineEvidence.objects.filter(file_id=file_id).select_related("line__item", "line__report"))
    places = {use.line.report.unit_id for use in uses} | {use.line.item.lead_id for use in uses}
    paths = paths_of(places, today())
    return any(
        can_see_report(actor, paths[use.line.report.unit_id])
        or can_review(actor, use.line, paths[use.line.report.unit_id], paths.get(use.line.item.lead_id, ""))
        for use in uses
    )
