"""Lists of what waits for a decision, as their addresses ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from dukao.matters.selectors.steering import leads_of
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: What each saved view is called; the first of a list is shown when nothing was chosen.
WORDS = {
    "waiting": "待决定", "decided": "已决定", "declined": "未升级", "settled": "已办结", "due": "到期",
    "planned": "未到期", "holds": "已巩固", "rebounded": "有反弹",
}  # fmt: skip
#: Views whose rows somebody waits for.
URGENT = ("waiting", "due")


@dataclass(frozen=True)
class SteeringList:
    """One page of rows that belong to matters, with the lead units they name."""

    listing: Listing
    leads: dict[int, UnitVersion]

    def lead(self, row: Any) -> UnitVersion:
        return self.leads[row.matter.lead_unit_id]


def steering_list(
    query: QueryDict, rows: QuerySet[Any], views: Mapping[str, Q], columns: tuple[str, ...], day: date
) -> SteeringList:
    """Saved views with their counts, and search by matter; the first view answers a bare address."""
    counts = rows.order_by().aggregate(**{name: Count("pk", filter=where) for name, where in views.items()})
    first = next(iter(views))
    saved = [
        SavedView(WORDS[name], f"view={name}", count, hot=name in URGENT and count > 0)
        for name, count in counts.items()
    ]
    listing = Listing(
        query,
        columns=[Column(f"c{n}", label or "办理", hidden_label=not label) for n, label in enumerate(columns)],
        choices=(Choice("view", "状态", (*((name, WORDS[name]) for name in views), ("all", "全部"))),),
        views=(*saved, SavedView("全部", "view=all")),
        searchable="事项或编号",
    )
    chosen = listing.chosen.setdefault("view", [first])[0]
    rows = rows if chosen == "all" else rows.filter(views[chosen])
    if listing.search:
        rows = rows.filter(Q(matter__title__icontains=listing.search) | Q(matter__number=listing.search))
    listing.show(rows)
    return SteeringList(listing, leads_of([row.matter for row in listing.rows], day))
