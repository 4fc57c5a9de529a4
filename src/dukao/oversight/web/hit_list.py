"""Leads as the address asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from dukao.kernel.actor import Actor
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.selectors.hits import visible_hits
from dukao.oversight.vocabulary import HitState
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.oversight.models import Hit

COLUMNS = (
    Column("rule", "规律"), Column("who", "涉及"), Column("finding", "情况"), Column("state", "认定"),
    Column("found", "首次发现", sort="found_at"),
)  # fmt: skip
VIEWS = {
    "open": Q(state=HitState.OPEN, is_current=True),
    "asked": Q(state=HitState.ASKED),
    "dismissed": Q(state=HitState.DISMISSED),
    "gone": Q(state=HitState.OPEN, is_current=False),
}
NAMES = tuple((code, pattern.name) for code, pattern in PATTERNS.items())
WORDS = {"open": "待看", "asked": "已问询", "dismissed": "不成立", "gone": "已消失"}


def hit_list(query: QueryDict, actor: Actor) -> Listing:
    """A bare address shows what waits."""
    counts = (
        visible_hits(actor)
        .order_by()
        .aggregate(**{name: Count("pk", filter=where) for name, where in VIEWS.items()})
    )
    listing = _listing(query, counts)
    return listing.show(_found(actor, listing))


def hits_asked_for(query: QueryDict, actor: Actor) -> tuple[QuerySet[Hit], str]:
    """All that the list would show, and its conditions in words, for a table to take away."""
    listing = _listing(query, {})
    return _found(actor, listing).order_by("-found_at", "-pk"), listing.in_words


def _listing(query: QueryDict, counts: Mapping[str, int]) -> Listing:
    listing = Listing(
        query,
        columns=COLUMNS,
        choices=(
            Choice("view", "认定", (*WORDS.items(), ("all", "全部"))),
            Choice("rule", "规律", NAMES, many=True),
        ),
        views=(
            *(_view(name, count) for name, count in counts.items()),
            SavedView("全部", "view=all"),
        ),
        searchable="涉及的单位或人",
        default_sort="-found_at",
    )  # fmt: skip
    listing.chosen.setdefault("view", ["open"])
    return listing


def _found(actor: Actor, listing: Listing) -> QuerySet[Hit]:
    rows, chosen = visible_hits(actor), listing.chosen["view"][0]
    rows = rows if chosen == "all" else rows.filter(VIEWS[chosen])
    if "rule" in listing.chosen:
        rows = rows.filter(rule__in=listing.chosen["rule"])
    if listing.search:
        rows = rows.filter(Q(who__icontains=listing.search) | Q(finding__icontains=listing.search))
    return rows


def _view(name: str, count: int) -> SavedView:
    return SavedView(WORDS[name], f"view={name}", count, hot=name == "open" and count > 0)
