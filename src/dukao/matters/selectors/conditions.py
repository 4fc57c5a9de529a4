"""What the ledger is asked for: views and conditions, as rows of the database.

Everything here is built alike from values and from the parameters of a prepared question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.prepared import any_of, either
from dukao.matters.models import Matter
from dukao.matters.selectors.clocks import SPEAKING
from dukao.matters.selectors.dispatch import SILENT_AFTER
from dukao.matters.selectors.seeing import lit, shining, visible_matters
from dukao.matters.vocabulary import IN_HAND, OPEN, SETTLED, MatterKind, MatterState

#: What hurts most comes first.
LAMPS = {"red": "警示", "yellow": "预警", "blue": "临期", "green": "正常", "none": "不亮灯"}
LIT = ("red", "yellow", "blue")
INSTRUCTIONS = (MatterKind.URGENT_INSTRUCTION, MatterKind.INSTRUCTION, MatterKind.HARD_INSTRUCTION)
#: Open states whose lamp may be out: said of what is open, the index by state finds the few.
UNLIT = tuple(state for state in OPEN if state not in SPEAKING)
DUES = {"over": "已逾期", "week": "本周到期", "month": "30 日内到期", "later": "30 日以后"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; empty parts ask for nothing."""

    view: str = "open"
    lamps: tuple[str, ...] = ()
    fields: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unit_id: int | None = None
    leader_id: int | None = None
    due: str = ""
    search: str = ""

    @property
    def given(self) -> tuple[object, ...]:
        """The parts that are filled into a prepared question; all others are part of its words."""
        return (self.fields, self.years, self.unit_id, self.leader_id, self.search)

    @property
    def is_open(self) -> bool:
        """Nothing that is settled can be meant."""
        if self.view == "settled":
            return False
        return self.view != "open" or not self.states or set(self.states) <= set(OPEN)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that conditions speak of, seen from today."""

    today: Any
    sunday: Any
    month: Any
    silent: Any

    @classmethod
    def of(cls, day: date) -> Days:
        sunday, month = day + timedelta(days=6 - day.weekday()), day + timedelta(days=30)
        return cls(day, sunday, month, day - SILENT_AFTER)


def matters_meeting(actor: Actor, asked: Conditions, day: date) -> QuerySet[Matter]:
    """Everything the actor may see under these conditions, in no order."""
    return visible_matters(actor, day).filter(meeting(asked, Days.of(day)))


def meeting(asked: Conditions, days: Days) -> Q:
    found = _view(asked, days)
    if asked.lamps:
        found &= either(lit(lamp, days.today) for lamp in asked.lamps)
    if asked.lamps == ("none",) and asked.is_open:
        found &= Q(state__in=UNLIT)
    exact = {
        "state__in": asked.states, "regime__in": asked.regimes, "kind__in": asked.kinds,
        "year__in": asked.years, "lead_unit": asked.unit_id, "leader": asked.leader_id,
    }  # fmt: skip
    found &= Q(**{name: value for name, value in exact.items() if value})
    if asked.fields:
        found &= any_of("field", asked.fields)
    if asked.due:
        found &= _due(asked.due, days)
    if asked.search:
        found &= Q(title__icontains=asked.search) | Q(number__istartswith=asked.search)
    return found


def _view(asked: Conditions, days: Days) -> Q:
    views = {
        "lit": Q(is_open=True) & shining(days.today),
        "week": Q(is_open=True) & _due("week", days),
        "silent": Q(is_open=True, state__in=SPEAKING, last_word_on__lte=days.silent),
        "sign": Q(is_open=True, state=MatterState.FINISHED),
        "leader": Q(is_open=True, kind__in=INSTRUCTIONS),
        "settled": Q(is_open=False),
    }  # fmt: skip
    if asked.view in views:
        return views[asked.view]
    if asked.is_open:
        return Q(is_open=True)
    return Q(is_open=False) if set(asked.states) <= set(SETTLED) else Q()


def _due(name: str, days: Days) -> Q:
    return {
        "over": Q(due_on__lt=days.today, state__in=IN_HAND),
        "week": Q(due_on__gte=days.today, due_on__lte=days.sunday),
        "month": Q(due_on__gte=days.today, due_on__lte=days.month),
        "later": Q(due_on__gt=days.month),
    }[name]
