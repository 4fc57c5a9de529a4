"""Numbers of a year that are read off the rows themselves, where few are given."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length


def next_number(rows: QuerySet[Any], prefix: str, year: int) -> str:
    """YJ-2026-003 after YJ-2026-002, and a fourth digit once a year needs one.

    What follows is guarded by the unique constraint on ``number``: the second of two at once is refused.
    """
    start = f"{prefix}-{year}-"
    taken = rows.filter(number__startswith=start).order_by(Length("number"), "number")
    newest = taken.values_list("number", flat=True).last()
    return f"{start}{int(newest.removeprefix(start)) + 1 if newest else 1:03d}"
