"""Which of several changes are the newest, told from what each writer had seen: no clock is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

_DESK = UUID("6f2c8a52-9a0e-4c36-8d0f-0d5b7f1c6e10")


@dataclass(frozen=True, slots=True)
class Said:
    """A change by its mark, the marks its writer had seen, and when the writer's device says it was."""

    uid: UUID
    parents: frozenset[UUID]
    said_at: datetime


def newest(changes: Iterable[Said]) -> list[Said]:
    """Those nobody wrote over, the last said first; several were written without knowing of each other.

    >>> first, second, at = UUID(int=1), UUID(int=2), datetime(2026, 9, 28)
    >>> [one.uid.int for one in newest([Said(second, frozenset({first}), at), Said(first, frozenset(), at)])]
    [2]
    """
    known = list(changes)
    written_over = frozenset().union(*(one.parents for one in known))
    left = (one for one in known if one.uid not in written_over)
    return sorted(left, key=lambda one: (one.said_at, one.uid), reverse=True)


def desk_mark(key: str, revision: int) -> UUID:
    """The mark of what was written at a desk, where no device made one: the same for everybody who asks."""
    return uuid5(_DESK, f"{key}#{revision}")
