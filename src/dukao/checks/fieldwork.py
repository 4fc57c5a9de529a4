"""Who goes into the field for a check: rooms that send people say so, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dukao.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Errand:
    """One journey into the field, as its room names it."""

    title: str
    detail: str
    state: str
    url: str


#: (actor, check id): what this actor may know of.
Source = Callable[[Actor, int], Iterable[Errand]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, check_id)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def errands_for(actor: Actor, check_id: int) -> list[Errand]:
    return [errand for source in _sources for errand in source(actor, check_id)]
