"""What people do with what they were told.

Notices repeat what the journal already holds, and whether somebody has read theirs is their own affair:
nothing here is journalled.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.notifications.models import Notice
from dukao.notifications.selectors.inbox import notices_of


def mark_read(*, actor: Actor, notice_ids: Iterable[int], at: datetime) -> int:
    """These notices of the actor count as read; those of others are not touched. Returns how many."""
    return notices_of(actor).filter(pk__in=list(notice_ids), read_at=None).update(read_at=at)


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Every notice the actor had until now counts as read; returns how many were not."""
    return notices_of(actor).filter(read_at=None, at__lte=at).update(read_at=at)


def forget_read_notices(before: date) -> int:
    """Delete notices read before that day; returns how many. Unread ones stay, however old."""
    deleted, _ = Notice.objects.filter(read_at__lt=at_time(before, 0)).delete()
    return deleted
