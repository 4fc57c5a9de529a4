"""Providers' people and the accounts they may open."""

from __future__ import annotations

from dukao.identity.models import Account, LinkedIdentity
from dukao.kernel.errors import Missing


def links_of(account: Account) -> list[LinkedIdentity]:
    return list(LinkedIdentity.objects.filter(account=account).select_related("linked_by").order_by("pk"))


def link_numbered(link_id: int) -> LinkedIdentity:
    found = LinkedIdentity.objects.select_related("account").filter(pk=link_id).first()
    if found is None:
        raise Missing("没有这项关联，可能已经解除。")
    return found
