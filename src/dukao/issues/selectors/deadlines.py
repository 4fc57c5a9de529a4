"""Limits of one's own problems, for the calendar feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dukao.issues.models import Problem
from dukao.issues.policies import DOERS
from dukao.issues.vocabulary import IN_HAND
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, end_of_day, local_day
from dukao.ui.deadlines import Deadline

#: A calendar that forgets yesterday is no calendar.
KEPT = timedelta(days=90)


def deadlines_of(actor: Actor, now: datetime) -> Iterator[Deadline]:
    """Until when problems of one's own units are to be put right; titles stay inside."""
    own = Problem.objects.filter(
        unit__in=actor.units(*DOERS), assigned_on__isnull=False, due_on__gte=local_day(now) - KEPT
    )
    for problem in own.order_by("due_on", "pk"):
        assert problem.assigned_on is not None
        yield Deadline(
            uid=f"problem-{problem.pk}", title=f"问题 {problem.number} 整改时限",
            due_at=end_of_day(problem.due_on), set_at=at_time(problem.assigned_on, 9),
            url=reverse("issues:show", args=[problem.pk]), is_done=problem.state not in IN_HAND,
        )  # fmt: skip
