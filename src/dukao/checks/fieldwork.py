"""Who goes into the field for a check: rooms that send people say so, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dukao.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Errand:
    """One journey into the field, as its room names it."""

    title: str
    detail: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """On ``day`` somebody was at ``unit_id`` for a check."""

    check_id: int
    unit_id: int
    day: date


#: (actor, check id): what this actor may know of.
Source = Callable[[Actor, int], Iterable[Errand]]
#: (actor, check ids): days that may be told this actor; the same day may come more than once.
DaySource = Callable[[Actor, Collection[int]], Iterable[Attendance]]
_sources: list[Source] = []
_day_sources: list[DaySource] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, check_id)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def add_day_source(source: DaySource) -> None:
    """Register ``source(actor, check_ids)``; called from ``AppConfig.ready``."""
    if source not in _day_sources:
        _day_sources.append(source)


def errands_for(actor: Actor, check_id: int) -> list[Errand]:
    return [errand for source in _sources for errand in source(actor, check_id)]


def attendance(actor: Actor, check_ids: Collection[int]) -> set[Attendance]:
    return {one for source in _day_sources for one in source(actor, check_ids)} if check_ids else set()
