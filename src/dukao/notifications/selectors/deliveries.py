"""What became of deliveries. Whoever keeps the channels sees how they ended, never what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet, prefetch_related_objects

from dukao.kernel.actor import Actor
from dukao.kernel.verdict import require
from dukao.notifications.kinds import all_kinds, kind_named
from dukao.notifications.models import Delivery
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.vocabulary import DELIVERY_FLOW, DISCREET
from dukao.organisations.selectors import versions_by_unit

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery without title, text and link; of a discreet one not even the person."""

    pk: int
    created_at: datetime
    channel: str
    kind: str
    whom: str
    state: str
    state_label: str
    attempts: int
    when: datetime
    sentence: str
    may_resend: bool
    may_drop: bool


def matching_deliveries(
    actor: Actor, *, states: Sequence[str] = (), channels: Sequence[str] = (), kinds: Sequence[str] = (),
    search: str = "",
) -> QuerySet[Delivery]:  # fmt: skip
    """Newest first; conditions that are empty ask for nothing. Discreet ones cannot be asked for."""
    require(can_manage_channels(actor))
    found = Delivery.objects.all()
    if search:
        discreet = [kind.name for kind in all_kinds() if kind.is_discreet]
        found = found.filter(account__name__icontains=search).exclude(kind__in=discreet)
    if states:
        found = found.filter(state__in=states)
    if channels:
        found = found.filter(channel_id__in=[int(channel) for channel in channels])
    if kinds:
        open_kinds = {kind.name for kind in all_kinds() if not kind.is_discreet}
        found = found.filter(kind__in=open_kinds & set(kinds))
    return found.order_by("-created_at", "-pk")


def delivery_rows(deliveries: Iterable[Delivery], day: date) -> list[DeliveryRow]:
    """The deliveries with their names: a fixed number of queries for all of them."""
    listed = list(deliveries)
    prefetch_related_objects(listed, "channel", "account")
    units = {delivery.channel.unit_id for delivery in listed if delivery.channel.unit_id}
    places = versions_by_unit(units, day) if units else {}
    return [_row(delivery, places) for delivery in listed]


def _row(delivery: Delivery, places: Mapping[int, UnitVersion]) -> DeliveryRow:
    unit = delivery.channel.unit_id
    whom = f"{places[unit].short_name}群" if unit else delivery.account.name if delivery.account else ""
    return DeliveryRow(
        pk=delivery.pk,
        created_at=delivery.created_at,
        channel=delivery.channel.name,
        kind=delivery.kind_label,
        whom=DISCREET if kind_named(delivery.kind).is_discreet else whom,
        state=delivery.state,
        state_label=delivery.get_state_display(),
        attempts=delivery.attempts,
        when=delivery.sent_at or delivery.due_at,
        sentence=delivery.sentence,
        may_resend=delivery.state in DELIVERY_FLOW.move("resend").sources,
        may_drop=delivery.state in DELIVERY_FLOW.move("drop").sources,
    )


def deliveries_of(notice_ids: Iterable[int]) -> dict[int, list[Delivery]]:
    """Notice -> its personal deliveries, for the person's own inbox."""
    found: dict[int, list[Delivery]] = {}
    own = Delivery.objects.filter(notice_id__in=list(notice_ids), account__isnull=False)
    for delivery in own.select_related("channel").order_by("pk"):
        found.setdefault(delivery.notice_id, []).append(delivery)
    return found
