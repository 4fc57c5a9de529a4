"""Questions that every page asks: their SQL is written once and then only filled in.

Writing the SQL of a query with a few joins takes Django about a millisecond, thirty times what the
database needs to answer it. That is nothing for a page's own questions and much for those of every page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BinaryField,
    DateField,
    DecimalField,
    DurationField,
    Field,
    JSONField,
    Min,
    Model,
    Q,
    QuerySet,
    TimeField,
    Value,
)
from django.db.models import Count as CountOf
from django.db.models.functions import Coalesce
from django.utils.timezone import is_aware, make_aware

M = TypeVar("M", bound=Model)
R = TypeVar("R")
#: Parameters by name: one, or for a tuple a list of them.
Ask = Callable[..., QuerySet[Any, Any]]
#: Columns that would not come out of JSON as they went in: digits, fractions of a second, bytes.
NOT_CARRIED = (BinaryField, DecimalField, DurationField, TimeField)


@dataclass(frozen=True, slots=True)
class Written:
    """A query as SQL; ``converters`` make Python values of the columns that need it."""

    compiler: Any
    sql: str
    places: tuple[Any, ...]
    converters: Any
    columns: tuple[Any, ...]

    @property
    def names(self) -> str:
        """What the columns are called inside a larger statement."""
        return ", ".join(f"c{place}" for place in range(len(self.columns)))

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


def gathered(found: QuerySet[Any]) -> QuerySet[Any, Any]:
    """As one group, to be counted or summed: of a group there is no row without members."""
    # A plain aggregate, or a plain value, makes no group.
    return found.order_by().annotate(gathered=Coalesce(Value(1), Value(1))).values("gathered")


def tally(found: QuerySet[Any], first: str = "") -> QuerySet[Any, Any]:
    """How many, and the earliest of a column if one is named: one row, or none where nothing is found."""
    counted = gathered(found).annotate(n=CountOf("pk"))
    return counted.annotate(first=Min(first)).values_list("n", "first") if first else counted.values_list("n")


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
        rows = _answer(written.sql, written.filled(values))
        if not written.converters:
            return rows
        return [tuple(row) for row in written.compiler.apply_converters(rows, written.converters)]

    def asked(self, **values: Any) -> Question:
        """The question with its values, to be asked together with others by :func:`answers`."""
        return Question(self, values)

    def number(self, **values: Any) -> int:
        """The sum of the first column, for counts."""
        return self.count(**values).number

    def count(self, **values: Any) -> Count:
        """The same, not asked yet."""
        return Count(self.asked(**values))

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
        selected = tuple(column for column, *_ in compiler.select[: compiler.col_count])
        return Written(compiler, sql, params, compiler.get_converters(selected), selected)


@dataclass(frozen=True)
class Question:
    """A prepared query and what it is filled in with, not asked yet."""

    of: Prepared
    values: Mapping[str, Any]

    @property
    def written(self) -> Written | None:
        return self.of.written(self.values)


@dataclass(frozen=True)
class Count:
    """How many a question finds, asked together with others by :func:`numbers`."""

    of: Question

    @property
    def number(self) -> int:
        return numbers([self])[0]


def numbers(counts: Sequence[Count | int]) -> list[int]:
    """All of them in one statement, so that what a page counts is one question; what is known stays so."""
    found = iter(together([one for one in counts if isinstance(one, Count)], ())[0])
    return [one if isinstance(one, int) else next(found) for one in counts]


def answers(questions: Sequence[Question]) -> list[list[tuple[Any, ...]]]:
    """The rows of each, in no order, all asked in one statement: what waits in ten rooms is one question.

    No two need have the same columns, so that they come as JSON. Numbers, texts and days are read back;
    columns of ``NOT_CARRIED`` raise ``TypeError`` and are asked for alone.
    """
    return together((), questions)[1]


def together(
    counts: Sequence[Count], questions: Sequence[Question]
) -> tuple[list[int], list[list[tuple[Any, ...]]]]:
    """The number of each count and the rows of each question, in one statement."""
    for question in questions:
        _must_be_carried(question.written)
    postgres = connection.vendor == "postgresql"
    rows, row = ("json_agg", "json_build_array") if postgres else ("json_group_array", "json_array")
    found = _figures(
        [
            *((one.of, lambda _: "COALESCE(SUM(c0), 0)") for one in counts),
            *((one, lambda written: f"CAST({rows}({row}({written.names})) AS TEXT)") for one in questions),
        ]
    )
    texts = found[len(counts) :]
    return [int(number or 0) for number in found[: len(counts)]], [
        [_read(one.written, values) for values in json.loads(text)] if text else []
        for one, text in zip(questions, texts, strict=True)
    ]


def whole(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """All columns and annotations, to be asked as a :class:`Question` and read by :func:`instances`."""
    return rows.values_list(*_columns(rows.model), *rows.query.annotations)


def instances(model: type[M], values: Sequence[tuple[Any, ...]], *annotations: str) -> list[M]:
    """The rows of an answered :func:`whole` as the ORM would give them, their annotations beside them."""
    fields, found = model._meta.concrete_fields, []
    for row in values:
        stored = [_stored(field, value) for field, value in zip(fields, row, strict=False)]
        own = model.from_db(DEFAULT_DB_ALIAS, _columns(model), stored)
        for name, value in zip(annotations, row[len(fields) :], strict=True):
            setattr(own, name, value)
        found.append(own)
    return found


@dataclass(frozen=True)
class Reading(Generic[R]):
    """Questions, and what is made of the rows of each: asked together with other readings by :func:`read`."""

    questions: Sequence[Question]
    made: Callable[..., R]


def reading(made: Callable[..., R], *rows: QuerySet[Any, Any]) -> Reading[R]:
    """Of queries that are not written once, for they depend on who asks."""
    return Reading([Prepared(partial(QuerySet.all, one)).asked() for one in rows], made)


def read(*readings: Reading[Any]) -> list[Any]:
    """What is made of each, all asked in one statement."""
    found = iter(answers([question for one in readings for question in one.questions]))
    return [one.made(*(next(found) for _ in one.questions)) for one in readings]


def at_once(*asked: QuerySet[Any, Any]) -> list[list[Any]]:
    """What each of these finds, in its order, as if it were asked alone, but all in one statement.

    For the lists of a page about one thing; see :func:`answers` for the columns it takes.
    """
    questions = [Prepared(partial(QuerySet.all, one)).asked() for one in asked]
    return [
        _filled(one, question.written, rows)
        for one, question, rows in zip(asked, questions, answers(questions), strict=True)
    ]


def _filled(asked: QuerySet[Any, Any], written: Written | None, rows: list[tuple[Any, ...]]) -> list[Any]:
    """The ORM makes of these rows what it would have made of the database's: related objects, prefetches."""
    if written is None:
        return []
    found = asked.all()
    written.compiler.execute_sql = lambda *_, **__: [rows]
    found.query.get_compiler = lambda *_, **__: written.compiler  # type: ignore[method-assign]
    return list(found)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _stored(field: Field[Any, Any], value: Any) -> Any:
    """A value that came as JSON, as the field gives it."""
    if isinstance(value, str) and hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, connection)
    return None if value is None else field.to_python(value)


