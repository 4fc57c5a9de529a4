"""The views somebody keeps of the ledger."""

from __future__ import annotations

from dukao.kernel.actor import Actor, account_of
from dukao.matters.models import SavedFilter


def saved_filters(actor: Actor) -> list[tuple[int, str, str]]:
    """Id, name and address of each."""
    mine = SavedFilter.objects.filter(account_id=account_of(actor))
    return list(mine.values_list("pk", "name", "query"))
