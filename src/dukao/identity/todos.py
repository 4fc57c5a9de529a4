"""What waits for the person: places of colleagues they may take, and what a second officer decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from dukao.identity.selectors import offers_to, proposals_to_decide
from dukao.identity.selectors.grants import LENT
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.ui.formats import day
from dukao.ui.todo import Todo, Waiting


def loans_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """A reminder for every colleague in whose place the actor may act and does not."""
    account, today = actor.account_id, local_day(now)
    if account is None or actor.acting_for:
        return

    def offers(_: list[tuple[Any, ...]]) -> Iterator[Todo]:
        for offer in offers_to(account, today):
            name, last_day = offer.lender.name, offer.until - timedelta(days=1)
            yield Todo(
                due_at=at_time(offer.until, 0),
                title=f"{name}委托你代行{offer.roles}",
                detail=f"到 {day(last_day)}为止。开始代办后，办理的事项记为代{name}办理。",
                url=reverse("identity:me"),
                act="去代办",
            )

    yield Waiting(LENT.asked(account=account, day=today), offers)


def proposals_waiting(actor: Actor, now: datetime) -> Iterator[Todo]:
    """What another officer proposed and this one may agree to: nobody gets the role before."""
    for row in proposals_to_decide(actor, local_day(now)):
        role = row.what if row.proposal.role else ""
        yield Todo(
            due_at=None,
            title=f"复核{row.proposal.get_kind_display()}：{row.proposal.account.name}（{row.unit_name}）{role}",
            detail=f"{row.proposal.proposed_by.name}提出，同意后生效",
            url=reverse("identity:proposals"),
            act="复核",
            is_official=True,
        )
