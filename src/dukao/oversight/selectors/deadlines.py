"""Clocks of answers for the calendar: no word of what was asked leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.oversight.selectors.letters import to_answer
from dukao.oversight.selectors.waiting import CLOSING_HOUR
from dukao.ui.deadlines import Deadline


def deadlines_of(actor: Actor, now: datetime) -> Iterator[Deadline]:
    if not actor.has(Role.OFFICE, Role.UNIT_HEAD):
        return
    for letter in to_answer(actor):
        assert letter.due_on is not None
        assert letter.sent_at is not None
        yield Deadline(
            uid=f"letter-{letter.pk}", title=f"答复{letter.get_kind_display()} {letter.number}",
            due_at=at_time(letter.due_on, CLOSING_HOUR), set_at=letter.sent_at,
            url=reverse("oversight:letter", args=[letter.pk]),
        )  # fmt: skip
