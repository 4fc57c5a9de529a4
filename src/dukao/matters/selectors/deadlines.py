"""Limits and clocks of one's own matters, for the calendar feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, end_of_day, local_day
from dukao.kernel.extension import ExtensionState
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.ui.deadlines import Deadline

#: A calendar that forgets yesterday is no calendar.
KEPT = timedelta(days=90)


def deadlines_of(actor: Actor, now: datetime) -> Iterator[Deadline]:
    """Until when matters of one's own units are to be received and done; titles stay inside."""
    granted = Q(extensions__state=ExtensionState.GRANTED)
    led = Matter.objects.filter(
        lead_unit__in=actor.units(*DOERS), assigned_on__isnull=False, due_on__gte=local_day(now) - KEPT
    ).annotate(moved_at=Max("extensions__decided_at", filter=granted))
    for matter in led.order_by("due_on", "pk"):
        assert matter.assigned_on is not None
        assigned_at = at_time(matter.assigned_on, 9)
        url = reverse("matters:show", args=[matter.pk])
        yield Deadline(
            uid=f"matter-{matter.pk}",
            title=f"督办事项 {matter.number} 完成时限",
            due_at=end_of_day(matter.due_on),
            set_at=matter.moved_at or assigned_at,
            url=url,
            is_done=matter.state not in IN_HAND,
        )
        if matter.receive_by is not None:
            yield Deadline(
                uid=f"matter-{matter.pk}-receive",
                title=f"督办事项 {matter.number} 签收截止",
                due_at=end_of_day(matter.receive_by),
                set_at=assigned_at,
                url=url,
                is_done=matter.state != MatterState.ASSIGNED,
            )
