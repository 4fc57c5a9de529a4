"""What units said of their burden: all of it for those above, one's own for the unit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from dukao.checks.models import Complaint
from dukao.checks.policies import ABOVE, DOERS
from dukao.checks.vocabulary import ComplaintState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.organisations.selectors import unit_ids_under

VIEWS: dict[str, Q] = {
    "open": Q(state=ComplaintState.OPEN),
    "answered": Q(state=ComplaintState.ANSWERED),
}


def visible_complaints(actor: Actor, day: date) -> QuerySet[Complaint]:
    above = unit_ids_under(actor.scopes(*ABOVE), day)
    found = Q(unit__in=actor.units(*DOERS)) | Q(unit__in=above)
    return Complaint.objects.filter(found).select_related("check_of", "by", "answered_by")


def complaint_for(actor: Actor, complaint_id: int, day: date) -> Complaint:
    found = visible_complaints(actor, day).filter(pk=complaint_id).first()
    if found is None:
        raise Missing("没有找到这条反映，或不在你的查看范围。")
    return found
