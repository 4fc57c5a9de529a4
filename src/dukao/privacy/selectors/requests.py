"""Requests of persons: one's own, and those one may answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.organisations.selectors import units_under
from dukao.privacy.models import PersonalRequest
from dukao.privacy.vocabulary import RequestState

if TYPE_CHECKING:
    from dukao.identity.models import Account


def requests_of(account: Account) -> QuerySet[PersonalRequest]:
    return PersonalRequest.objects.filter(account=account).order_by("-pk")


def requests_to_answer(actor: Actor, day: date) -> QuerySet[PersonalRequest]:
    """Of people in the actor's scope; their own are answered by others."""
    inside = Q(pk__in=[])
    for path in actor.scopes(Role.OFFICE):
        if path.count("/") <= 2:
            inside = Q()
            break
        below = units_under(path, day).order_by().values("unit_id")
        inside |= Q(account__unit_id__in=below) | Q(unit_id__in=below)
    rows = (
        PersonalRequest.objects.filter(inside) if actor.has(Role.OFFICE) else PersonalRequest.objects.none()
    )
    others = rows.filter(Q(account__isnull=True) | ~Q(account_id=actor.account_id or 0))
    return others.select_related("account", "handler", "registered_by")


def request_for(actor: Actor, request_id: int, day: date) -> PersonalRequest:
    """One's own, or one that may be answered by the actor."""
    own = PersonalRequest.objects.filter(account_id=actor.account_id or 0, pk=request_id)
    found = own.select_related("account", "handler", "registered_by").first()
    found = found or requests_to_answer(actor, day).filter(pk=request_id).first()
    if found is None:
        raise Missing("没有这件请求，或它不在你的范围。")
    return found


def open_requests(actor: Actor, day: date) -> QuerySet[PersonalRequest]:
    return requests_to_answer(actor, day).filter(state=RequestState.OPEN).order_by("answer_by", "pk")


def overdue_requests(at: datetime, day: date) -> QuerySet[PersonalRequest]:
    """Open ones whose term ends today or ended before; for the reminder."""
    return PersonalRequest.objects.filter(state=RequestState.OPEN, answer_by__lte=day, asked_at__lt=at)


def old_requests(before: date) -> int:
    return answered_before(before).count()


def answered_before(before: date) -> QuerySet[PersonalRequest]:
    """Ended before that day, with words still in them."""
    ended = PersonalRequest.objects.exclude(state=RequestState.OPEN)
    return ended.filter(decided_at__lt=at_time(before, 0)).exclude(
        sealed_text="", sealed_opinion="", sealed_name="", sealed_contact=""
    )
