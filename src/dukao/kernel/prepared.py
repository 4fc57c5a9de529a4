"""Questions that every page asks: their SQL is written once and then only filled in.

Writing the SQL of a query with a few joins takes Django about a millisecond, thirty times what the
database needs to answer it. That is nothing for a page's own questions and much for those of every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Q, QuerySet, Value

#: Parameters by name: one, or for a tuple a list of them.
Ask = Callable[..., QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """A query as SQL; ``converters`` make Python values of the columns that need it."""

    compiler: Any
    sql: str
    places: tuple[Any, ...]
    converters: Any
    width: int

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [place.given(values) if isinstance(place, Parameter) else place for place in self.places]


class Parameter(Value):
    """A place in a query that is filled in when it is asked: with the value, or one of a tuple."""

    def __init__(self, name: str, field: Field[Any, Any], index: int | None = None) -> None:
        super().__init__((name, index), output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def given(self, values: Mapping[str, Any]) -> Any:
        name, index = self.value
        value = values[name] if index is None else values[name][index]
        return self.output_field.get_db_prep_value(value, connection)


def any_of(name: str, values: Iterable[Any]) -> Q:
    """``name`` is one of these; ``__in`` of a relation takes no parameters."""
    return either(Q(**{name: value}) for value in values)


def among(name: str, values: Iterable[Any] | QuerySet[Any, Any]) -> Q:
    """``name`` is one of these values, parameters, or rows of a query."""
    return Q(**{f"{name}__in": values}) if isinstance(values, QuerySet) else any_of(name, values)


def either(parts: Iterable[Q]) -> Q:
    """At least one of these conditions holds; of none, nothing does."""
    return reduce(or_, parts, Q(pk__in=()))


class Prepared:
    """A ``values_list`` that ``ask`` builds from one :class:`Parameter`, or list of them, a field."""

    def __init__(self, ask: Ask, **fields: Field[Any, Any]) -> None:
        self._ask = ask
        self._fields = fields
        self._written: dict[Any, Written | None] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The answer for these values; a tuple stands for a list of that many parameters."""
        written = self.written(values)
        if written is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(written.sql, written.filled(values))
            rows = cursor.fetchall()
        if not written.converters:
            return rows
        return [tuple(row) for row in written.compiler.apply_converters(rows, written.converters)]

    def number(self, **values: Any) -> int:
        """The sum of the first column, for counts."""
        return self.count(**values).number

    def count(self, **values: Any) -> Count:
        """The same, not asked yet."""
        return Count(self, values)

    def written(self, values: Mapping[str, Any]) -> Written | None:
        """``None`` where the query can have no answer, such as one of an empty list."""
        shape = {name: len(value) for name, value in values.items() if isinstance(value, tuple)}
        key = (connection.vendor, *sorted(shape.items()))
        if key not in self._written:
            self._written[key] = self._write(shape)
        return self._written[key]

    def _write(self, shape: Mapping[str, int]) -> Written | None:
        places = {
            name: [Parameter(name, field, index) for index in range(shape[name])]
            if name in shape
            else Parameter(name, field)
            for name, field in self._fields.items()
        }
        compiler = self._ask(**places).query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        selected = [column for column, *_ in compiler.select[: compiler.col_count]]
        return Written(compiler, sql, params, compiler.get_converters(selected), len(selected))


@dataclass(frozen=True)
class Count:
    """How many a prepared query finds, asked together with others by :func:`numbers`."""

    of: Prepared
    values: Mapping[str, Any]

    @property
    def number(self) -> int:
        return numbers([self])[0]


def numbers(counts: Sequence[Count | int]) -> list[int]:
    """All of them in one statement, so that what a page counts is one question; what is known stays so."""
    ways: list[str] = []
    sums: list[str] = []
    given: list[Any] = []
    for place, count in enumerate(counts):
        written = count.of.written(count.values) if isinstance(count, Count) else None
        if written is None or isinstance(count, int):
            sums.append(str(count) if isinstance(count, int) else "0")
            continue
        columns = ", ".join(f"c{column}" for column in range(written.width))
        # The statements are the ORM's own; their values stay parameters.
        ways.append(f"q{place} ({columns}) AS ({written.sql})")
        sums.append(f"(SELECT COALESCE(SUM(c0), 0) FROM q{place})")  # noqa: S608
        given += written.filled(count.values)
    if not ways:
        return [int(number) for number in sums]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(ways)} SELECT {', '.join(sums)}", given)
        return [int(number) for number in cursor.fetchone()]
