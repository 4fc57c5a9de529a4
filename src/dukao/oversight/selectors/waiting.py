"""What waits for a person because of oversight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.db.models import Count as DbCount
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.prepared import Count, Parameter, Prepared, any_of
from dukao.kernel.roles import Role
from dukao.oversight.models import Letter, Transfer
from dukao.oversight.selectors.letters import to_answer, to_judge
from dukao.oversight.selectors.transfers import to_receive
from dukao.oversight.vocabulary import Direction, LetterState, TransferState
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


def count_letters(actor: Actor) -> Count:
    """Letters that wait for this very person: to be answered, or an answer to be judged."""
    heads = tuple(sorted(actor.units(Role.UNIT_HEAD)))
    return _LETTERS.count(
        asking=actor.scopes(Role.DISCIPLINE), answering=actor.scopes(Role.OFFICE), headed=heads
    )


def _letters(
    asking: Sequence[Parameter], answering: Sequence[Parameter], headed: Sequence[Parameter]
) -> QuerySet[Letter, tuple[int]]:
    to_judge = any_of("unit_path__startswith", asking) & Q(state=LetterState.ANSWERED)
    of_office = any_of("unit_path__startswith", answering) & Q(to_office=True, state=LetterState.SENT)
    of_unit = any_of("unit_id", headed) & Q(to_office=False, state=LetterState.SENT)
    found = Letter.objects.filter(to_judge | of_office | of_unit)
    return found.order_by().values("state").annotate(n=DbCount("pk")).values_list("n")


_LETTERS = Prepared(_letters, asking=CharField(), answering=CharField(), headed=BigIntegerField())


def count_transfers(actor: Actor) -> Count:
    """Transfers that wait for this side's receipt."""
    return _TRANSFERS.count(disciplined=actor.scopes(Role.DISCIPLINE), run=actor.scopes(Role.OFFICE))


def _transfers(disciplined: Sequence[Parameter], run: Sequence[Parameter]) -> QuerySet[Transfer, tuple[int]]:
    inward = any_of("unit_path__startswith", disciplined) & Q(direction=Direction.TO_DISCIPLINE)
    outward = any_of("unit_path__startswith", run) & Q(direction=Direction.TO_OFFICE)
    found = Transfer.objects.filter(inward | outward, state=TransferState.SENT)
    return found.order_by().values("state").annotate(n=DbCount("pk")).values_list("n")


_TRANSFERS = Prepared(_transfers, disciplined=CharField(), run=CharField())


def _todo(letter: Letter, act: str, due_at: datetime | None, *, is_official: bool = False) -> Todo:
    url = reverse("oversight:letter", args=[letter.pk])
    return Todo(due_at, f"{letter.get_kind_display()}：{letter.title}", letter.number, url, act, is_official)
