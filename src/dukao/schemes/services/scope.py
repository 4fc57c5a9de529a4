"""Where in the tree of units an event of this room is filed."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role


def filed_under(actor: Actor) -> str:
    """The widest place the actor runs or leads: whoever oversees that place sees the journal entry."""
    return next(iter(actor.scopes(Role.OFFICE, Role.LEADER)), "")
