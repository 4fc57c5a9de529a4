"""Who may open which address of the patrols room. Which tasks is decided by seats in groups."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import EVERYONE

_GROUP = frozenset({Role.PATROL})

ACCESS: dict[str, frozenset[str]] = {
    "patrols:field": _GROUP,
    "patrols:field_worker": EVERYONE,
    "patrols:field_tasks": _GROUP,
    "patrols:field_changes": _GROUP,
    "patrols:field_photo": _GROUP,
    "patrols:field_splits": _GROUP,
    "patrols:field_settle": _GROUP,
}


def objects(city: object) -> dict[str, tuple[object, ...]]:
    return {"patrols:field_settle": (1,)}
