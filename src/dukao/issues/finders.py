"""Whose finding a problem was. The rooms of patrols say which groups somebody belongs to; here is the place.

A problem carries ``source_key``, the group that found it ("patrol_group:3"). Members of that group go on
seeing it; patrollers of other groups do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from dukao.kernel.memo import kept_while_reading

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor

#: ``keys(actor, day)`` gives the keys of the groups this actor belongs to on that day.
Keys = Callable[["Actor", date], Iterable[str]]
_sources: list[Keys] = []


def add_finder(keys: Keys) -> None:
    """Called from ``AppConfig.ready`` of the room that knows."""
    if keys not in _sources:
        _sources.append(keys)


@kept_while_reading
def own_keys(actor: Actor, day: date) -> frozenset[str]:
    """Keys of all groups this actor belongs to; none where no room says anything."""
    return frozenset(key for keys in _sources for key in keys(actor, day) if key)
