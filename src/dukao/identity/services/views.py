"""A person's own views of lists. They are nobody else's affair and decide nothing: not journalled."""

from __future__ import annotations

from django.db import transaction

from dukao.identity.models import KeptView
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError

VIEWS_KEPT = 12


@transaction.atomic
def keep_view(*, actor: Actor, page: str, name: str, query: str) -> KeptView:
    """Keep these conditions under a name; the same name takes the place of the one before."""
    wanted = name.strip()
    if not wanted:
        raise DomainError("name_missing", "请给视图起个名字，例如“我盯的红灯”。")
    if len(wanted) > 20 or len(query) > 1000:
        raise DomainError("too_long", "名字最多 20 个字；条件太多，请少选几项。")
    mine = KeptView.objects.filter(account_id=account_of(actor), page=page)
    if mine.exclude(name=wanted).count() >= VIEWS_KEPT:
        raise DomainError("too_many", f"自存视图最多 {VIEWS_KEPT} 个，请先删掉不用的。")
    kept, _ = KeptView.objects.update_or_create(
        account_id=account_of(actor), page=page, name=wanted, defaults={"query": query}
    )
    return kept


def forget_view(*, actor: Actor, view_id: int) -> None:
    """One's own; of others' there is nothing to forget."""
    KeptView.objects.filter(account_id=account_of(actor), pk=view_id).delete()
