"""Transfers as the address asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from dukao.kernel.actor import Actor
from dukao.oversight.selectors.transfers import VIEWS, visible_transfers
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.oversight.models import Transfer

COLUMNS = tuple(Column(f"c{n}", label) for n, label in enumerate(("事由", "方向", "状态", "移送", "回执")))


def transfers_asked_for(query: QueryDict, actor: Actor) -> tuple[Listing, QuerySet[Transfer]]:
    """The list with its saved views and their counts, and everything it would show."""
    rows = visible_transfers(actor)
    counts = rows.order_by().aggregate(
        **{name: Count("pk", filter=where) for name, (_, where) in VIEWS.items()}
    )
    views = [SavedView(VIEWS[name][0], f"view={name}", count) for name, count in counts.items()]
    listing = Listing(
        query, columns=COLUMNS, views=(SavedView("全部", ""), *views), searchable="事由或编号",
        choices=(Choice("view", "状态", tuple((name, words) for name, (words, _) in VIEWS.items())),),
    )  # fmt: skip
    for name in listing.chosen.get("view", ()):
        rows = rows.filter(VIEWS[name][1])
    if listing.search:
        rows = rows.filter(Q(outline__icontains=listing.search) | Q(number__icontains=listing.search))
    return listing, rows
