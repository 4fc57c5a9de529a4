"""One matter in full: what it is, what is planned, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from dukao.documents.selectors import seen_about
from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.light import Light
from dukao.kernel.prepared import at_once
from dukao.kernel.verdict import Verdict
from dukao.matters.models import Matter, Word, WordEvidence
from dukao.matters.policies import Places, can_follow_source
from dukao.matters.selectors.plans import Bar, bar_of
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import light_of, matter_for
from dukao.matters.vocabulary import LADDER, OFFICIAL_EVENTS, RungKind, RungState, WordKind, subject_ref
from dukao.organisations.selectors import posts_by_person, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.documents.models import OfficialDocument
    from dukao.journal.models import Entry
    from dukao.matters.models import CoordinationRequest, Extension, LookBack, Rung
    from dukao.organisations.models import UnitVersion

#: What the page tells of a matter's life without being asked for more.
HAPPENINGS_SHOWN = 200
#: How things that go wrong, or are put right, look in the story.
_CHANGES = {"lead_unit": "牵头", "leader": "责任领导", "due_on": "时限"}
_TONES = {"matter_returned": "r", "matter_declined": "r", "matter_urged": "y"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the story; ``word`` is what the unit said then, with its evidence."""

    entry: Entry
    words: str
    tone: str
    word: Word | None

    @property
    def changes(self) -> list[str]:
        """Who or what changed, for entries that tell both in words."""
        before, after = self.entry.before or {}, self.entry.after or {}
        return [
            f"{label} {_told(before[name])} → {_told(after[name])}"
            for name, label in _CHANGES.items()
            if name in before and name in after and before[name] != after[name]
        ]


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder as it is drawn."""

    label: str
    note: str
    stage: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was said and what became of it, asked together: there is mostly little of each."""

    words: list[Word]
    entries: list[Entry]
    rungs: list[Rung]
    extensions: list[Extension]
    requests: list[CoordinationRequest]
    lookbacks: list[LookBack]
    parts: list[Matter]
    merged: list[Matter]


