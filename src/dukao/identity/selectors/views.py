"""The views somebody keeps of a page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from dukao.identity.models import KeptView
from dukao.kernel.actor import Actor


def views_kept(account_id: Any, page: str) -> QuerySet[KeptView]:
    """Of this account, a value or the parameter of a prepared question, in no order."""
    return KeptView.objects.filter(account_id=account_id, page=page).order_by()


def own_views(actor: Actor, page: str) -> list[tuple[int, str, str]]:
    """Id, name and address of each, in the order they were kept."""
    kept = views_kept(actor.account_id, page).order_by("pk")
    return list(kept.values_list("pk", "name", "query"))
