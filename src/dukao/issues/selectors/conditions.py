"""What the ledger is asked for: views and conditions, as rows of the database.

Everything here is built alike from values and from the parameters of a prepared question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dukao.issues.models import Problem
from dukao.issues.selectors.seeing import lit, visible_problems
from dukao.issues.vocabulary import IN_HAND, OPEN, SETTLED, ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.prepared import either

LAMPS = {"red": "警示", "yellow": "预警", "blue": "临期", "green": "正常", "none": "不亮灯"}
DUES = {"over": "已逾期", "week": "7 日内到期", "month": "30 日内到期", "later": "30 日以后"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; empty parts ask for nothing."""

    view: str = "open"
    lamps: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unit_id: int | None = None
    due: str = ""
    search: str = ""

    @property
    def given(self) -> tuple[object, ...]:
        """The parts that are filled into a prepared question; all others are part of its words."""
        return (self.years, self.unit_id, self.search)

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
    week: Any
    month: Any

    @classmethod
    def of(cls, day: date) -> Days:
        return cls(day, day + timedelta(days=7), day + timedelta(days=30))


def problems_meeting(actor: Actor, asked: Conditions, day: date) -> QuerySet[Problem]:
    """Everything the actor may see under these conditions, in no order."""
    return visible_problems(actor, day).filter(meeting(asked, Days.of(day)))


def meeting(asked: Conditions, days: Days) -> Q:
    found = _view(asked, days)
    if asked.lamps:
        found &= either(lit(lamp, days.today) for lamp in asked.lamps)
    exact = {
        "source__in": asked.sources, "severity__in": asked.severities, "kind__in": asked.kinds,
        "state__in": asked.states, "regime__in": asked.regimes, "year__in": asked.years,
        "unit": asked.unit_id,
    }  # fmt: skip
    found &= Q(**{name: value for name, value in exact.items() if value})
    if asked.due:
        found &= _due(asked.due, days)
    if asked.search:
        found &= Q(title__icontains=asked.search) | Q(number__istartswith=asked.search)
    return found


def _view(asked: Conditions, days: Days) -> Q:
    views = {
        "draft": Q(state=ProblemState.DRAFT),
        "over": Q(is_open=1) & _due("over", days),
        "submitted": Q(state=ProblemState.SUBMITTED),
        "reopened": Q(is_open=1, rebounds__gt=0),
        "settled": Q(is_open=0),
    }
    if asked.view in views:
        return views[asked.view]
    if asked.is_open:
        return Q(is_open=1)
    return Q(is_open=0) if set(asked.states) <= set(SETTLED) else Q()


def _due(name: str, days: Days) -> Q:
    return {
        "over": Q(due_on__lt=days.today, state__in=IN_HAND),
        "week": Q(due_on__gte=days.today, due_on__lte=days.week),
        "month": Q(due_on__gte=days.today, due_on__lte=days.month),
        "later": Q(due_on__gt=days.month),
    }[name]
