"""Bars in the terminal while bytes are copied and read again; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

#: ``with show("佐证文件", total_bytes) as advance: advance(4096)``
Show = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


def bars(console: Console) -> Show:
    @contextmanager
    def show(words: str, total: int) -> Iterator[Callable[[int], None]]:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task(words, total=total)
            yield lambda size: progress.advance(task, size)

    return show
