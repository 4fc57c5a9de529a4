"""What waits for a person because of oversight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Field, Q, QuerySet
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.prepared import Count, Parameter, Prepared, any_of, tally
from dukao.kernel.roles import Role
from dukao.oversight.models import Letter, Transfer
from dukao.oversight.vocabulary import Direction, LetterKind, LetterState, TransferState
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: A letter is due at the end of the office's day.
CLOSING_HOUR = 17


def todos(actor: Actor, now: datetime) -> Iterator[Waiting]:
    if actor.has(Role.OFFICE, Role.UNIT_HEAD, Role.DISCIPLINE):
        yield Waiting(_LETTERS.asked(**_sides(actor)), _to_write)
    if actor.has(Role.DISCIPLINE, Role.OFFICE):
        asked = _TRANSFERS.asked(disciplined=actor.scopes(Role.DISCIPLINE), run=actor.scopes(Role.OFFICE))
        yield Waiting(asked, _to_receive)


def count_letters(actor: Actor) -> Count:
    """Letters that wait for this very person: to be answered, or an answer to be judged."""
    return _LETTER_COUNT.count(**_sides(actor))


def count_transfers(actor: Actor) -> Count:
    """Transfers that wait for this side's receipt."""
    return _TRANSFER_COUNT.count(disciplined=actor.scopes(Role.DISCIPLINE), run=actor.scopes(Role.OFFICE))


def _sides(actor: Actor) -> dict[str, tuple[Any, ...]]:
    return {
        "asking": actor.scopes(Role.DISCIPLINE), "answering": actor.scopes(Role.OFFICE),
        "headed": tuple(sorted(actor.units(Role.UNIT_HEAD))),
    }  # fmt: skip


def _waiting_letters(
    asking: Sequence[Parameter], answering: Sequence[Parameter], headed: Sequence[Parameter]
) -> QuerySet[Letter]:
    to_judge = any_of("unit_path__startswith", asking) & Q(state=LetterState.ANSWERED)
    of_office = any_of("unit_path__startswith", answering) & Q(to_office=True, state=LetterState.SENT)
    of_unit = any_of("unit_id", headed) & Q(to_office=False, state=LetterState.SENT)
    return Letter.objects.filter(to_judge | of_office | of_unit)


def _waiting_transfers(disciplined: Sequence[Parameter], run: Sequence[Parameter]) -> QuerySet[Transfer]:
    inward = any_of("unit_path__startswith", disciplined) & Q(direction=Direction.TO_DISCIPLINE)
    outward = any_of("unit_path__startswith", run) & Q(direction=Direction.TO_OFFICE)
    return Transfer.objects.filter(inward | outward, state=TransferState.SENT)


_SIDES: dict[str, Field[Any, Any]] = {
    "asking": CharField(),
    "answering": CharField(),
    "headed": BigIntegerField(),
}
_LETTERS = Prepared(
    lambda **given: _waiting_letters(**given).values_list("pk", "state", "kind", "title", "number", "due_on"),
    **_SIDES,
)
_LETTER_COUNT = Prepared(lambda **given: tally(_waiting_letters(**given)), **_SIDES)
_TRANSFERS = Prepared(
    lambda **given: _waiting_transfers(**given).values_list("pk", "outline", "number"),
    disciplined=CharField(), run=CharField(),
)  # fmt: skip
_TRANSFER_COUNT = Prepared(
    lambda **given: tally(_waiting_transfers(**given)), disciplined=CharField(), run=CharField()
)


def _to_write(rows: Rows) -> Iterator[Todo]:
    """A letter whose clock runs is answered; an answer is judged by the side that asked."""
    for pk, state, kind, title, number, due_on in rows:
        is_answered = state == LetterState.ANSWERED
        yield Todo(
            due_at=None if is_answered else at_time(due_on, CLOSING_HOUR),
            title=f"{LetterKind(kind).label}：{title}",
            detail=number,
            url=reverse("oversight:letter", args=[pk]),
            act="看答复" if is_answered else "答复",
            is_official=not is_answered,
        )


def _to_receive(rows: Rows) -> Iterator[Todo]:
    for pk, outline, number in rows:
        url = reverse("oversight:transfer", args=[pk])
        yield Todo(None, f"移送待签收：{outline}", number, url, "签收", is_official=True)
