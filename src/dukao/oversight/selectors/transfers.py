"""移送 between the discipline side and the office: each sees what it sent and what it was sent."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.oversight.models import Transfer
from dukao.oversight.vocabulary import TransferState

VIEWS = {
    "waiting": ("待签收", Q(state=TransferState.SENT)),
    "received": ("已签收", Q(state=TransferState.RECEIVED)),
    "ended": ("已反馈或退回", Q(state__in=(TransferState.SETTLED, TransferState.RETURNED))),
}


def visible_transfers(actor: Actor) -> QuerySet[Transfer]:
    seen = Q(pk__in=())
    for path in actor.scopes(Role.DISCIPLINE, Role.OFFICE):
        seen |= Q(unit_path__startswith=path)
    return (
        Transfer.objects.filter(seen)
        .select_related("sent_by", "received_by", "ended_by")
        .order_by("-sent_at", "-pk")
    )


def transfer_for(actor: Actor, transfer_id: int) -> Transfer:
    found = visible_transfers(actor).filter(pk=transfer_id).first()
    if found is None:
        raise Missing("没有找到这件移送，可能不在你的查看范围。")
    return found
