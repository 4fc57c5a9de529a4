"""What changed lately, for those who watch over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from dukao.journal.selectors import Conditions, Standing, matching, standing
from dukao.journal.sentences import sentence, words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day

if TYPE_CHECKING:
    from dukao.journal.models import Entry

ENTRIES_SHOWN = 12
EVENTS_SHOWN = 8
DAYS = 7
ROUTINE = ("logged_in", "logged_out")


@dataclass(frozen=True, slots=True)
class Change:
    entry: Entry
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class EventCount:
    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Week:
    """What was done, and how far the journal is sealed."""

    events: tuple[EventCount, ...]
    journal: Standing


def recent_changes(actor: Actor, at: datetime) -> list[Change]:
    """The newest journal entries the actor may read, without the coming and going of every day."""
    entries = matching(actor, Conditions()).exclude(event__in=ROUTINE)[:ENTRIES_SHOWN]
    return [Change(entry, sentence(entry), reverse("journal:show", args=[entry.pk])) for entry in entries]


def week(actor: Actor, at: datetime) -> Week:
    """The last seven days: how often each thing was done, the most frequent first."""
    since = local_day(at) - timedelta(days=DAYS - 1)
    counted = matching(actor, Conditions(since=since)).order_by().values_list("event").annotate(n=Count("pk"))
    ranked = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:EVENTS_SHOWN]
    address = f"{reverse('journal:list')}?since={since.isoformat()}&event="
    events = tuple(EventCount(words_of(event), count, address + event) for event, count in ranked)
    return Week(events, standing())
