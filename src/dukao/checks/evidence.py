"""What a conclusion may rest on besides files: findings and problems that other rooms offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dukao.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Reference:
    """``key`` is the same for ever ("finding-17"); ``url`` opens it for those who may see it."""

    key: str
    label: str
    url: str


#: (actor, check id, unit id): what this actor may see and cite.
Source = Callable[[Actor, int, int], Iterable[Reference]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, check_id, unit_id)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def references_for(actor: Actor, check_id: int, unit_id: int) -> list[Reference]:
    return [one for source in _sources for one in source(actor, check_id, unit_id)]
