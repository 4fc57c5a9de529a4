"""Sending what is due: taking it, handing it over, writing down what became of it.

A crash between handing over and writing down leaves a delivery in 发送中, and nobody can know whether it
arrived. It is sent again only where the gateway drops doubles by Idempotency-Key; otherwise it becomes
结果不明 and a person decides (ADR 13).
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import uuid4

from django.db.models import F, Q, QuerySet

from dukao.kernel import clock
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.notifications import addresses
from dukao.notifications.models import Delivery, NotificationPolicy, Preference
from dukao.notifications.outside import outside_words
from dukao.notifications.selectors.rules import is_required, policy_on
from dukao.notifications.timing import next_try
from dukao.notifications.transports import Fate, Message, Outcome, call_gateway, send_mail
from dukao.notifications.vocabulary import LOST_AFTER, DeliveryState, Medium
from dukao.organisations.selectors import unit_on

logger = logging.getLogger(__name__)

#: So many are read at a time; it goes on until nothing is due.
PORTION = 200


def deliver_due() -> int:
    """Send everything that is due; returns how many messages were accepted.

    A channel that fails rests until the next run, so that one dead gateway does not keep the others waiting.
    """
    at = clock.now()
    recover_lost(at=at)
    policy = policy_on(local_day(at))
    sent, resting = 0, set[int]()
    while True:
        due = _due(at).exclude(channel_id__in=resting).order_by("due_at", "pk")[:PORTION]
        found = False
        for first in due:
            found = True
            if first.channel_id in resting:
                continue
            outcome = _deliver(first, policy, at)
            sent += outcome is not None and outcome.fate is Fate.SENT
            if outcome is not None and outcome.fate in {Fate.NOT_SENT, Fate.UNCERTAIN}:
                resting.add(first.channel_id)
        if not found:
            return sent


def recover_lost(*, at: datetime) -> None:
    """What a killed worker was sending: again where that is safe, otherwise for a person to decide."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, taken_at__lt=at - LOST_AFTER)
    lost.filter(channel__deduplicates=True).update(
        state=DeliveryState.WAITING, due_at=at, sentence="发送途中程序中断，已按同一编号重发。"
    )
    lost.filter(channel__deduplicates=False).update(
        state=DeliveryState.UNCERTAIN, sentence="发送途中程序中断，可能已经送到。"
    )


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        state=DeliveryState.WAITING, due_at__lte=at, channel__paused_at__isnull=True
    )


def _deliver(first: Delivery, policy: NotificationPolicy, at: datetime) -> Outcome | None:
    """Send one message; ``None`` when another worker has it or nothing is left to say."""
    batch = [delivery for delivery in _take(first, at) if not _is_moot(delivery, policy)]
    if not batch:
        return None
    try:
        outcome = _hand_over(batch, policy)
    except Exception:
        logger.exception("message %s could not be handed over", batch[0].message)
        outcome = Outcome(Fate.UNCERTAIN, "程序出错，可能已经送到。请告诉系统管理员。")
    _write_down(batch, outcome, policy, clock.now())
    return outcome


def _take(first: Delivery, at: datetime) -> list[Delivery]:
    """Take a delivery, with all that go into the same digest; whoever comes second gets nothing.

    One compare-and-swap statement, like ``apply_move``, over all rows of the message. A message that was
    tried before keeps its number and its rows.
    """
    number = first.message or uuid4()
    if first.message:
        rows = Q(message=first.message)
    elif first.in_digest:
        rows = Q(account_id=first.account_id, channel_id=first.channel_id, in_digest=True, message=None)
    else:
        rows = Q(pk=first.pk, message=None)
    taken = Delivery.objects.filter(rows, state=DeliveryState.WAITING, due_at__lte=at).update(
        state=DeliveryState.SENDING, message=number, taken_at=clock.now(), attempts=F("attempts") + 1
    )
    if not taken:
        return []
    mine = Delivery.objects.filter(message=number, state=DeliveryState.SENDING)
    return list(mine.select_related("notice", "channel", "account").order_by("due_at", "pk"))


def _is_moot(delivery: Delivery, policy: NotificationPolicy) -> bool:
    """Nobody is disturbed for what they have read, or told anything after they left."""
    account = delivery.account
    if account is None:
        return False
    reason = ""
    if not account.is_active:
        reason = "账户已停用，不再发。"
    elif delivery.notice.read_at and not is_required(policy, delivery.kind):
        reason = "本人已在站内读过，不再发。"
    if reason:
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(
            state=DeliveryState.DROPPED, sentence=reason
        )
    return bool(reason)


def _hand_over(batch: list[Delivery], policy: NotificationPolicy) -> Outcome:
    first = batch[0]
    channel = first.channel
    unit_name = unit_on(channel.unit_id, local_day(clock.now())).short_name if channel.unit_id else ""
    title, body = outside_words(batch, policy.outside_words, unit_name)
    if first.message is None:
        raise ValueError("a delivery is taken before it is handed over")
    message = Message(first.message, title, body)
    recipient = _recipient(first)
    if recipient is None:
        return Outcome(Fate.REFUSED, f"本人没有留{'邮箱' if channel.medium == Medium.EMAIL else '手机号'}。")
    if channel.medium == Medium.EMAIL:
        return send_mail(recipient, message)
    try:
        address = addresses.read(channel.address_name)
    except DomainError as error:
        return Outcome(Fate.NOT_SENT, error.sentence)
    return call_gateway(addresses.for_recipient(address, recipient), message)


def _recipient(delivery: Delivery) -> str | None:
    """The person's address as it is now; "" for a group, ``None`` when there is none any more."""
    if delivery.account_id is None:
        return ""
    preference = Preference.objects.filter(account_id=delivery.account_id).first()
    return (preference.address_for(delivery.channel.medium) if preference else "") or None


def _write_down(batch: list[Delivery], outcome: Outcome, policy: NotificationPolicy, at: datetime) -> None:
    rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch], message=batch[0].message)
    if outcome.fate is Fate.SENT:
        # Also what was taken for lost meanwhile: a late answer is still the truth.
        rows.filter(state__in=(DeliveryState.SENDING, DeliveryState.UNCERTAIN)).update(
            state=DeliveryState.SENT, sent_at=at, sentence=""
        )
        return
    held, first = rows.filter(state=DeliveryState.SENDING), batch[0]
    may_repeat = outcome.fate is Fate.NOT_SENT or (
        outcome.fate is Fate.UNCERTAIN and first.channel.deduplicates
    )
    if may_repeat and first.attempts < policy.attempts:
        due_at = next_try(at, first.attempts, policy.first_wait_minutes)
        held.update(state=DeliveryState.WAITING, due_at=due_at, sentence=outcome.sentence)
    elif outcome.fate is Fate.UNCERTAIN:
        held.update(state=DeliveryState.UNCERTAIN, sentence=outcome.sentence)
    else:
        held.update(state=DeliveryState.FAILED, sentence=outcome.sentence)
