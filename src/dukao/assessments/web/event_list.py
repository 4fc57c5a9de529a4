"""The list of recorded events with its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import QueryDict

from dukao.assessments.policies import can_record_event
from dukao.assessments.selectors.countables import Countable, countables
from dukao.assessments.selectors.events import visible_events
from dukao.assessments.vocabulary import EventKind
from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.assessments.models import ScoreEvent
    from dukao.organisations.models import UnitVersion

VIEWS = (SavedView("计分的", "state=counting"), SavedView("已撤销", "state=revoked"), SavedView("全部", ""))


@dataclass(frozen=True)
class EventList:
    """One page of events with what their rows are called."""

    actor: Actor
    listing: Listing
    places: dict[int, UnitVersion]
    entries: dict[tuple[int, str], Countable]

    def name(self, event: ScoreEvent) -> str:
        entry = self.entries.get((event.version_id, event.item))
        return entry.name if entry else event.item

    def level(self, event: ScoreEvent) -> str:
        entry = self.entries.get((event.version_id, event.item))
        return entry.level_name(event.level) if entry else event.level

    def may_revoke(self, event: ScoreEvent) -> bool:
        return event.revoked_at is None and can_record_event(self.actor, self.places[event.unit_id]).allowed


def event_listing(actor: Actor, query: QueryDict) -> EventList:
    """Events of the units the actor oversees or answers for."""
    listing = Listing(
        query,
        columns=(
            Column("day", "日期", sort="happened_on"), Column("unit", "单位"), Column("what", "事项"),
            Column("reason", "事由"), Column("basis", "依据"), Column("who", "记录"),
            Column("act", "办理", hidden_label=True),
        ),
        choices=(
            Choice("kind", "种类", tuple((kind.value, kind.label) for kind in EventKind), many=True),
            Choice("state", "状态", (("counting", "计分"), ("revoked", "已撤销"))),
        ),
        views=VIEWS,
        default_sort="-happened_on",
        searchable="单位名称",
    )  # fmt: skip
    events = visible_events(actor)
    if "kind" in listing.chosen:
        events = events.filter(kind__in=listing.chosen["kind"])
    if "state" in listing.chosen:
        events = events.filter(revoked_at__isnull=listing.chosen["state"] == ["counting"])
    if listing.search:
        named = Q(unit__versions__name__icontains=listing.search)
        named |= Q(unit__versions__short_name__icontains=listing.search)
        events = events.filter(pk__in=visible_events(actor).filter(named).order_by().values("pk"))
    listing.show(events)
    rows = list(listing.rows)
    versions = {event.version_id: event.version for event in rows}
    entries = {
        (pk, code): each for pk, version in versions.items() for code, each in countables(version).items()
    }
    places = versions_by_unit((event.unit_id for event in rows), today())
    return EventList(actor, listing, places, entries)
