"""The views somebody keeps of a page."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet

from dukao.identity.models import KeptView
from dukao.kernel.actor import Actor
from dukao.kernel.prepared import Prepared, Question


def views_kept(account_id: Any, page: Any) -> QuerySet[KeptView]:
    """Of this account and page, values or parameters of a prepared question, in no order."""
    return KeptView.objects.filter(account_id=account_id, page=page).order_by()


def own_views_asked(actor: Actor, page: str) -> Question:
    """Id, name and address of each, in no order; asked together with what else the page asks."""
    return _OWN.asked(account=actor.account_id, page=page)


def _own(account: Any, page: Any) -> QuerySet[KeptView, tuple[int, str, str]]:
    return views_kept(account, page).values_list("pk", "name", "query")


_OWN = Prepared(_own, account=BigIntegerField(), page=CharField())