def _figures(asked: Sequence[tuple[Question, Callable[[Written], str]]]) -> list[Any]:
    """One figure of each, ``None`` of those that can have no answer."""
    ways: list[str] = []
    figures: list[str] = []
    given: list[Any] = []
    for place, (question, figure) in enumerate(asked):
        written = question.written
        if written is None:
            figures.append("NULL")
            continue
        # The statements are the ORM's own; their values stay parameters.
        ways.append(f"q{place} ({written.names}) AS ({written.sql})")
        figures.append(f"(SELECT {figure(written)} FROM q{place})")  # noqa: S608
        given += written.filled(question.values)
    if not ways:
        return [None] * len(asked)
    return list(_answer(f"WITH {', '.join(ways)} SELECT {', '.join(figures)}", given)[0])


def _answer(statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """PostgreSQL gets the values apart from the statement, so that it plans it once for a connection.

    Planning a page's question of ten joins takes as long as answering it.
    """
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor

        connection.ensure_connection()
        database: Any = connection
        opened = database._prepare_cursor(cast(Any, ServerBindingCursor)(database.connection))
    else:
        opened = connection.cursor()
    with opened as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _must_be_carried(written: Written | None) -> None:
    for column in written.columns if written else ():
        if isinstance(column.output_field, NOT_CARRIED):
            raise TypeError(f"{column} is of a kind that is asked for alone")


def _read(written: Written | None, values: Sequence[Any]) -> tuple[Any, ...]:
    """A row as the database would give it; JSON knows no days, and a database no JSON but as text."""
    assert written is not None
    return tuple(
        _raw(column.output_field, value) for column, value in zip(written.columns, values, strict=True)
    )


def _raw(field: Field[Any, Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(field, DateField):
        return _moment(field.to_python(value))
    return json.dumps(value) if isinstance(value, dict | list) and isinstance(field, JSONField) else value


def _moment(value: Any) -> Any:
    """SQLite keeps moments without their zone."""
    return (
        value
        if not isinstance(value, datetime) or is_aware(value)
        else make_aware(value, connection.timezone)
    )
