"""The list of objections with its conditions and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import QueryDict

from dukao.assessments.policies import can_see_notice_policies
from dukao.assessments.selectors.objections import Tally, tally, visible_objections
from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.assessments.models import Objection
    from dukao.organisations.models import UnitVersion

VIEWS = (
    SavedView("待办", "state=raised&state=handling&state=approving"), SavedView("已办结", "state=decided"),
    SavedView("全部", ""),
)  # fmt: skip


@dataclass(frozen=True)
class ObjectionList:
    listing: Listing
    places: dict[int, UnitVersion]
    tally: Tally
    oversees: bool


def objection_listing(actor: Actor, query: QueryDict) -> ObjectionList:
    listing = _listing(query)
    listing.show(_found(actor, listing))
    rows = list(listing.rows)
    oversees = can_see_notice_policies(actor).allowed
    return ObjectionList(listing, places_of(rows), tally(visible_objections(actor)), oversees)


def conditioned(actor: Actor, query: QueryDict) -> QuerySet[Objection]:
    """All that the list would show, for a table to take away."""
    return _found(actor, _listing(query))


def places_of(rows: list[Objection]) -> dict[int, UnitVersion]:
    ends = {row.unit_id: row.round.ends_on for row in rows}
    return versions_by_unit(ends, max(ends.values())) if ends else {}


def _listing(query: QueryDict) -> Listing:
    return Listing(
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


def _found(actor: Actor, listing: Listing) -> QuerySet[Objection]:
    found = visible_objections(actor)
    for key in ("state", "outcome"):
        if chosen := listing.chosen.get(key):
            found = found.filter(**{f"{key}__in": chosen})
    if listing.search:
        found = found.filter(Q(item_name__contains=listing.search) | Q(grounds__contains=listing.search))
    return found.order_by(*(listing.ordering if listing.ordering != ("pk",) else ("-pk",)))
