"""Reading what was recorded beside the reported values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dukao.assessments.chain import rounds_over
from dukao.assessments.computing import events_kept
from dukao.assessments.gathering import counting_periods, events_of_scheme
from dukao.assessments.inputs import Happened
from dukao.assessments.models import Round, ScoreEvent
from dukao.assessments.policies import can_see_sheet
from dukao.assessments.spans import base_span
from dukao.assessments.vocabulary import ASSESSED, OVERSEERS, RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.memo import kept_while_reading
from dukao.organisations.selectors import unit_on
from dukao.organisations.vocabulary import Tree
from dukao.schemes.selectors import document
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


def visible_events(actor: Actor) -> QuerySet[ScoreEvent]:
    """Events of units the actor oversees or answers for, the newest first, revoked ones among them."""
    seen = Q(pk__in=())
    for path in actor.scopes(*OVERSEERS, *ASSESSED):
        seen |= Q(unit__versions__path__startswith=path)
    if actor.has(*OVERSEERS):
        seen |= Q(unit__tree=Tree.REFERENCE)
    events = ScoreEvent.objects.filter(pk__in=ScoreEvent.objects.filter(seen).values("pk"))
    return events.select_related("version__scheme", "unit", "recorded_by", "revoked_by").order_by(
        "-happened_on", "-pk"
    )


def visible_event(actor: Actor, event_id: int) -> ScoreEvent:
    event = ScoreEvent.objects.select_related("version__scheme", "unit").filter(pk=event_id).first()
    if event is None or not can_see_sheet(actor, unit_on(event.unit_id, event.happened_on)):
        raise Missing("没有这条记录，或不在你的查看范围。")
    return event


def events_counting(assessment: Round, unit_id: int) -> list[ScoreEvent]:
    """What counts for the unit in this round, the oldest first.

    In a period that is frozen only what its facts keep: neither what was recorded later nor without
    what was revoked later.
    """
    scheme = document(assessment.version)
    closed = _closed_rounds(assessment, scheme.base_periods(assessment.span))
    live = set(scheme.base_periods(assessment.span)) - closed.keys()
    kept: dict[Period, Counter[Happened]] = {}
    found = []
    for event in _events_of(assessment.version, unit_id):
        periods = counting_periods(scheme, event)
        counts = event.revoked_at is None and not live.isdisjoint(periods)
        for period in closed.keys() & set(periods):
            facts = kept.setdefault(period, Counter(events_kept(closed[period], event.unit.code)))
            counts |= _is_taken(event, closed[period], facts)
        if counts:
            found.append(event)
    return found


@kept_while_reading
def _events_of(version: SchemeVersion, unit_id: int) -> list[ScoreEvent]:
    """All of the unit's; the sheet of a year asks for those of each period it is made of."""
    events = events_of_scheme(version).filter(unit_id=unit_id)
    return list(events.select_related("recorded_by", "unit").order_by("happened_on", "pk"))


def _closed_rounds(assessment: Round, periods: tuple[Period, ...]) -> dict[Period, Round]:
    own = periods == (assessment.span,)
    rounds = [assessment] if own else rounds_over(assessment.version, periods)
    return {each.span: each for each in rounds if each.state != RoundState.COLLECTING}


def _is_taken(event: ScoreEvent, closed: Round, facts: Counter[Happened]) -> bool:
    """The event is one of these frozen facts; each stands for one event and is taken off."""
    frozen_at = closed.frozen_at
    row = (event.item, event.level, event.count, event.fact_key, event.reason)
    was_revoked = event.revoked_at is not None and frozen_at is not None and event.revoked_at <= frozen_at
    if was_revoked or not facts[row]:
        return False
    facts[row] -= 1
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """The periods an event counts in: those still open, and those whose results are frozen already."""

    open: tuple[Period, ...]
    closed: tuple[Period, ...]

    @property
    def counts_in(self) -> str:
        """计入 2026 年 11 月、2026 年 12 月；已冻结的 2026 年 10 月不受影响"""
        return f"计入 {_labels(self.open)}{self.untouched}"

    @property
    def untouched(self) -> str:
        return f"；已冻结的 {_labels(self.closed)}不受影响" if self.closed else ""

    @property
    def open_labels(self) -> str:
        return _labels(self.open)


def _labels(periods: Iterable[Period]) -> str:
    return "、".join(period.label for period in periods)


def reach_of(event: ScoreEvent) -> Reach:
    """Which rounds will count the event, or no longer count it once it is revoked."""
    periods = counting_periods(document(event.version), event)
    closed = closed_periods(event.version)
    return Reach(
        open=tuple(period for period in periods if period not in closed),
        closed=tuple(period for period in periods if period in closed),
    )


def settled_labels(version: SchemeVersion) -> list[str]:
    """Periods of the scheme whose results are frozen, in order, as the room below names them."""
    return [period.label for period in sorted(closed_periods(version))]


def closed_periods(version: SchemeVersion) -> set[Period]:
    """Periods scored from facts that are frozen, under whichever version of the scheme."""
    span = base_span(document(version))
    rounds = Round.objects.filter(version__scheme_id=version.scheme_id, months=span)
    frozen = rounds.exclude(state=RoundState.COLLECTING)
    return {Period.parse(period) for period in frozen.values_list("period", flat=True)}
