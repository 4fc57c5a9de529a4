"""The ways out of the house and how they fare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.verdict import require
from dukao.notifications.models import Channel
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.vocabulary import PERSONAL_MEDIA, DeliveryState
from dukao.organisations.selectors import versions_by_unit

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: How far back the figures of the list look.
FIGURES_DAYS = 7


def channels_with_figures(actor: Actor, at: datetime) -> QuerySet[Channel]:
    """Every channel with what waits, what went out in the last days, and what needs somebody."""
    require(can_manage_channels(actor))
    since = at - timedelta(days=FIGURES_DAYS)
    in_state = {state: Q(deliveries__state=state) for state in DeliveryState}
    bad = in_state[DeliveryState.FAILED] | in_state[DeliveryState.UNCERTAIN]
    return Channel.objects.annotate(
        waiting=Count("deliveries", filter=in_state[DeliveryState.WAITING]),
        sent=Count("deliveries", filter=in_state[DeliveryState.SENT] & Q(deliveries__sent_at__gte=since)),
        bad=Count("deliveries", filter=bad),
        last_sent_at=Max("deliveries__sent_at"),
    ).order_by("medium", "name")


def open_media() -> list[str]:
    """The personal media there is a channel for; what is not there is not offered."""
    return list(Channel.objects.filter(medium__in=PERSONAL_MEDIA).values_list("medium", flat=True))


def channel_names(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Number and name of every channel, to choose from."""
    require(can_manage_channels(actor))
    return tuple((str(pk), name) for pk, name in Channel.objects.order_by("name").values_list("pk", "name"))


def places_of_channels(channels: Iterable[Channel], day: date) -> dict[int, UnitVersion]:
    """The units whose groups these are."""
    units = {channel.unit_id for channel in channels if channel.unit_id}
    return dict(versions_by_unit(units, day)) if units else {}


def channel_numbered(actor: Actor, channel_id: int) -> Channel:
    require(can_manage_channels(actor))
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise Missing("没有这个渠道。")
    return channel
