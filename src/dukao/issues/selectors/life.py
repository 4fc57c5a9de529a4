"""One problem in full: what it is, what is done about it, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from dukao.documents.selectors import documents_about
from dukao.issues.models import Problem, SweepItem, Word, WordEvidence
from dukao.issues.policies import ABOVE, Places, Standing
from dukao.issues.selectors.again import may_see, rebounds_by_kind
from dukao.issues.selectors.rules import rules_on
from dukao.issues.selectors.seeing import light_of, problem_for
from dukao.issues.selectors.suggesting import Precedent, precedents
from dukao.issues.vocabulary import OFFICIAL_EVENTS, ProblemState, WordKind, problem_ref
from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.light import Light
from dukao.kernel.prepared import at_once
from dukao.organisations.selectors import versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.documents.models import OfficialDocument
    from dukao.issues.models import (
        Extension,
        LookBack,
        Measure,
        Naming,
        Practice,
        ProblemEvidence,
        RectificationRules,
        Sweep,
    )
    from dukao.journal.models import Entry
    from dukao.organisations.models import UnitVersion

#: What the page tells of a problem's life without being asked for more.
HAPPENINGS_SHOWN = 200
PAPERS_SHOWN = 5
_TONES = {"rectification_returned": "r", "problem_reopened": "r", "problem_dropped": "r"}
_WORD_OF = {
    "rectification_reported": WordKind.PROGRESS, "rectification_submitted": WordKind.SUBMISSION,
    "problem_followed": WordKind.FOLLOW,
}  # fmt: skip
#: What a unit does not read before the office lets it: who is to verify, what is planned after the end.
_INNER = frozenset(
    {"problem_registered", "problem_revised", "verifier_named", "sweep_opened", "lookback_planned"}
)
LAST_STEP = 6
_PLACE = {
    ProblemState.DRAFT: 1, ProblemState.ASSIGNED: 2, ProblemState.RECTIFYING: 2, ProblemState.RETURNED: 2,
    ProblemState.REOPENED: 2, ProblemState.SUBMITTED: 3, ProblemState.CLOSED: 5, ProblemState.DROPPED: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the story; ``word`` is what was said then, with its evidence."""

    entry: Entry
    words: str
    tone: str
    word: Word | None


@dataclass(frozen=True, slots=True)
class Told:
    """What was said and what became of it, asked together: there is mostly little of each."""

    words: list[Word]
    entries: list[Entry]
    before: list[ProblemEvidence]
    measures: list[Measure]
    extensions: list[Extension]
    lookbacks: list[LookBack]
    sweeps: list[Sweep]
    namings: list[Naming]
    practices: list[Practice]
    papers: list[OfficialDocument]


