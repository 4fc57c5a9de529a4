"""Every move of the flow, from every state, by every standing character: it works or it is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.flow import Move
from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.services import MatterDraft, Part
from dukao.matters.vocabulary import MATTER_FLOW, MatterState
from tests.conftest import NOW, TODAY, City
from tests.matters.conftest import DUE

pytestmark = pytest.mark.django_db

#: Who may go which way: the office supervises, the lead unit works, its head alone says that all is done.
ROLES = {
    "assign": {"office"},
    "drop": {"office"},
    "receive": {"reporter", "head"},
    "decline": {"reporter", "head"},
    "transfer": {"office"},
    "progress": {"reporter", "head"},
    "finish": {"head"},
    "return": {"office"},
    "close": {"office"},
    "reopen": {"office"},
    "suspend": {"office"},
    "resume": {"office"},
    "merge": {"office"},
    "split": {"office"},
}
CHARACTERS = ("office", "leader", "reporter", "head", "reviewer", "stranger", "discipline")
#: Besides the moves of the flow: another piece of progress leaves the state as it is.
ALSO = {("progress", MatterState.ONGOING): MatterState.ONGOING}
#: What an ordinary state of the matter looks like in the database.
FACTS: dict[str, dict[str, Any]] = {
    "closed": {"closed_at": NOW, "finished_at": NOW, "opinion": "同意销号。"},
    "finished": {"finished_at": NOW},
}


class Undone(Exception):
    """What a cell of the table did is taken back."""


def go(
    name: str, actor: Actor, matter: Matter, other: Matter, city: City, words: str = "因情况变化。"
) -> None:
    day = TODAY + timedelta(days=30)
    parts = [Part(f"第{n}段", city.housing.pk, DUE) for n in (1, 2)]
    acts: dict[str, Callable[[], object]] = {
        "assign": lambda: services.assign_matter(actor=actor, matter=matter, at=NOW),
        "drop": lambda: services.drop_matter(actor=actor, matter=matter, reason=words, at=NOW),
        "receive": lambda: services.receive_matter(actor=actor, matter=matter, at=NOW),
        "decline": lambda: services.decline_matter(actor=actor, matter=matter, reason=words, at=NOW),
        "transfer": lambda: services.transfer_matter(
            actor=actor, matter=matter, lead_unit_id=city.planning.pk, reason=words, at=NOW
        ),
        "progress": lambda: services.report_progress(
            actor=actor, matter=matter, percent=40, text=words, at=NOW
        ),
        "finish": lambda: services.finish_matter(actor=actor, matter=matter, text=words, at=NOW),
        "return": lambda: services.return_matter(actor=actor, matter=matter, reason=words, at=NOW),
        "close": lambda: services.close_matter(actor=actor, matter=matter, opinion=words, at=NOW),
        "reopen": lambda: services.reopen_matter(
            actor=actor, matter=matter, reason=words, due_on=day, at=NOW
        ),
        "suspend": lambda: services.suspend_matter(actor=actor, matter=matter, reason=words, at=NOW),
        "resume": lambda: services.resume_matter(actor=actor, matter=matter, reason=words, at=NOW),
        "merge": lambda: services.merge_matter(actor=actor, matter=matter, into=other, reason=words, at=NOW),
        "split": lambda: services.split_matter(actor=actor, matter=matter, parts=parts, reason=words, at=NOW),
    }
    acts[name]()


def test_the_table_knows_every_move() -> None:
    assert set(ROLES) == {move.name for move in MATTER_FLOW.moves}


@pytest.mark.parametrize("state", list(MatterState))
def test_state_by_move_by_role(
    city: City, matter: Matter, draft: Callable[..., MatterDraft], state: MatterState
) -> None:
    other = services.register_matter(actor=city.actor(city.office), draft=draft(title="另一件"), at=NOW)
    assert other is not None
    placed: dict[str, Any] = {"state": state, "merged_into": other, **FACTS.get(state, {})}
    if state != MatterState.DRAFT:
        placed["assigned_on"] = TODAY
    Matter.objects.filter(pk=matter.pk).update(**placed)
    found, entries = {}, Entry.objects.count()
    for who in CHARACTERS:
        for step in MATTER_FLOW.moves:
            found[who, step.name] = outcome(step.name, city.actor(getattr(city, who)), matter, other, city)
    assert found == {
        (who, step.name): wanted(who, step, state) for who in CHARACTERS for step in MATTER_FLOW.moves
    }
    assert Entry.objects.count() == entries


def outcome(name: str, actor: Actor, matter: Matter, other: Matter, city: City) -> str:
    """The state it led to, or "not you", or "not now"; whatever it did is taken back."""
    entries = Entry.objects.count()
    try:
        with transaction.atomic():
            go(name, actor, Matter.objects.get(pk=matter.pk), other, city)
            assert Entry.objects.count() > entries
            raise Undone(Matter.objects.get(pk=matter.pk).state)
    except Undone as undone:
        return str(undone)
    except Refused:
        return "not you"
    except DomainError as error:
        return "not now" if error.status == 409 else error.sentence


def wanted(who: str, step: Move, state: str) -> str:
    if who not in ROLES[step.name]:
        return "not you"
    if state in step.sources:
        return step.target
    # Words of progress are refused by a policy of their own, which says why.
    return ALSO.get((step.name, state), "not you" if step.name == "progress" else "not now")


@pytest.mark.parametrize(
    "step", [move for move in MATTER_FLOW.moves if move.needs_reason], ids=lambda m: m.name
)
def test_what_needs_a_reason_is_refused_without_one(
    city: City, matter: Matter, draft: Callable[..., MatterDraft], step: Move
) -> None:
    other = services.register_matter(actor=city.actor(city.office), draft=draft(title="另一件"), at=NOW)
    assert other is not None
    state = min(step.sources)
    Matter.objects.filter(pk=matter.pk).update(state=state, assigned_on=TODAY, **FACTS.get(state, {}))
    who = city.actor(getattr(city, min(ROLES[step.name])))
    with pytest.raises(DomainError, match="要写明原因"):
        go(step.name, who, Matter.objects.get(pk=matter.pk), other, city, words=" ")
    assert Matter.objects.get(pk=matter.pk).state == state
