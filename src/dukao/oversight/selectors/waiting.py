"""What waits for a person because of oversight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.oversight.models import Letter
from dukao.oversight.selectors.letters import to_answer, to_judge
from dukao.oversight.selectors.transfers import to_receive
from dukao.ui.todo import Todo

#: A letter is due at the end of the office's day.
CLOSING_HOUR = 17


def todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    if actor.has(Role.OFFICE, Role.UNIT_HEAD):
        for letter in to_answer(actor):
            assert letter.due_on is not None
            yield _todo(letter, "答复", at_time(letter.due_on, CLOSING_HOUR), is_official=True)
    if actor.has(Role.DISCIPLINE):
        for letter in to_judge(actor):
            yield _todo(letter, "看答复", None)
    if actor.has(Role.DISCIPLINE, Role.OFFICE):
        for transfer in to_receive(actor):
            url = reverse("oversight:transfer", args=[transfer.pk])
            yield Todo(
                None, f"移送待签收：{transfer.outline}", transfer.number, url, "签收", is_official=True
            )


def _todo(letter: Letter, act: str, due_at: datetime | None, *, is_official: bool = False) -> Todo:
    url = reverse("oversight:letter", args=[letter.pk])
    return Todo(due_at, f"{letter.get_kind_display()}：{letter.title}", letter.number, url, act, is_official)
