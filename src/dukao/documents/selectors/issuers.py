"""Units an actor may issue documents for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dukao.documents.policies import can_draft
from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


def issuers_of(actor: Actor, day: date) -> list[UnitVersion]:
    """The actor's own unit first, then the units the office's role is held on."""
    wanted = dict.fromkeys([actor.unit_id, *sorted(actor.units(Role.OFFICE))])
    places = versions_by_unit([unit_id for unit_id in wanted if unit_id is not None], day)
    return [
        places[unit_id] for unit_id in wanted if unit_id in places and can_draft(actor, places[unit_id].path)
    ]