@dataclass(frozen=True)
class Life:
    """What the page and the drawer show of one matter."""

    matter: Matter
    places: Places
    at: datetime
    actor: Actor

    @property
    def day(self) -> date:
        return local_day(self.at)

    @cached_property
    def _planned(self) -> Matter:
        """The matter with its milestones, by which both lamp and bar are drawn."""
        prefetch_related_objects([self.matter], "milestones")
        return self.matter

    @cached_property
    def light(self) -> Light:
        return light_of(self._planned, rules_on(self.day), work_calendar(), self.day)

    @cached_property
    def bar(self) -> Bar:
        """As of today, or of the day it was signed off: what is done grows no shorter with time."""
        closed_at = self.matter.closed_at
        return bar_of(self._planned, local_day(closed_at) if closed_at else self.day)

    @cached_property
    def _units(self) -> dict[int, UnitVersion]:
        assisting = [unit.pk for unit in self.matter.assisting.all()]
        return versions_by_unit([self.matter.owner_id, self.matter.lead_unit_id, *assisting], self.day)

    @property
    def lead(self) -> UnitVersion:
        return self._units[self.matter.lead_unit_id]

    @property
    def owner(self) -> UnitVersion:
        return self._units[self.matter.owner_id]

    @property
    def assisting(self) -> list[UnitVersion]:
        return [self._units[unit.pk] for unit in self.matter.assisting.all()]

    @cached_property
    def leader(self) -> str:
        """The leader who answers for it, with the post held today."""
        if self.matter.leader is None:
            return ""
        posts = posts_by_person([self.matter.leader.pk], self.day)[self.matter.leader.pk]
        return f"{self.matter.leader.name}（{posts[0].title}）" if posts else self.matter.leader.name

    @property
    def source(self) -> str:
        """The decision and paragraph it comes from."""
        paragraph = self.matter.paragraph
        return f"{paragraph.decision.title} {paragraph.heading}".strip() if paragraph else ""

    @property
    def may_follow_source(self) -> Verdict:
        return can_follow_source(self.actor, self.matter, self.places)

    @cached_property
    def _told(self) -> Told:
        matter, with_files = self.matter, WordEvidence.objects.select_related("file")
        words = matter.words.select_related("by").prefetch_related(Prefetch("evidence", with_files))
        return Told(
            *at_once(
                words.order_by("-at", "-pk"),
                entries_of(matter)[:HAPPENINGS_SHOWN],
                matter.rungs.order_by("climb", "pk"),
                matter.extensions.select_related("asked_by", "decided_by").order_by("-pk"),
                matter.requests.select_related("asked_by", "decided_by", "promised").order_by("-pk"),
                matter.lookbacks.select_related("done_by").order_by("planned_on"),
                matter.parts.order_by("pk"),
                matter.merged.order_by("pk"),
            )
        )

    @property
    def words(self) -> list[Word]:
        """What the unit said, the newest first."""
        return self._told.words

    @property
    def proofs(self) -> int:
        return sum(len(word.evidence.all()) for word in self.words)

    @cached_property
    def happenings(self) -> list[Happening]:
        said = {(word.kind, word.at): word for word in self.words}
        kinds = {"progress_reported": WordKind.PROGRESS, "matter_finished": WordKind.FINISH}
        return [
            Happening(
                entry, words_of(entry.event),
                "official" if entry.event in OFFICIAL_EVENTS else _TONES.get(entry.event, ""),
                said.get((kinds[entry.event], entry.at)) if entry.event in kinds else None,
            )
            for entry in self._told.entries
        ]  # fmt: skip

    @cached_property
    def papers(self) -> list[OfficialDocument]:
        """Official documents about it that the reader may see, the newest first."""
        return seen_about(self.actor, subject_ref(self.matter.pk), self.day)

    @cached_property
    def rungs(self) -> list[Rung]:
        """The climb that is going on, or was the last one."""
        found = self._told.rungs
        return [rung for rung in found if rung.climb == found[-1].climb]

    @property
    def is_climbing(self) -> bool:
        return bool(self.rungs) and self.rungs[-1].ended_on is None

    @property
    def proposed(self) -> Rung | None:
        """The rung that waits for somebody's decision."""
        return next((rung for rung in self.rungs if rung.state == RungState.PROPOSED), None)

    @property
    def steps(self) -> list[Step]:
        """The whole ladder: what was taken, where it stands, what would come next."""
        taken = {rung.kind: rung for rung in self.rungs}
        done = [kind for kind in LADDER if kind in taken and taken[kind].state != RungState.PROPOSED]
        return [_step(kind, taken.get(kind), bool(done) and kind == done[-1]) for kind in LADDER]

    @property
    def extensions(self) -> list[Extension]:
        return self._told.extensions

    @property
    def requests(self) -> list[CoordinationRequest]:
        return self._told.requests

    @property
    def lookbacks(self) -> list[LookBack]:
        return self._told.lookbacks

    @property
    def relatives(self) -> list[tuple[str, Matter]]:
        """Matters it came from, went into, was split into, or was promised for."""
        found = [("并入", self.matter.merged_into), ("拆自", self.matter.split_from)]
        found += [("由此拆出", part) for part in self._told.parts]
        found += [("并入本件", part) for part in self._told.merged]
        return [(word, other) for word, other in found if other is not None]


def life_of(actor: Actor, matter_id: int, at: datetime) -> Life:
    """The matter as this actor may see it now."""
    matter, places = matter_for(actor, matter_id, local_day(at))
    return Life(matter, places, at, actor)


def _told(value: object) -> str:
    return str(value) if value else "无"


def _step(kind: str, rung: Rung | None, is_last: bool) -> Step:
    label = RungKind(kind).label
    if rung is None:
        return Step(label, "", "")
    if rung.state == RungState.PROPOSED:
        return Step(label, "待决定", "")
    note = f"{rung.on.month}-{rung.on.day:02}"
    if rung.state in (RungState.DECLINED, RungState.LAPSED):
        return Step(label, RungState(rung.state).label, "")
    return Step(label, note, "done now" if is_last else "done")
