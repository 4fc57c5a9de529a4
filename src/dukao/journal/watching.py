"""Who wants to know of an entry as it is written: higher rooms say so at start-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dukao.journal.models import Entry

#: Told inside the transaction of the change: if the watcher fails, nothing was done.
Watcher = Callable[["Entry"], None]

watchers: dict[str, list[Watcher]] = defaultdict(list)


def watch(events: Iterable[str], watcher: Watcher) -> None:
    """From now on ``watcher`` is told of each of these events."""
    for event in events:
        watchers[event].append(watcher)
