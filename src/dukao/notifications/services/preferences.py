"""What people choose for themselves. Their own affair: only the calendar's address is journalled."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dukao.identity.selectors import accounts_closed
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.sealed_rows import reseal_rows
from dukao.notifications.models import CalendarLink, Preference
from dukao.notifications.selectors.preferences import own_account
from dukao.notifications.selectors.rules import policy_on
from dukao.notifications.vocabulary import PERSONAL_MEDIA


def set_preference(
    *, actor: Actor, email: str, mobile: str, choices: Mapping[str, list[str]], pace: str, digest_hour: int,
    workdays_only: bool, quiet_from: int | None, quiet_until: int | None,
) -> Preference:  # fmt: skip
    """Holds for what is told from now on; what already waits goes out as it was meant."""
    is_span = None not in {quiet_from, quiet_until} and quiet_from != quiet_until
    if not is_span and {quiet_from, quiet_until} != {None}:
        raise DomainError("quiet_hours", "免打扰要填起止两个不同的钟点，或都不填。")
    chosen = {kind: [m for m in PERSONAL_MEDIA if m in media] for kind, media in choices.items()}
    values: dict[str, Any] = {
        "email": email, "mobile": mobile, "choices": chosen, "pace": pace, "digest_hour": digest_hour,
        "workdays_only": workdays_only, "quiet_from": quiet_from, "quiet_until": quiet_until,
    }  # fmt: skip
    preference, _ = Preference.objects.update_or_create(account_id=own_account(actor), defaults=values)
    return preference


@transaction.atomic
def make_calendar_link(*, actor: Actor, at: datetime) -> str:
    """A new secret for the actor's calendar; the former one is dead. Shown once, only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    link, _ = CalendarLink.objects.update_or_create(
        account_id=own_account(actor),
        defaults={
            "digest": digest_of(secret), "made_at": at, "read_at": None, "hour_began_at": None,
            "reads_in_hour": 0,
        },
    )  # fmt: skip
    record(actor=actor, event="calendar_link_made", subject=link, label=actor.name, at=at)
    return secret


@transaction.atomic
def revoke_calendar_link(*, actor: Actor, at: datetime) -> None:
    link = CalendarLink.objects.filter(account_id=own_account(actor)).first()
    if link is None:
        raise Missing("没有在用的日历订阅链接。")
    record(actor=actor, event="calendar_link_revoked", subject=link, label=actor.name, at=at)
    link.delete()


@transaction.atomic
def open_calendar(*, secret: str, at: datetime) -> CalendarLink:
    """The link behind a secret; one that is asked too often is refused for the rest of its hour."""
    link = CalendarLink.objects.filter(digest=digest_of(secret)).select_related("account").first()
    if link is None or not link.account.is_active:
        raise Missing("这个日历订阅链接已停用。请登录督考，在“通知设置”里重新生成。")
    links = CalendarLink.objects.filter(pk=link.pk)
    if link.hour_began_at is None or at - link.hour_began_at >= timedelta(hours=1):
        links.update(hour_began_at=at, reads_in_hour=1, read_at=at)
        return link
    if link.reads_in_hour >= policy_on(local_day(at)).calendar_reads:
        raise DomainError("too_often", "读取太频繁，请一小时后再试。", 429)
    links.update(reads_in_hour=F("reads_in_hour") + 1, read_at=at)
    return link


@transaction.atomic
def renew_address_seals(*, actor: Actor, at: datetime) -> int:
    count = reseal_rows(Preference.objects.all())
    record(
        actor=actor, event="addresses_resealed", subject=None, label="邮箱和手机号", at=at,
        after={"count": count},
    )  # fmt: skip
    return count


@transaction.atomic
def erase_addresses_of_closed(*, actor: Actor, before: date, at: datetime) -> int:
    """Addresses and calendar links of accounts closed before that day are gone."""
    closed = accounts_closed(before)
    rows = Preference.objects.filter(account_id__in=closed).exclude(sealed_email="", sealed_mobile="")
    count = rows.update(sealed_email="", sealed_mobile="")
    CalendarLink.objects.filter(account_id__in=closed).delete()
    record(
        actor=actor, event="addresses_erased", subject=None, label="停用账户的通知地址", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
