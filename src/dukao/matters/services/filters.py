"""A person's own views of the ledger. They are nobody else's affair and decide nothing: not journalled."""

from __future__ import annotations

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.matters.models import SavedFilter
from dukao.matters.policies import can_see_ledger

FILTERS_KEPT = 12


@transaction.atomic
def save_filter(*, actor: Actor, name: str, query: str) -> SavedFilter:
    """Keep these conditions under a name; the same name takes the place of the one before."""
    require(can_see_ledger(actor))
    wanted = name.strip()
    if not wanted:
        raise DomainError("name_missing", "请给视图起个名字，例如“我盯的红灯”。")
    if len(wanted) > 20 or len(query) > 1000:
        raise DomainError("too_long", "名字最多 20 个字；条件太多，请少选几项。")
    mine = SavedFilter.objects.filter(account_id=account_of(actor))
    if mine.exclude(name=wanted).count() >= FILTERS_KEPT:
        raise DomainError("too_many", f"自存视图最多 {FILTERS_KEPT} 个，请先删掉不用的。")
    saved, _ = SavedFilter.objects.update_or_create(
        account_id=account_of(actor), name=wanted, defaults={"query": query}
    )
    return saved


def forget_filter(*, actor: Actor, filter_id: int) -> None:
    """One's own; of others' there is nothing to forget."""
    SavedFilter.objects.filter(account_id=account_of(actor), pk=filter_id).delete()
