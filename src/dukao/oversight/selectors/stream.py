"""发生了什么: the journal of one's scope, by day, told as who changed what and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from dukao.journal.selectors import (
    Conditions,
    Standing,
    entry_numbered,
    matching,
    newest_attestation_reading,
    standing_reading,
)
from dukao.journal.sentences import Change, words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import read
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.oversight.models import Hit
from dukao.oversight.policies import can_oversee
from dukao.oversight.selectors.hits import newest_hits
from dukao.oversight.selectors.letters import newest_letters
from dukao.oversight.selectors.wording import Wording
from dukao.oversight.vocabulary import (
    FOLDED,
    KIND_OF,
    NEWS,
    PAGE,
    SHARED,
    STREAM,
    UNTOLD,
    HitState,
    Kind,
)

if TYPE_CHECKING:
    from dukao.journal.models import Attestation, Entry
    from dukao.oversight.models import Letter

#: Units of a scope that are named; further ones are counted.
NAMED = 2
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
    """One entry with its kind, all its changes in words, and the pattern it belongs to, if any."""

    entry: Entry
    kind: str
    title: str
    words: str
    changes: tuple[Change, ...]
    hit: Hit | None

    @property
    def label(self) -> str:
        return Kind(self.kind).label

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that a reader of the stream looks for."""
        return tuple(change for change in self.changes if change.key not in UNTOLD)


@dataclass(frozen=True, slots=True)
class Day:
    """``runs`` are happenings in order; a run of several says the same of each."""

    day: date
    count: int
    runs: tuple[tuple[Happening, ...], ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """One page, grouped by day; ``older`` is the entry to go on before, ``newest`` the last one written."""

    days: tuple[Day, ...]
    older: int | None
    newest: int


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
        edge = entry_numbered(actor, before, SHARED)
        found = found.filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__lt=edge.pk))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    newest = max((row.pk for row in shown), default=0)
    return Stream(_by_day(told(actor, shown)), shown[-1].pk if len(rows) > PAGE else None, newest)


def news(actor: Actor, asked: Asked, at: datetime, *, after: int) -> int:
    """How much has happened since entry ``after`` was written; no further than :data:`NEWS`."""
    return entries(actor, asked, at).filter(pk__gt=after)[:NEWS].count()


def entries(actor: Actor, asked: Asked, at: datetime) -> QuerySet[Entry]:
    """Everything that was asked for, newest first."""
    require(can_oversee(actor))
    since = local_day(at) - timedelta(days=asked.days - 1)
    kinds = asked.kinds or tuple(STREAM)
    events = [event for kind in kinds for event in STREAM[kind]]
    found = matching(actor, Conditions(since=since), SHARED).filter(event__in=events)
    if asked.path:
        found = found.filter(unit_path__startswith=asked.path)
    if Kind.LATE in kinds:
        found = found.annotate(after_text=Cast("after", TextField()))
        found = found.filter(~Q(event__in=STREAM[Kind.LATE]) | Q(after_text__contains=_LATE))
    return found


def told(actor: Actor, rows: Collection[Entry]) -> list[Happening]:
    """The entries with what they changed in words, in a fixed number of queries.

    Targets that were set for units of other people's scope are left out, and an entry of such alone.
    """
    wording = Wording(actor, rows)
    hits = {
        hit.entry: hit
        for hit in Hit.objects.filter(entry__in=[row.pk for row in rows]).exclude(state=HitState.DISMISSED)
    }
    return [
        Happening(
            row, KIND_OF[row.event], wording.title(row), words_of(row.event), wording.changes(row),
            hits.get(row.pk),
        )
        for row in rows
        if wording.concerns_reader(row)
    ]  # fmt: skip


def beside(actor: Actor) -> tuple[Chain, list[Hit], list[Letter]]:
    """What stands around the stream, in one query: the chain, the newest leads, the newest letters."""
    journal, newest, hits, letters = read(
        standing_reading(), newest_attestation_reading(actor), newest_hits(actor), newest_letters(actor)
    )
    return Chain(journal, *newest), hits, letters


def scope_in_words(actor: Actor) -> str:
    """Of which units the actor oversees everything: 霁川市及所属, 市发改委、市财政局等 5 个单位及所属."""
    held = [grant.unit_name for grant in actor.grants if grant.role == Role.DISCIPLINE]
    names = list(dict.fromkeys(name for name in held if name))
    if not names:
        return ""
    more = f"等 {len(names)} 个单位" if len(names) > NAMED else ""
    return f"{'、'.join(names[:NAMED])}{more}及所属"


def _by_day(happenings: list[Happening]) -> tuple[Day, ...]:
    days: dict[date, list[Happening]] = {}
    for happening in happenings:
        days.setdefault(local_day(happening.entry.at), []).append(happening)
    return tuple(Day(day, len(rows), tuple(_runs(rows))) for day, rows in days.items())


def _runs(happenings: list[Happening]) -> Iterator[tuple[Happening, ...]]:
    """Neighbours that say the same of different things together, the others one by one."""
    for _, run in groupby(happenings, key=_said):
        found = tuple(run)
        if len(found) >= FOLDED:
            yield found
        else:
            yield from ((happening,) for happening in found)


def _said(happening: Happening) -> tuple[object, ...]:
    """What has a lead of its own is never folded away."""
    entry = happening.entry
    return entry.event, entry.actor, entry.reason, happening.hit.pk if happening.hit else None
