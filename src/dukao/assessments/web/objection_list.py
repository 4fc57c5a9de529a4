"""The list of objections with its conditions and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import QueryDict

from dukao.assessments.selectors.objections import Tally, tally, visible_objections
from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

VIEWS = (
    SavedView("待办", "state=raised&state=handling"), SavedView("已办结", "state=decided"),
    SavedView("全部", ""),
)  # fmt: skip


@dataclass(frozen=True)
class ObjectionList:
    listing: Listing
    places: dict[int, UnitVersion]
    tally: Tally


def objection_listing(actor: Actor, query: QueryDict) -> ObjectionList:
    listing = Listing(
        query,
        columns=(
            Column("due", "办结期限", sort="decide_by"), Column("unit", "单位"), Column("line", "异议"),
            Column("handler", "办理人"), Column("state", "状态"),
        ),
        choices=(
            Choice("state", "状态", tuple(ObjectionState.choices), many=True),
            Choice("outcome", "结果", tuple(Outcome.choices), many=True),
        ),
        views=VIEWS,
        searchable="项目或理由",
    )  # fmt: skip
    seen = visible_objections(actor)
    found = seen
    for key in ("state", "outcome"):
        if chosen := listing.chosen.get(key):
            found = found.filter(**{f"{key}__in": chosen})
    if listing.search:
        found = found.filter(Q(item_name__contains=listing.search) | Q(grounds__contains=listing.search))
    listing.show(found.order_by(*(listing.ordering if listing.ordering != ("pk",) else ("-pk",))))
    rows = list(listing.rows)
    ends = {row.unit_id: row.round.ends_on for row in rows}
    places = versions_by_unit(ends, max(ends.values())) if ends else {}
    return ObjectionList(listing, places, tally(seen))
