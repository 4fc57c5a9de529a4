"""发生了什么: the journal of one's scope, by day, told as who changed what and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from dukao.journal.selectors import (
    Conditions,
    Standing,
    attestations,
    entry_numbered,
    matching,
    standing,
)
from dukao.journal.sentences import Change, words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.oversight.models import Hit
from dukao.oversight.policies import can_oversee
from dukao.oversight.selectors.wording import Wording
from dukao.oversight.vocabulary import KIND_OF, PAGE, STREAM, HitState, Kind

if TYPE_CHECKING:
    from dukao.journal.models import Attestation, Entry

#: How a late report is written in the journal; other reports are no news here.
_LATE = '"late":true'


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for: kinds (none is all), a unit's place, and how many days back."""

    kinds: tuple[str, ...] = ()
    path: str = ""
    days: int = 7


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry with its kind, its changes in words, and the pattern it belongs to, if any."""

    entry: Entry
    kind: str
    words: str
    changes: tuple[Change, ...]
    hit: Hit | None

    @property
    def label(self) -> str:
        return Kind(self.kind).label


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """One page, grouped by day; ``older`` is the entry to go on before."""

    days: tuple[Day, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """How the journal stands, and whether this side holds its newest attestation."""

    journal: Standing
    newest: Attestation | None
    is_received: bool


def stream(actor: Actor, asked: Asked, at: datetime, *, before: int | None = None) -> Stream:
    """The newest page of what was asked for, or the one older than entry ``before``."""
    found = entries(actor, asked, at)
    if before is not None:
        edge = entry_numbered(actor, before)
        found = found.filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__lt=edge.pk))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    return Stream(_by_day(told(shown)), shown[-1].pk if len(rows) > PAGE else None)


def entries(actor: Actor, asked: Asked, at: datetime) -> QuerySet[Entry]:
    """Everything that was asked for, newest first."""
    require(can_oversee(actor))
    since = local_day(at) - timedelta(days=asked.days - 1)
    kinds = asked.kinds or tuple(STREAM)
    events = [event for kind in kinds for event in STREAM[kind]]
    found = matching(actor, Conditions(since=since)).filter(event__in=events)
    if asked.path:
        found = found.filter(unit_path__startswith=asked.path)
    if Kind.LATE in kinds:
        found = found.annotate(after_text=Cast("after", TextField()))
        found = found.filter(~Q(event__in=STREAM[Kind.LATE]) | Q(after_text__contains=_LATE))
    return found


def told(rows: Collection[Entry]) -> list[Happening]:
    """The entries with what they changed in words, in a fixed number of queries."""
    wording = Wording(rows)
    hits = {
        hit.entry: hit
        for hit in Hit.objects.filter(entry__in=[row.pk for row in rows]).exclude(state=HitState.DISMISSED)
    }
    return [
        Happening(row, KIND_OF[row.event], words_of(row.event), wording.changes(row), hits.get(row.pk))
        for row in rows
    ]


def chain_of(actor: Actor) -> Chain:
    newest = next(iter(attestations(limit=1)), None)
    held = newest is not None and any(r.account_id == actor.account_id for r in newest.receipts.all())
    return Chain(standing(), newest, held)


def scope_in_words(actor: Actor) -> str:
    """Of which units the actor oversees everything: 霁川市, or several of them."""
    names = [grant.unit_name for grant in actor.grants if grant.role == Role.DISCIPLINE]
    return "、".join(dict.fromkeys(name for name in names if name))


def _by_day(happenings: list[Happening]) -> tuple[Day, ...]:
    days: dict[date, list[Happening]] = {}
    for happening in happenings:
        days.setdefault(local_day(happening.entry.at), []).append(happening)
    return tuple(Day(day, tuple(rows)) for day, rows in days.items())
