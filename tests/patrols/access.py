"""Who may open which address of the patrols room. Which tasks is decided by seats in groups."""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import EVERYONE
from tests.conftest import City
from tests.patrols.drawing import plant_draw

_GROUP = frozenset({Role.PATROL})

_ABOVE = frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_OFFICE = frozenset({Role.OFFICE})

ACCESS: dict[str, frozenset[str]] = {
    "patrols:field": _GROUP,
    "patrols:field_worker": EVERYONE,
    "patrols:field_tasks": _GROUP,
    "patrols:field_changes": _GROUP,
    "patrols:field_photo": _GROUP,
    "patrols:field_splits": _GROUP,
    "patrols:field_settle": _GROUP,
    "patrols:draws": _ABOVE,
    "patrols:draw_add": _OFFICE,
    "patrols:draw": _ABOVE,
    "patrols:draw_list": _ABOVE,
    "patrols:draw_drop": _OFFICE,
    "patrols:draw_send": _OFFICE,
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    draw = plant_draw(city)
    named = ("draw", "draw_list", "draw_drop", "draw_send")
    return {"patrols:field_settle": (1,), **{f"patrols:{name}": (draw.pk,) for name in named}}
