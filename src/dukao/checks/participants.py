"""Who took part in checks besides those this room knows: rooms that send people into the field say so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

#: Ids of checks -> (check, account) for everybody who took part.
Source = Callable[[Collection[int]], Iterable[tuple[int, int]]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(check_ids)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def others_taking_part(check_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    for source in _sources:
        yield from source(check_ids)
