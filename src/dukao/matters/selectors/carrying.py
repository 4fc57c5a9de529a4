"""结转: what a year leaves unfinished, what cannot go on as it is, and what went on already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.light import Light
from dukao.kernel.roles import Role
from dukao.matters.models import CarryOver, Matter
from dukao.matters.selectors.clocks import carryable_matters
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import light_of
from dukao.matters.vocabulary import OPEN, SETTLED, MatterState
from dukao.organisations.selectors import unit_ids_under, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: One press does not change more than somebody has looked at; what is left comes with the next.
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One matter of the year; ``obstacle`` says why it is not carried over like this, "" when it can be."""

    matter: Matter
    lead: UnitVersion
    light: Light
    obstacle: str
    #: What the office should know before it ticks the matter.
    advice: str

    @property
    def is_ticked(self) -> bool:
        return self.matter.state != MatterState.FINISHED


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The matters of ``year`` as they stand before they are carried into the next."""

    year: int
    going: list[Unfinished]
    held_back: list[Unfinished]
    #: How many more there are than one press may change.
    more: int
    #: What is settled and stays in the year's ledger, by state.
    settled: list[tuple[str, int]]
    carried: list[CarryOver]

    @property
    def settled_count(self) -> int:
        return sum(count for _, count in self.settled)


def year_end(actor: Actor, year: int, day: date) -> YearEnd:
    open_ = carryable_matters(actor, year, day)
    matters = list(
        open_.select_related("field").prefetch_related("milestones").order_by("due_on", "pk")[:MOST_AT_ONCE]
    )
    more = open_.count() - len(matters) if len(matters) == MOST_AT_ONCE else 0
    places = versions_by_unit((matter.lead_unit_id for matter in matters), day)
    rules, calendar = rules_on(day), work_calendar()
    rows = [
        Unfinished(
            matter, places[matter.lead_unit_id], light_of(matter, rules, calendar, day),
            _obstacle(places[matter.lead_unit_id], day), _advice(matter, day),
        )
        for matter in matters
    ]  # fmt: skip
    return YearEnd(
        year=year, going=[row for row in rows if not row.obstacle],
        held_back=[row for row in rows if row.obstacle], more=more,
        settled=_settled(actor, year, day), carried=list(carried_from(actor, year, day)[:MOST_AT_ONCE]),
    )  # fmt: skip


def years_to_carry(actor: Actor, day: date) -> list[int]:
    """Years with open matters up to this one, the newest first; always this year and the last."""
    supervised = Matter.objects.filter(owner__in=_offices(actor, day), state__in=OPEN, year__lte=day.year)
    found = set(supervised.order_by().values_list("year", flat=True).distinct())
    return sorted(found | {day.year, day.year - 1}, reverse=True)


def carried_from(actor: Actor, year: int, day: date) -> QuerySet[CarryOver]:
    """What went on from ``year`` to the next, the newest first."""
    return (
        CarryOver.objects.filter(from_year=year, matter__owner__in=_offices(actor, day))
        .select_related("matter", "by")
        .order_by("-at", "matter__due_on", "pk")
    )


def _offices(actor: Actor, day: date) -> QuerySet:
    return unit_ids_under(actor.scopes(Role.OFFICE), day)


def _settled(actor: Actor, year: int, day: date) -> list[tuple[str, int]]:
    rows = Matter.objects.filter(year=year, state__in=SETTLED, owner__in=_offices(actor, day))
    counted = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [(MatterState(state).label, counted[state]) for state in SETTLED if state in counted]


def _obstacle(lead: UnitVersion, day: date) -> str:
    ended = lead.until is not None and lead.until <= day
    return f"{lead.short_name}已经撤并，请打开事项单独结转，写明由哪个单位继续办理。" if ended else ""


def _advice(matter: Matter, day: date) -> str:
    if matter.state == MatterState.FINISHED:
        return "已报结等待销号，能销号的先销号"
    if matter.state == MatterState.SUSPENDED:
        return "中止中，结转以后仍是中止"
    if matter.state == MatterState.DRAFT:
        return "还没有交办"
    return "时限已过，不定新的时限就继续亮红灯" if matter.due_on < day else ""
