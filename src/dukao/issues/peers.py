"""Which units are of a kind with one another. Rooms that group units say so; here is the place.

A sweep (举一反三) proposes the peers of the unit that was found out: those it is assessed with, those of its
category and level, those of its level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """A group by its key and name, with the ids of all units in it."""

    key: str
    name: str
    unit_ids: frozenset[int]


#: ``groups(unit_id, day)`` gives the groups this unit is in on that day.
Groups = Callable[[int, date], Iterable[PeerGroup]]
_sources: list[Groups] = []


def add_source(groups: Groups) -> None:
    """Called from ``AppConfig.ready`` of the room that knows."""
    if groups not in _sources:
        _sources.append(groups)


def groups_of(unit_id: int, day: date) -> list[PeerGroup]:
    """What all rooms say; none where no room says anything."""
    return [group for groups in _sources for group in groups(unit_id, day)]
