"""Lists that grow without end: a page begins after the last row of the page before, in any sorting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, QuerySet
from django.http import QueryDict

from dukao.kernel.counting import bounded_counts, count_words
from dukao.kernel.keyset import past
from dukao.ui.tables import Listing

#: No key is longer.
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of one page, and the marks by which the pages beside it begin; "" where there is none."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


class KeyedListing(Listing):
    """``after`` and ``before`` in the address are the place of a row: its key, and what it is sorted by.

    Nothing is counted beyond a bound, and no row is skipped to find a page. What rows are sorted by may be a
    column or an annotation, and is never null.
    """

    def __init__(self, query: QueryDict, *, default_sort: str, **features: Any) -> None:
        super().__init__(query, default_sort=default_sort, **features)
        self._after, self._before = query.get("after", ""), query.get("before", "")

    def show(self, rows: QuerySet[Any] | Sequence[Any]) -> KeyedListing:
        self._rows = rows
        for name in ("stretch", "total"):
            self.__dict__.pop(name, None)
        return self

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def ordering(self) -> tuple[str, ...]:
        return (self.sort, "-pk" if self.sort.startswith("-") else "pk")

    @cached_property
    def stretch(self) -> Stretch:
        found = self._rows
        assert isinstance(found, QuerySet)
        back = bool(self._before)
        place = self._place(found, self._before or self._after)
        falling = self.sort.startswith("-") != back
        sign = "-" if falling else ""
        found = found.order_by(f"{sign}{self.column}", f"{sign}pk")
        if place is not None:
            found = found.filter(past(self.column, falling, *place))
        rows = list(found[: self.per_page + 1])
        more, rows = len(rows) > self.per_page, rows[: self.per_page]
        if back:
            rows.reverse()
        if not rows:
            return Stretch(rows)
        moved = place is not None
        return Stretch(
            rows,
            newer=self._mark(rows[0]) if (more if back else moved) else "",
            older=self._mark(rows[-1]) if (moved if back else more) else "",
        )

    @property
    def rows(self) -> Sequence[Any]:
        return self.stretch.rows

    @cached_property
    def total(self) -> int:
        """Up to the bound."""
        assert isinstance(self._rows, QuerySet)
        return bounded_counts([self._rows])[0]

    @property
    def total_words(self) -> str:
        return count_words(self.total)

    def _mark(self, row: Any) -> str:
        pk, value = (
            row[name] if isinstance(row, dict) else getattr(row, name) for name in ("pk", self.column)
        )
        return f"{pk}_{value.isoformat() if hasattr(value, 'isoformat') else value}"

    def _place(self, found: QuerySet[Any], mark: str) -> tuple[Any, int] | None:
        """The value and the key of a mark; what is none begins at the first page."""
        pk, _, text = mark.partition("_")
        if not (pk.isascii() and pk.isdigit() and len(pk) <= _DIGITS):
            return None
        try:
            value = _field(found, self.column).to_python(text)
        except ValidationError:
            return None
        return (value, int(pk)) if value is not None else None


def _field(found: QuerySet[Any], name: str) -> Field[Any, Any]:
    annotation = found.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    field = found.model._meta.get_field(name)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(name)
    return field
