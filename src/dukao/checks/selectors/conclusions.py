"""Which conclusions somebody sees, and what the page of one shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.checks.clocks import Clock, clock_of
from dukao.checks.models import Check, Conclusion, ConclusionEvidence, Demand, Participation, Review
from dukao.checks.participants import others_taking_part
from dukao.checks.policies import ABOVE, SHOWN_TO_OBJECT, UNIT_ROLES, Places, can_see_conclusion
from dukao.checks.selectors.seeing import joint_ids
from dukao.checks.vocabulary import CONCLUSION_EVENTS, OFFICIAL_EVENTS, ConclusionState, Severity
from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day, today
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import at_once
from dukao.organisations.selectors import paths_of, unit_ids_under, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.journal.models import Entry
    from dukao.organisations.models import UnitVersion


def visible_conclusions(actor: Actor, day: date) -> QuerySet[Conclusion]:
    """The same rule as ``policies.can_see_conclusion``, as rows of the database."""
    if not actor.has(*ABOVE, *UNIT_ROLES):
        return Conclusion.objects.none()
    own, followed = actor.units(*UNIT_ROLES), unit_ids_under(actor.scopes(*ABOVE), day)
    object_side = Q(unit__in=own) | Q(unit__in=followed)
    return Conclusion.objects.filter(
        _organised_by(own) | _organised_by(followed) | Q(state__in=SHOWN_TO_OBJECT) & object_side
    )


def conclusions_meeting(actor: Actor, day: date, search: str = "") -> QuerySet[Conclusion]:
    found = visible_conclusions(actor, day).select_related("check_of").defer("text", "explanation")
    if search:
        found = found.filter(Q(check_of__name__icontains=search) | Q(check_of__number__istartswith=search))
    return found


def _organised_by(units: Iterable[int] | QuerySet) -> Q:
    through = Check.joint.through.objects.filter(check_id=OuterRef("check_of_id"), unit_id__in=units)
    return Q(check_of__organiser__in=units) | Q(Exists(through))


def conclusion_places(conclusion: Conclusion, day: date) -> Places:
    """Paths of those who organise the check and of the one unit the conclusion is about."""
    check = conclusion.check_of
    joint = joint_ids(check)
    paths = paths_of([check.organiser_id, *joint, conclusion.unit_id], day)
    organisers = tuple(paths[unit] for unit in (check.organiser_id, *joint))
    return Places(organisers, (paths[conclusion.unit_id],))


def taking_part(check: Check) -> frozenset[int]:
    """Accounts that had a hand in the check or a conclusion of it, from every room that knows of any."""
    return frozenset(account for _, account in each_of(at_once(*all_taking_part([check.pk]))))


def all_taking_part(check_ids: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    """The same of many checks, not asked yet: of every room rows of a check and accounts."""
    yield Participation.objects.filter(check_of__in=check_ids).values_list("check_of_id", "account_id")
    yield from others_taking_part(check_ids)


def each_of(answers: Iterable[Iterable[tuple[int, ...]]]) -> set[tuple[int, int]]:
    """Those who took part, as (check, account)."""
    rows = chain.from_iterable(answers)
    return {(check, account) for check, *accounts in rows for account in accounts if account is not None}


@dataclass(frozen=True, slots=True)
class Happening:
    entry: Entry
    words: str
    tone: str


@dataclass(frozen=True)
class Sheet:
    """What the page shows of one conclusion."""

    conclusion: Conclusion
    places: Places
    actor: Actor
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)

    @property
    def check(self) -> Check:
        return self.conclusion.check_of

    @cached_property
    def _units(self) -> dict[int, UnitVersion]:
        return versions_by_unit([self.conclusion.unit_id, self.check.organiser_id], local_day(self.at))

    @property
    def unit(self) -> UnitVersion:
        return self._units[self.conclusion.unit_id]

    @property
    def organiser(self) -> UnitVersion:
        return self._units[self.check.organiser_id]

    @cached_property
    def demands(self) -> list[Demand]:
        return list(self.conclusion.demands.all())

    @property
    def standing_demands(self) -> list[Demand]:
        return [demand for demand in self.demands if demand.lifted_at is None]

    @cached_property
    def evidence(self) -> list[ConclusionEvidence]:
        return list(self.conclusion.evidence.select_related("file").order_by("pk"))

    @cached_property
    def reviews(self) -> list[Review]:
        return list(self.conclusion.reviews.select_related("asked_by", "decided_by").order_by("-pk"))

    @property
    def open_review(self) -> Review | None:
        return next((one for one in self.reviews if not one.outcome and one.withdrawn_at is None), None)

    @cached_property
    def clock(self) -> Clock | None:
        return clock_of(self.conclusion, self.open_review, work_calendar())

    @cached_property
    def recused(self) -> frozenset[int]:
        return taking_part(self.check)

    @cached_property
    def participations(self) -> list[Participation]:
        return list(self.check.participations.select_related("account").order_by("at", "pk"))

    @property
    def took_part_elsewhere(self) -> bool:
        """The reader keeps away for a part in the field, which only they are told: groups report upward."""
        mine = self.actor.account_id
        return mine in self.recused and all(one.account_id != mine for one in self.participations)

    @property
    def lighter(self) -> list[tuple[str, str]]:
        """What a review may still say of it: as heavy as now, or lighter."""
        return [choice for choice in Severity.choices if rank(choice[0]) <= rank(self.conclusion.severity)]

    @cached_property
    def happenings(self) -> list[Happening]:
        return [
            Happening(entry, words_of(entry.event), "official" if entry.event in OFFICIAL_EVENTS else "")
            for entry in entries_of(self.conclusion)[:100]
            if entry.event in CONCLUSION_EVENTS
        ]


def rank(severity: str) -> int:
    """How heavy, from 0."""
    return list(Severity.values).index(severity)


def sheet_of(actor: Actor, conclusion_id: int, at: datetime) -> Sheet:
    """The conclusion as this actor may see it now."""
    found = (
        Conclusion.objects.select_related(
            "check_of", "drafted_by", "explained_by", "sent_by", "approved_by", "received_by"
        )
        .filter(pk=conclusion_id)
        .first()
    )
    if found is None:
        raise _missing()
    places = conclusion_places(found, local_day(at))
    if not can_see_conclusion(actor, found, places):
        raise _missing()
    return Sheet(found, places, actor, at)


def _missing() -> Missing:
    return Missing("没有找到这份结论，可能还没有送达，或不在你的查看范围。")


@dataclass(frozen=True, slots=True)
class ConclusionRow:
    conclusion: Conclusion
    unit: str
    organiser: str
    clock: Clock | None


def conclusion_rows(conclusions: Iterable[Conclusion], day: date) -> list[ConclusionRow]:
    """Rows of one page with names and clocks, in a few queries however long it is."""
    shown = list(conclusions)
    ids = {unit for one in shown for unit in (one.unit_id, one.check_of.organiser_id)}
    names, calendar = versions_by_unit(ids, day), work_calendar()
    waiting = Review.objects.filter(
        conclusion__in=[one.pk for one in shown], outcome="", withdrawn_at__isnull=True
    )
    reviews = {review.conclusion_id: review for review in waiting}
    return [
        ConclusionRow(
            one, names[one.unit_id].short_name, names[one.check_of.organiser_id].short_name,
            clock_of(one, reviews.get(one.pk), calendar),
        )
        for one in shown
    ]  # fmt: skip


#: Saved views of the list: what each asks for.
VIEWS: dict[str, Q] = {
    "work": Q(state__in=[ConclusionState.DRAFT, ConclusionState.HEARING, ConclusionState.SENT]),
    "served": Q(state=ConclusionState.SERVED),
    "review": Q(state=ConclusionState.REVIEWED),
    "stands": Q(
        state__in=[
            ConclusionState.RECEIVED, ConclusionState.UPHELD, ConclusionState.CHANGED,
            ConclusionState.ANNULLED,
        ]
    ),
}  # fmt: skip


def is_shown_as_evidence(actor: Actor, file_id: int) -> bool:
    """Whoever sees a conclusion sees what it rests on."""
    proved = ConclusionEvidence.objects.filter(file=file_id).values("conclusion")
    return visible_conclusions(actor, today()).filter(pk__in=proved).exists()
