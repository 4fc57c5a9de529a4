"""What is due for a person: a registry that rooms fill and the calendar feed reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Person(Protocol):
    """Whoever asks; rooms know more about their actor than this module needs to."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of one person.

    ``uid`` is the same for ever ("report-7"), so that a moved clock moves in every calendar; ``set_at`` is
    when it was set or last moved. The title leaves the house: no person's name, no text.
    """

    uid: str
    title: str
    due_at: datetime
    set_at: datetime
    url: str = ""
    is_done: bool = False


Source = Callable[..., Iterable[Deadline]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, now)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def deadlines(actor: Person, now: datetime) -> list[Deadline]:
    """Everything that is due for ``actor``, the first first."""
    found = [deadline for source in _sources for deadline in source(actor, now)]
    return sorted(found, key=lambda deadline: (deadline.due_at, deadline.uid))
