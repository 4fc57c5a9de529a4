"""Counts that never cost more than they say: up to a bound, many in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: From here on a list says "999+": nobody reads on from a count to a row beyond it.
COUNT_LIMIT = 1000


def bounded_counts(querysets: Sequence[QuerySet], limit: int = COUNT_LIMIT) -> list[int]:
    """How many rows each finds, ``limit`` at most; one query, whatever their number."""
    selects: list[str] = []
    given: list[Any] = []
    for queryset in querysets:
        try:
            sql, params = queryset.order_by().values("pk")[:limit].query.sql_with_params()
        except EmptyResultSet:
            selects.append("0")
            continue
        # The statement is the ORM's own; its values stay parameters.
        selects.append(f"(SELECT COUNT(*) FROM ({sql}) AS bounded)")  # noqa: S608
        given += params
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", given)
        return list(cursor.fetchone())


def count_words(count: int, limit: int = COUNT_LIMIT) -> str:
    """
    >>> count_words(12), count_words(1000)
    ('12', '999+')
    """
    return f"{limit - 1}+" if count >= limit else str(count)
