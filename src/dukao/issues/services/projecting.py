"""Turning days of lamps, worked out anew whenever a fact they rest on has changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.issues.lights import turning_days
from dukao.issues.models import Problem, RectificationRules
from dukao.issues.selectors import course_of, rules_on
from dukao.issues.vocabulary import IN_HAND
from dukao.kernel.clock import local_day
from dukao.kernel.light import COLOURS
from dukao.kernel.workdays import WorkCalendar
from dukao.organisations.selectors import work_calendar

BATCH = 500


def project_lights(problem: Problem, at: datetime) -> None:
    """The problem's turning days follow from its facts as they are now stored."""
    _turn(problem, rules_on(local_day(at)), work_calendar())
    Problem.objects.filter(pk=problem.pk).update(
        **{f"{colour}_from": getattr(problem, f"{colour}_from") for colour in COLOURS}
    )


def refresh_lights(*, at: datetime) -> int:
    """Turning days of all problems in hand, after rules or holidays have changed; returns how many moved."""
    rules, calendar = rules_on(local_day(at)), work_calendar()
    moved, last = 0, 0
    while batch := list(Problem.objects.filter(state__in=IN_HAND, pk__gt=last).order_by("pk")[:BATCH]):
        changed = [problem for problem in batch if _turn(problem, rules, calendar)]
        with transaction.atomic():
            Problem.objects.bulk_update(changed, [f"{colour}_from" for colour in COLOURS])
        moved, last = moved + len(changed), batch[-1].pk
    return moved


def _turn(problem: Problem, rules: RectificationRules, calendar: WorkCalendar) -> bool:
    """Set the turning days on the object; true when any of them moved."""
    turning = {
        f"{colour}_from": day for colour, day in turning_days(course_of(problem), rules, calendar).items()
    }
    moved = any(getattr(problem, name) != day for name, day in turning.items())
    for name, day in turning.items():
        setattr(problem, name, day)
    return moved
