"""Who took part in checks besides those this room knows: rooms that send people into the field say so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

#: Ids of checks -> queries whose rows are a check and accounts that took part in it, or none in their place.
Source = Callable[[Collection[int]], Iterable[QuerySet[Any, Any]]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(check_ids)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def others_taking_part(check_ids: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    for source in _sources:
        yield from source(check_ids)
