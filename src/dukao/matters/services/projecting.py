"""Turning days of lamps and the day of the next step, worked out anew whenever a fact has changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.kernel.clock import local_day
from dukao.kernel.light import COLOURS
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.lights import turning_days
from dukao.matters.models import Matter, SupervisionRules
from dukao.matters.selectors import course_of, rules_on, step_of
from dukao.matters.vocabulary import IN_HAND
from dukao.organisations.selectors import work_calendar

BATCH = 500
PROJECTED = (*(f"{colour}_from" for colour in COLOURS), "step_by")


def project_lights(matter: Matter, at: datetime) -> None:
    """The matter's turning days follow from its facts as they are now stored."""
    _turn(matter, rules_on(local_day(at)), work_calendar())
    Matter.objects.filter(pk=matter.pk).update(**{name: getattr(matter, name) for name in PROJECTED})


def refresh_lights(*, at: datetime) -> int:
    """Turning days of all matters in hand, after rules or holidays have changed; returns how many moved."""
    rules, calendar = rules_on(local_day(at)), work_calendar()
    moved, last = 0, 0
    while batch := list(
        Matter.objects.filter(state__in=IN_HAND, pk__gt=last)
        .prefetch_related("milestones")
        .order_by("pk")[:BATCH]
    ):
        changed = [matter for matter in batch if _turn(matter, rules, calendar)]
        with transaction.atomic():
            Matter.objects.bulk_update(changed, PROJECTED)
        moved, last = moved + len(changed), batch[-1].pk
    return moved


def _turn(matter: Matter, rules: SupervisionRules, calendar: WorkCalendar) -> bool:
    """Set the turning days on the object; true when any of them moved."""
    lamps = turning_days(course_of(matter), rules, calendar)
    turning = {f"{colour}_from": day for colour, day in lamps.items()}
    # What is to be done at once, whatever day it is, is due since the first day there can be.
    turning["step_by"] = step_of(matter, date.min).by if matter.state in IN_HAND else None
    moved = any(getattr(matter, name) != day for name, day in turning.items())
    for name, day in turning.items():
        setattr(matter, name, day)
    return moved
