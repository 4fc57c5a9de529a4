"""Questions that every page asks: their SQL is written once and then only filled in.

Writing the SQL of a query with a few joins takes Django about a millisecond, thirty times what the
database needs to answer it. That is nothing for a page's own questions and much for those of every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet, Value

#: Parameters by name: one, or for a tuple a list of them.
Ask = Callable[..., QuerySet[Any, Any]]
#: Compiler, SQL, its parameters, and what makes Python values of the columns that need it.
Written = tuple[Any, str, tuple[Any, ...], Any]


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


class Prepared:
    """A ``values_list`` that ``ask`` builds from one :class:`Parameter`, or list of them, a field."""

    def __init__(self, ask: Ask, **fields: Field[Any, Any]) -> None:
        self._ask = ask
        self._fields = fields
        self._written: dict[Any, Written | None] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The answer for these values; a tuple stands for a list of that many parameters."""
        shape = {name: len(value) for name, value in values.items() if isinstance(value, tuple)}
        key = (connection.vendor, *sorted(shape.items()))
        if key not in self._written:
            self._written[key] = self._write(shape)
        written = self._written[key]
        if written is None:
            return []
        compiler, sql, places, converters = written
        filled = [place.given(values) if isinstance(place, Parameter) else place for place in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    def number(self, **values: Any) -> int:
        """The sum of the first column, for counts."""
        return sum(row[0] for row in self.rows(**values))

    def _write(self, shape: Mapping[str, int]) -> Written | None:
        """``None`` where the query can have no answer, such as one of an empty list."""
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
        return compiler, sql, params, compiler.get_converters(selected)
