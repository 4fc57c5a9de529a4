"""What waits for the person: places of colleagues they may take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from dukao.identity.selectors import offers_to
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.ui.formats import day
from dukao.ui.todo import Todo


def loans_waiting(actor: Actor, now: datetime) -> Iterator[Todo]:
    """A reminder for every colleague in whose place the actor may act and does not."""
    if actor.account_id is None or actor.acting_for:
        return
    for offer in offers_to(actor.account_id, local_day(now)):
        name, last_day = offer.lender.name, offer.until - timedelta(days=1)
        yield Todo(
            due_at=at_time(offer.until, 0),
            title=f"{name}委托你代行{offer.roles}",
            detail=f"到 {day(last_day)}为止。开始代办后，办理的事项记为代{name}办理。",
            url=reverse("identity:me"),
            act="去代办",
        )
