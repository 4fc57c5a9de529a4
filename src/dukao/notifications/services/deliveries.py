"""What a person decides about deliveries that did not end well."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.notifications.models import Delivery
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.queue import deliver
from dukao.notifications.vocabulary import DELIVERY_FLOW, DeliveryState


@transaction.atomic
def resend_deliveries(*, actor: Actor, delivery_ids: Iterable[int], at: datetime) -> int:
    """Send again what failed, was dropped or may not have arrived; returns how many.

    Each goes alone and from the beginning. One whose fate is unknown keeps its number, so that a gateway
    that drops doubles still recognises it.
    """
    require(can_manage_channels(actor))
    rows = Delivery.objects.filter(pk__in=list(delivery_ids), state__in=DELIVERY_FLOW.move("resend").sources)
    again = {"state": DeliveryState.WAITING, "due_at": at, "attempts": 0, "in_digest": False, "sentence": ""}
    count = rows.filter(state=DeliveryState.UNCERTAIN, channel__deduplicates=True).update(**again)
    count += rows.update(**again, message=None)
    _require_any(count)
    record(
        actor=actor,
        event="deliveries_resent",
        subject=None,
        label=f"{count} 条", at=at,
        after={"count": count},
    )  # fmt: skip
    transaction.on_commit(deliver, robust=True)
    return count


@transaction.atomic
def drop_deliveries(*, actor: Actor, delivery_ids: Iterable[int], at: datetime) -> int:
    """These are not sent any more; the notices stay in the inboxes. Returns how many."""
    require(can_manage_channels(actor))
    rows = Delivery.objects.filter(pk__in=list(delivery_ids), state__in=DELIVERY_FLOW.move("drop").sources)
    count = rows.update(state=DeliveryState.DROPPED, sentence=f"{actor.name}决定不再发。")
    _require_any(count)
    record(
        actor=actor, event="deliveries_dropped", subject=None, label=f"{count} 条", at=at,
        after={"count": count},
    )  # fmt: skip
    return count


def forget_old_deliveries(before: date) -> int:
    """Delete records of deliveries that ended and were made before that day; returns how many."""
    over = Delivery.objects.filter(created_at__lt=at_time(before, 0))
    deleted, _ = over.exclude(state__in=(DeliveryState.WAITING, DeliveryState.SENDING)).delete()
    return deleted


def _require_any(count: int) -> None:
    if not count:
        raise DomainError(
            "nothing", "选中的投递现在不能这样办：正在发送、已发出的不能改。请刷新后再看。", 409
        )
