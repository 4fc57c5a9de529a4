"""Where in the tree of units an event of this room is filed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dukao.kernel.actor import Actor, around
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.organisations.vocabulary import Tree


def filed_under(actor: Actor) -> str:
    """The widest place the actor runs or leads: whoever oversees that place sees the journal entry."""
    return next(iter(actor.scopes(Role.OFFICE, Role.LEADER)), "")


def filed_around(actor: Actor, units: Iterable[int], day: date) -> str:
    """Above the units it is about, so that whoever oversees one of them alone is told of it."""
    places = versions_by_unit(set(units), day).values()
    if any(place.unit.tree == Tree.REFERENCE for place in places):
        return filed_under(actor)
    return around(place.path for place in places) or filed_under(actor)
