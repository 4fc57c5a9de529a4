"""How far a long run has come: a bar on the terminal, nothing where no one looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Part = TypeVar("Part")


class Steps:
    """The steps of one run, shown as they begin."""

    def __init__(self, shown: Progress):
        self._shown = shown
        self._task = shown.add_task("", total=None)

    def begin(self, words: str) -> None:
        """The next step, whose length is not known."""
        self._shown.reset(self._task, description=words, total=None)

    def each(self, parts: Iterable[Part], total: int, words: str) -> Iterator[Part]:
        """The parts one by one, counted on the bar."""
        self._shown.reset(self._task, description=words, total=total)
        for part in parts:
            yield part
            self._shown.advance(self._task)

    def reach(self, done: int, total: int, words: str) -> None:
        """A step that counts for itself has come this far."""
        self._shown.update(self._task, description=words, completed=done, total=total)


@contextmanager
def steps() -> Iterator[Steps]:
    """Steps shown on stderr where that is a terminal; the bar is gone at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = not sys.stderr.isatty()
    with Progress(*columns, console=Console(file=sys.stderr), transient=True, disable=hidden) as shown:
        yield Steps(shown)