@dataclass(frozen=True)
class Life:
    """What the page shows of one problem to one actor."""

    actor: Actor
    problem: Problem
    places: Places
    standing: Standing
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)

    @cached_property
    def rules(self) -> RectificationRules:
        return rules_on(self.day)

    @cached_property
    def light(self) -> Light:
        return light_of(self.problem, self.rules, work_calendar(), self.day)

    @property
    def supervises(self) -> bool:
        return self.actor.covers(self.places.scope, *ABOVE)

    @cached_property
    def _units(self) -> dict[int, UnitVersion]:
        joint = [unit.pk for unit in self.problem.joint.all()]
        return versions_by_unit([self.problem.unit_id, self.problem.scope_id, *joint], self.day)

    @property
    def unit(self) -> UnitVersion:
        return self._units[self.problem.unit_id]

    @property
    def joint(self) -> list[UnitVersion]:
        return [self._units[unit.pk] for unit in self.problem.joint.all()]

    @property
    def step(self) -> int:
        """Which step from 发现 to 回头看 is the present one; the last one done is past them all."""
        looked = self.problem.state == ProblemState.CLOSED and any(one.done_at for one in self.lookbacks)
        return LAST_STEP if looked else _PLACE[ProblemState(self.problem.state)]

    @cached_property
    def _told(self) -> Told:
        problem, with_files = self.problem, WordEvidence.objects.select_related("file")
        words = problem.words.select_related("by").prefetch_related(Prefetch("evidence", with_files))
        items = SweepItem.objects.select_related("problem")
        return Told(
            *at_once(
                words.order_by("-at", "-pk"),
                entries_of(problem).order_by("-at", "-pk")[:HAPPENINGS_SHOWN],
                problem.evidence.select_related("file"),
                problem.measures.all(),
                problem.extensions.select_related("asked_by", "decided_by").order_by("-pk"),
                problem.lookbacks.select_related("done_by").order_by("pk"),
                problem.sweeps.prefetch_related(Prefetch("items", items)).order_by("-at"),
                problem.namings.order_by("-on", "-pk"),
                problem.practices.filter(state="approved"),
                documents_about(problem_ref(problem.pk))[:PAPERS_SHOWN],
            )
        )

    @property
    def before(self) -> list[ProblemEvidence]:
        """What it looked like when it was found."""
        return self._told.before

    @property
    def words(self) -> list[Word]:
        """What was said of it, the newest first."""
        return self._told.words

    @property
    def after(self) -> list[tuple[Word, WordEvidence]]:
        """What it looks like now, by the words of those who put it right, the newest first."""
        return [
            (word, proof)
            for word in self.words
            if word.kind != WordKind.FOLLOW
            for proof in word.evidence.all()
        ]

    @property
    def measures(self) -> list[Measure]:
        return self._told.measures

    @property
    def measures_open(self) -> int:
        """How many are not said to be done."""
        return sum(measure.done_on is None for measure in self.measures)

    @cached_property
    def happenings(self) -> list[Happening]:
        said = {(word.kind, word.at): word for word in self.words}
        return [
            Happening(
                entry, words_of(entry.event),
                "official" if entry.event in OFFICIAL_EVENTS else _TONES.get(entry.event, ""),
                said.get((_WORD_OF[entry.event], entry.at)) if entry.event in _WORD_OF else None,
            )
            for entry in self._told.entries
            if self._tells(entry)
        ]  # fmt: skip

    def _tells(self, entry: Entry) -> bool:
        """Peers' answers and what the office plans are no business of the unit that was found out."""
        return self.supervises or (entry.event not in _INNER and entry.event != "self_check_answered")

    @property
    def extensions(self) -> list[Extension]:
        return self._told.extensions

    @property
    def lookbacks(self) -> list[LookBack]:
        """Planned ones only for those who plan them: a look-back is not announced."""
        return [one for one in self._told.lookbacks if self.supervises or one.done_at is not None]

    @cached_property
    def rebound_rate(self) -> tuple[int, int]:
        """Look-backs at problems of this kind within a year, and how many found a rebound."""
        return rebounds_by_kind(self.problem.kind, self.problem.scope_id, self.day)

    @cached_property
    def sweeps(self) -> list[tuple[Sweep, list[tuple[SweepItem, UnitVersion]]]]:
        if not self.supervises:
            return []
        sweeps = self._told.sweeps
        places = versions_by_unit([item.unit_id for one in sweeps for item in one.items.all()], self.day)
        return [(one, [(item, places[item.unit_id]) for item in one.items.all()]) for one in sweeps]

    @property
    def namings(self) -> list[Naming]:
        return self._told.namings

    @property
    def practices(self) -> list[Practice]:
        return self._told.practices

    @property
    def papers(self) -> list[OfficialDocument]:
        """Slips that were drafted for it, for the office; the unit has them in its post."""
        return self._told.papers if self.supervises else []

    @cached_property
    def precedents(self) -> list[Precedent]:
        return precedents(self.actor, self.problem.title, self.day, leave_out=self.problem.pk)

    @property
    def may_open_source(self) -> bool:
        """Links lead into the room that found it, which asks its own rights; units get no link."""
        return bool(self.problem.source_url) and (self.supervises or self.standing.found_it)

    def may_see(self, other: Problem) -> bool:
        return may_see(self.actor, other, self.day)


def life_of(actor: Actor, problem_id: int, at: datetime) -> Life:
    """The problem as this actor may see it now."""
    problem, places, standing = problem_for(actor, problem_id, local_day(at))
    return Life(actor, problem, places, standing, at)
