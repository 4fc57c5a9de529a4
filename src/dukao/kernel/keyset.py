"""Pages that begin after a row, not at an offset: the millionth row costs what the first does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row in a list ordered by group, limit and key; ``group`` is "" where there is none."""

    group: str
    due_on: date
    pk: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """
        >>> str(Cursor.read("self_check_2026-10-15_7")), Cursor.read("red_2026-13-15_7"), Cursor.read("")
        ('self_check_2026-10-15_7', None, None)
        """
        group, day, pk = (["", "", "", *text.rsplit("_", 2)])[-3:]
        if not (pk.isascii() and len(pk) < 19 and len(group) < 19):
            return None
        try:
            return cls(group, date.fromisoformat(day), int(pk))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.group}_{self.due_on.isoformat()}_{self.pk}"


def beyond(column: str, falling: bool, *, group: Any, due_on: Any, pk: Any) -> Q:
    """Rows on the other side of that place, ordered by ``column`` (or none), ``due_on`` and key.

    The first part is what an index is entered by. Values, or the parameters of a prepared question.
    """
    sign = "lt" if falling else "gt"
    inner = Q(**{f"due_on__{sign}e": due_on}) & (Q(**{f"due_on__{sign}": due_on}) | Q(**{f"pk__{sign}": pk}))
    if not column:
        return inner
    return Q(**{f"{column}__{sign}e": group}) & (
        Q(**{f"{column}__{sign}": group}) | Q(**{column: group}) & inner
    )


def past(column: str, falling: bool, value: Any, pk: int) -> Q:
    """Rows on the other side of that place, ordered by ``column`` and key."""
    sign = "lt" if falling else "gt"
    return Q(**{f"{column}__{sign}e": value}) & (Q(**{f"{column}__{sign}": value}) | Q(**{f"pk__{sign}": pk}))
