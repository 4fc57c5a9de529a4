"""Reading the inbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import BigIntegerField, F, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Count, Parameter, Prepared
from dukao.notifications.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, unread ones first, each part newest first."""
    if actor.account_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(account_id=actor.account_id).order_by(
        F("read_at").asc(nulls_first=True), "-at", "-pk"
    )


def inbox(actor: Actor, *, only: str = "", kinds: Sequence[str] = ()) -> QuerySet[Notice]:
    """The actor's notices under conditions: ``only`` "unread" or "read", and of these kinds."""
    notices = notices_of(actor)
    if only:
        notices = notices.filter(read_at__isnull=only == "unread")
    return notices.filter(kind__in=kinds) if kinds else notices


def unread(actor: Actor) -> Count:
    """The number at the bell: notices the actor has not read."""
    return _UNREAD.count(account=actor.account_id or 0)


def unread_count(actor: Actor) -> int:
    return unread(actor).number


def _unread(account: Parameter) -> QuerySet[Notice, tuple[int]]:
    notices = Notice.objects.filter(account_id=account, read_at=None)
    return notices.values("account").annotate(n=models.Count("pk")).values_list("n")


_UNREAD = Prepared(_unread, account=BigIntegerField())


def notice_for(actor: Actor, notice_id: int) -> Notice:
    """One of the actor's own notices."""
    notice = notices_of(actor).filter(pk=notice_id).first()
    if notice is None:
        raise Missing("没有找到这条消息，可能已过保存期。")
    return notice
