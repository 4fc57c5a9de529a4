"""A unit's own matters: what it has to do next, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.light import Light
from dukao.kernel.prepared import Count, Parameter, Prepared, any_of
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import course_of, light_of
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.organisations.selectors import versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: More than a unit can have in hand; nobody reads further.
MOST = 300
#: Words are asked for so many days before they are owed.
AHEAD = 5
_HURTS = {"red": 0, "yellow": 1, "blue": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """What the unit does next on one matter, why, and by which day."""

    matter: Matter
    word: str
    why: str
    act: str
    by: date

    @property
    def url_name(self) -> str:
        return f"matters:{self.act}"


@dataclass(frozen=True, slots=True)
class LitStep:
    """A step with the lamp of its matter."""

    step: Step
    light: Light
    planned: int
    place: UnitVersion


def next_steps(actor: Actor, day: date) -> list[LitStep]:
    """Matters in hand of the actor's own units, what hurts next first: its day, then its lamp."""
    mine = _in_hand(actor).order_by("due_on", "pk")[:MOST]
    matters = list(mine.select_related("field").prefetch_related("milestones"))
    if not matters:
        return []
    places = versions_by_unit({matter.lead_unit_id for matter in matters}, day)
    rules, calendar = rules_on(day), work_calendar()
    steps = [
        LitStep(
            step_of(matter, day), light_of(matter, rules, calendar, day), course_of(matter).planned(day),
            places[matter.lead_unit_id],
        )
        for matter in matters
    ]  # fmt: skip
    return sorted(
        steps, key=lambda lit: (lit.step.by, _HURTS.get(lit.light.colour, 3), lit.step.matter.due_on)
    )


def steps_due(actor: Actor, day: date) -> list[Step]:
    """What is to be done within some days: for the landing page."""
    near = _in_hand(actor).filter(step_by__lte=day + timedelta(days=AHEAD))
    steps = (step_of(matter, day) for matter in near.order_by("step_by", "due_on", "pk")[:MOST])
    return sorted(steps, key=lambda step: (step.by, step.matter.due_on))


def count_due(actor: Actor, day: date) -> Count:
    """How many of them there are: for the navigation."""
    return _DUE.count(units=tuple(sorted(actor.units(*DOERS))), by=day + timedelta(days=AHEAD))


def _due(units: Sequence[Parameter], by: Parameter) -> QuerySet[Matter, tuple[int]]:
    near = Matter.objects.filter(any_of("lead_unit", units), is_open=True, state__in=IN_HAND, step_by__lte=by)
    return near.values("lead_unit").annotate(n=models.Count("pk")).values_list("n")


_DUE = Prepared(_due, units=models.BigIntegerField(), by=models.DateField())


def assisted_matters(actor: Actor) -> list[Matter]:
    """Open matters the actor's units assist in; the lead unit speaks for them."""
    found = Matter.objects.filter(assisting__in=actor.units(*DOERS), is_open=True, assigned_on__isnull=False)
    return list(found.select_related("field").order_by("due_on", "pk").distinct()[:MOST])


def step_of(matter: Matter, day: date) -> Step:
    """The next step, from state and clocks alone; its day is kept with the matter as ``step_by``."""
    if matter.state == MatterState.ASSIGNED:
        why = "新交办，请签收；不属本单位职责的写明理由退签"
        return Step(matter, "签收", why, "receive", matter.receive_by or day)
    if matter.state == MatterState.RETURNED:
        return Step(matter, "补办", f"第 {matter.returns} 次退回：{matter.opinion}", "progress", day)
    if matter.percent == 100:
        return Step(matter, "报结", "进度已到 100%，核实后请负责人报结", "finish", matter.due_on)
    owed = (matter.last_word_on or day) + timedelta(days=matter.word_days)
    late = (day - owed).days
    if owed > matter.due_on:
        why = "时限已过，尽快办完报结" if matter.due_on < day else "时限到期前报结，办不完的提前申请延期"
        return Step(matter, "反馈进展", why, "progress", matter.due_on)
    why = f"已过反馈间隔 {late} 天" if late > 0 else f"每 {matter.word_days} 天至少反馈一次"
    return Step(matter, "反馈进展", why, "progress", owed)


def _in_hand(actor: Actor) -> QuerySet[Matter]:
    units = actor.units(*DOERS)
    led = Matter.objects.filter(lead_unit__in=units, is_open=True, state__in=IN_HAND)
    return led.defer("path", "standard", "legal_basis")
