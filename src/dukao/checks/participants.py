"""Who took part in a check besides those this room knows: rooms that send people into the field say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable

#: check id -> ids of accounts.
Source = Callable[[int], Iterable[int]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(check_id)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def others_taking_part(check_id: int) -> frozenset[int]:
    return frozenset(account for source in _sources for account in source(check_id))
