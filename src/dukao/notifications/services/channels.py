"""The ways out of the house: added, changed, tried, paused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.verdict import require
from dukao.notifications import addresses
from dukao.notifications.models import Channel
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.transports import Fate, Message, Outcome, call_gateway, send_mail
from dukao.notifications.vocabulary import Medium

if TYPE_CHECKING:
    from dukao.organisations.models import Unit

TEST_TITLE = "【督考】试发"
TEST_BODY = "这是一条试发消息，收到说明渠道可用，不用回复。"


@transaction.atomic
def add_channel(
    *, actor: Actor, name: str, medium: str, address: str = "", unit: Unit | None = None,
    kinds: list[str] | None = None, deduplicates: bool = False, at: datetime,
) -> Channel:  # fmt: skip
    """A new way out; its address is checked in form and kept apart, not tried yet."""
    require(can_manage_channels(actor))
    _require_sense(None, name, medium, unit)
    address = addresses.as_typed(address)
    kept = _kept_address(medium, address)
    channel = Channel.objects.create(
        name=name, medium=medium, unit=unit if medium == Medium.ROBOT else None,
        kinds=list(kinds or []) if medium == Medium.ROBOT else [],
        deduplicates=deduplicates and addresses.carries_number(kept["address_hint"]), added_at=at, **kept,
    )  # fmt: skip
    record(
        actor=actor, event="channel_added", subject=channel, label=channel.name, at=at, after=_facts(channel)
    )  # fmt: skip
    return channel


@transaction.atomic
def change_channel(
    *, actor: Actor, channel: Channel, name: str, address: str = "", unit: Unit | None = None,
    kinds: list[str] | None = None, deduplicates: bool = False, at: datetime,
) -> Channel:  # fmt: skip
    """Changed words hold for what is sent from now on; an empty address keeps the one there is."""
    require(can_manage_channels(actor))
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    _require_sense(channel, name, channel.medium, unit or channel.unit)
    before, former = _facts(channel), channel.address_name
    channel.name = name
    if channel.medium == Medium.ROBOT:
        channel.unit, channel.kinds = unit or channel.unit, list(kinds or [])
    if address:
        for field, value in _kept_address(channel.medium, addresses.as_typed(address)).items():
            setattr(channel, field, value)
        transaction.on_commit(lambda: addresses.forget(former))
    channel.deduplicates = deduplicates and addresses.carries_number(channel.address_hint)
    channel.save()
    record(
        actor=actor, event="channel_changed", subject=channel, label=channel.name, at=at, before=before,
        after=_facts(channel),
    )  # fmt: skip
    return channel


def try_channel(*, actor: Actor, channel: Channel, recipient: str = "", at: datetime) -> Outcome:
    """Send a fixed sentence through the channel, once, and say what came back."""
    require(can_manage_channels(actor))
    if channel.medium != Medium.ROBOT and not recipient:
        raise DomainError("recipient", "试发要写明收件的邮箱或手机号。")
    message = Message(uuid4(), TEST_TITLE, TEST_BODY)
    if channel.medium == Medium.EMAIL:
        outcome = send_mail(recipient, message)
    else:
        address = addresses.read(channel.address_name)
        outcome = call_gateway(addresses.for_recipient(address, recipient), message)
    words = "网关已接收" if outcome.fate is Fate.SENT else outcome.sentence
    with transaction.atomic():
        record(
            actor=actor, event="channel_tested", subject=channel, label=channel.name, at=at,
            after={"outcome": words},
        )  # fmt: skip
    return outcome


@transaction.atomic
def pause_channel(*, actor: Actor, channel: Channel, at: datetime) -> None:
    """Nothing goes this way until it is resumed; what waits, waits."""
    require(can_manage_channels(actor))
    if not Channel.objects.filter(pk=channel.pk, paused_at=None).update(paused_at=at):
        raise Stale("这个渠道刚刚已被暂停。")
    record(actor=actor, event="channel_paused", subject=channel, label=channel.name, at=at)


@transaction.atomic
def resume_channel(*, actor: Actor, channel: Channel, at: datetime) -> None:
    require(can_manage_channels(actor))
    if not Channel.objects.filter(pk=channel.pk, paused_at__isnull=False).update(paused_at=None):
        raise Stale("这个渠道刚刚已恢复。")
    record(actor=actor, event="channel_resumed", subject=channel, label=channel.name, at=at)


def _require_sense(channel: Channel | None, name: str, medium: str, unit: Unit | None) -> None:
    others = Channel.objects.exclude(pk=channel.pk) if channel else Channel.objects.all()
    if others.filter(name=name).exists():
        raise DomainError("name_taken", f"已有叫“{name}”的渠道，请换个名称。")
    if medium == Medium.ROBOT and unit is None:
        raise DomainError("unit_missing", "请选择这个群是哪个单位的。")
    if medium != Medium.ROBOT and others.filter(medium=medium).exists():
        raise DomainError("medium_taken", f"{Medium(medium).label}渠道只能有一个，请修改已有的那个。")
    if medium == Medium.EMAIL and not settings.DUKAO_MAIL:
        raise DomainError("no_mail_server", "还没有邮件服务器：请在服务器上设置 DUKAO_EMAIL_URL 并重新启动。")


def _kept_address(medium: str, address: str) -> dict[str, str]:
    if medium == Medium.EMAIL:
        return {"address_name": "", "address_hint": "由 DUKAO_EMAIL_URL 设置"}
    addresses.check_address(medium, address)
    return {"address_name": addresses.keep(address), "address_hint": addresses.hint_of(address)}


def _facts(channel: Channel) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": channel.name, "medium": channel.medium, "address": channel.address_hint,
        "deduplicates": channel.deduplicates,
    }  # fmt: skip
    if channel.medium == Medium.ROBOT:
        facts |= {"unit": channel.unit_id, "kinds": channel.kinds}
    return facts
