"""Assigning matters to their units, and the units' answer: received, or not ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS, Places, can_receive, can_register
from dukao.matters.selectors import term_on
from dukao.matters.services.extending import drop_extension
from dukao.matters.services.holding import held_matter, label_of, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.registering import set_limit
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import MATTER_FLOW
from dukao.organisations.selectors import work_calendar


@transaction.atomic
def assign_matter(*, actor: Actor, matter: Matter, at: datetime) -> Matter:
    """The lead unit has it in hand; its clocks run from today."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    hand_over(actor, matter, places, at)
    return matter


def hand_over(actor: Actor, matter: Matter, places: Places, at: datetime) -> None:
    """The matter goes to its unit, for whoever was allowed to send it."""
    today = local_day(at)
    set_limit(matter, today)
    if matter.due_on < today:
        raise DomainError("past_limit", f"{label_of(matter)} 的完成时限已经过去，请先修改时限再交办。")
    receive_by = work_calendar().add(today, term_on(matter.kind, today).receive_workdays)
    before = apply_move(
        matter, MATTER_FLOW, "assign", assigned_on=today, receive_by=receive_by,
        due_on=matter.due_on, is_provisional=matter.is_provisional, revision=matter.revision + 1,
    )  # fmt: skip
    project_lights(matter, at)
    note(
        actor,
        "matter_assigned",
        matter,
        places.lead,
        at,
        was=before,
        after={"due_on": matter.due_on.isoformat()},
    )
    tell_unit(
        matter, DOERS, f"新交办：{matter.title}", key=f"matter-assigned:{matter.pk}:{matter.revision}", at=at
    )


@transaction.atomic
def assign_matters(*, actor: Actor, matters: Iterable[Matter], at: datetime) -> list[Matter]:
    """Several at once, all or none."""
    return [assign_matter(actor=actor, matter=matter, at=at) for matter in matters]


@transaction.atomic
def receive_matter(*, actor: Actor, matter: Matter, at: datetime) -> Matter:
    """签收: from today on the unit owes words."""
    matter, places = held_matter(matter.pk, at)
    require(can_receive(actor, places))
    before = apply_move(matter, MATTER_FLOW, "receive", received_at=at, last_word_on=local_day(at))
    project_lights(matter, at)
    note(actor, "matter_received", matter, places.lead, at, was=before)
    return matter


@transaction.atomic
def decline_matter(*, actor: Actor, matter: Matter, reason: str, at: datetime) -> Matter:
    """退签: the unit says that it is not its own; the office assigns it anew."""
    matter, places = held_matter(matter.pk, at)
    require(can_receive(actor, places))
    before = apply_move(
        matter,
        MATTER_FLOW,
        "decline",
        reason=reason,
        assigned_on=None,
        receive_by=None,
        opinion=reason.strip(),
    )
    drop_extension(matter, "单位已退签", at)
    project_lights(matter, at)
    note(actor, "matter_declined", matter, places.lead, at, was=before, reason=reason)
    tell_office(
        matter,
        f"退签：{matter.title}",
        body=reason,
        key=f"matter-declined:{matter.pk}:{matter.revision}",
        at=at,
    )
    return matter
