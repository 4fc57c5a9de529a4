"""What waits for a person: a registry that rooms fill and the landing page reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from dukao.kernel.prepared import Question, answers


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that finds what waits, and how its rows become to-dos: called only where there are any.

    Landing pages are opened all day and most rooms have nothing for most people; so the questions of all
    rooms are asked together, in one query.
    """

    question: Question
    written: Callable[[list[tuple[Any, ...]]], Iterable[Todo]]


Source = Callable[..., Iterable[Todo | Waiting]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(actor, now)``; called from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def todos(actor: Person, now: datetime) -> list[Todo]:
    """Everything that waits for ``actor``, the most urgent first; what has no clock comes last."""
    found = written_out(one for source in _sources for one in source(actor, now))
    return sorted(found, key=lambda todo: (todo.due_at is None, todo.due_at or now, todo.title))


def written_out(found: Iterable[Todo | Waiting]) -> list[Todo]:
    """The to-dos among them, and those that are there once all that may wait is asked for."""
    waiting = list(found)
    done = [one for one in waiting if isinstance(one, Todo)]
    asked = [one for one in waiting if isinstance(one, Waiting)]
    for one, rows in zip(asked, answers([one.question for one in asked]), strict=True):
        if rows:
            done += one.written(rows)
    return done
