"""What waits for a person: a registry that rooms fill and the landing page reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Person(Protocol):
    """Whoever is logged in; rooms know more about their actor than this module needs to."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing somebody must do: the clock stands first, then what, then the way there."""

    due_at: datetime | None
    title: str
    detail: str
    url: str
    act: str
    is_official: bool = False


Source = Callable[..., Iterable[Todo]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, now)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def todos(actor: Person, now: datetime) -> list[Todo]:
    """Everything that waits for ``actor``, the most urgent first; what has no clock comes last."""
    found = [todo for source in _sources for todo in source(actor, now)]
    return sorted(found, key=lambda todo: (todo.due_at is None, todo.due_at or now, todo.title))
