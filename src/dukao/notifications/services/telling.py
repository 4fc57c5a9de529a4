"""Telling people: a notice for the inbox and, in the same transaction, what is to be sent outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.identity.selectors import units_of_accounts
from dukao.kernel.clock import local_day
from dukao.notifications.kinds import kind_named
from dukao.notifications.models import Channel, Delivery, Notice
from dukao.notifications.queue import deliver
from dukao.notifications.selectors.preferences import media_for, preferences_of
from dukao.notifications.selectors.rules import is_required, policy_on
from dukao.notifications.timing import moment_to_send
from dukao.notifications.vocabulary import BODY_LIMIT, TITLE_LIMIT, Medium
from dukao.organisations.selectors import work_calendar


@transaction.atomic
def notify(
    *,
    account_ids: Iterable[int],
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    key: str,
    at: datetime,
) -> None:
    """Put one notice into the inbox of each account, in the transaction of the caller.

    ``key`` names the occasion ("due:2026-09:2"): whoever has been told of it is not told again. Where the
    person and the office want it, the notice also goes outside; that is written down here as a delivery and
    sent by the worker after the commit, so that neither exists without the other.
    """
    wanted = sorted(set(account_ids))
    channels = list(Channel.objects.all()) if wanted else []
    told = set(Notice.objects.filter(account_id__in=wanted, key=key).values_list("account_id", flat=True))
    fresh = [account_id for account_id in wanted if account_id not in told]
    Notice.objects.bulk_create(
        [
            Notice(
                account_id=account_id, kind=kind, title=_clipped(title, TITLE_LIMIT),
                body=_clipped(body, BODY_LIMIT), url=url, key=key, at=at,
            )
            for account_id in fresh
        ],
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    if not channels or not fresh:
        return
    notices = {notice.account_id: notice for notice in Notice.objects.filter(account_id__in=fresh, key=key)}
    deliveries = [*_personal(notices, channels, at), *_to_groups(notices, channels, at)]
    # Somebody telling the same at the same moment writes the same keys: one of each remains.
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=500)
    if any(delivery.due_at <= at for delivery in deliveries):
        # A queue that does not answer must not undo what is committed: the worker looks every minute.
        transaction.on_commit(deliver, robust=True)


def _personal(notices: dict[int, Notice], channels: list[Channel], at: datetime) -> list[Delivery]:
    ways = {channel.medium: channel for channel in channels if channel.medium != Medium.ROBOT}
    preferences = preferences_of(notices) if ways else {}
    if not preferences:
        return []
    policy, calendar = policy_on(local_day(at)), work_calendar()
    deliveries = []
    for account_id, preference in preferences.items():
        notice = notices[account_id]
        at_once = is_required(policy, notice.kind)
        due_at = at if at_once else moment_to_send(at, preference, calendar)
        deliveries += [
            Delivery(
                notice=notice, account_id=account_id, channel=ways[medium], kind=notice.kind,
                key=f"{account_id}:{notice.key}", created_at=at, due_at=due_at, in_digest=due_at > at,
            )
            for medium in media_for(preference, kind_named(notice.kind), policy)
            if medium in ways
        ]  # fmt: skip
    return deliveries


def _to_groups(notices: dict[int, Notice], channels: list[Channel], at: datetime) -> list[Delivery]:
    """A group hears of an occasion once, however many of its members are told."""
    robots = [channel for channel in channels if channel.medium == Medium.ROBOT]
    units = units_of_accounts(notices) if robots else {}
    deliveries: dict[int, Delivery] = {}
    for robot in robots:
        for account_id, notice in notices.items():
            if (
                units.get(account_id) == robot.unit_id
                and notice.kind in robot.kinds
                and not kind_named(notice.kind).is_discreet
            ):
                deliveries.setdefault(
                    robot.pk,
                    Delivery(
                        notice=notice, channel=robot, kind=notice.kind, created_at=at, due_at=at,
                        key=f"unit:{robot.unit_id}:{notice.key}",
                    ),
                )  # fmt: skip
    return list(deliveries.values())


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
