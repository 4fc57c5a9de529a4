"""Fields of the document as boxes of a form, and a form's values as texts and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dukao.scoring.parts import (
    Choice,
    Codes,
    Field,
    Flag,
    Number,
    Numbers,
    Plain,
    Rounding,
    Table,
    Text,
    Whole,
    shown,
    shown_rows,
)
from dukao.scoring.parts.field import ROUNDING_WORDS, UnitCode

#: Offered without scrolling; other rules are kept when the document has them.
USUAL_ROUNDING = [words for words, stored in ROUNDING_WORDS.items() if stored in ("none", 0, 1, 2, 3, 4)]


@dataclass(frozen=True, slots=True)
class Box:
    """One control: ``kind`` says which, ``options`` what can be chosen."""

    field: Field
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.field.key

    @property
    def unit(self) -> str:
        return getattr(self.field, "unit", "")

    @property
    def words(self) -> tuple[str, ...]:
        """Words that may stand in the place of a number."""
        return tuple(getattr(self.field, "words", {}).values())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of boxes; the last row is empty and waits."""

    table: Table
    rows: tuple[tuple[Box, ...], ...]


def boxes(fields: Iterable[Field], data: Plain) -> list[Box]:
    """Single fields of ``fields`` with what the data hold."""
    own = [field for field in fields if not isinstance(field, Table)]
    texts = shown(own, data)
    return [box(field, texts[field.key]) for field in own]


def box(field: Field, value: str) -> Box:
    if isinstance(field, Flag):
        return Box(field, "flag", value)
    if isinstance(field, Choice) and type(field) is Choice:
        empty = [("", field.unset or "请选择")]
        return Box(field, "choice", value, (*empty, *((word, word) for word in field.choices.values())))
    if isinstance(field, Rounding):
        usual = USUAL_ROUNDING if not value or value in USUAL_ROUNDING else [*USUAL_ROUNDING, value]
        return Box(field, "choice", value, (("", field.unset or "请选择"), *((word, word) for word in usual)))
    if isinstance(field, UnitCode):
        return Box(field, "unit", value)
    if isinstance(field, Codes) or (isinstance(field, Text) and field.lines > 1):
        return Box(field, "lines", value)
    return Box(field, "number" if isinstance(field, Number | Whole | Numbers) else "text", value)


def grids(fields: Iterable[Field], data: Plain) -> list[Grid]:
    tables = [field for field in fields if isinstance(field, Table)]
    return [Grid(table, _rows(table, data)) for table in tables]


def _rows(table: Table, data: Plain) -> tuple[tuple[Box, ...], ...]:
    empty: dict[str, str] = {column.key: "" for column in table.columns}
    return tuple(
        tuple(box(column, row[column.key]) for column in table.columns)
        for row in [*shown_rows(table, data), empty]
    )


def posted_texts(fields: Iterable[Field], post: QueryDict) -> dict[str, str]:
    """What was written into single fields; one that was not in the form is left out."""
    return {
        field.key: post.getlist(field.key)[-1]
        for field in fields
        if not isinstance(field, Table) and field.key in post
    }


def posted_rows(fields: Iterable[Field], post: QueryDict) -> dict[str, list[dict[str, str]]]:
    """Rows of the tables that were in the form; columns are posted as parallel lists "bands:range"."""
    found: dict[str, list[dict[str, str]]] = {}
    for table in fields:
        if not isinstance(table, Table):
            continue
        columns: dict[str, list[str]] = {
            column.key: post.getlist(f"{table.key}:{column.key}") for column in table.columns
        }
        length = max((len(values) for values in columns.values()), default=0)
        if length:
            found[table.key] = [
                {key: values[place] if place < len(values) else "" for key, values in columns.items()}
                for place in range(length)
            ]
    return found


def error_places(errors: dict[str, str], fields: Iterable[Field]) -> dict[str, str]:
    """Sentences by the slot that shows them: a field's own, a table's for all its rows, "" for the rest."""
    known = {field.key: field for field in fields}
    tables = [field for field in known.values() if isinstance(field, Table)]
    places: dict[str, list[str]] = {}
    for key, sentence in errors.items():
        if key in known and not isinstance(known[key], Table):
            places.setdefault(key, []).append(sentence)
            continue
        table = next((part for part in tables if f"{key}.".startswith(f"{part.key}.")), None)
        if table is not None:
            rest = key.removeprefix(table.key).lstrip(".")
            places.setdefault(table.key, []).append(_row_words(table, rest, sentence))
        else:
            places.setdefault("", []).append(sentence)
    return {place: "；".join(sentences) for place, sentences in places.items()}


def _row_words(table: Table, rest: str, sentence: str) -> str:
    """第 2 档的区间：…"""
    number, _, column = rest.partition(".")
    labels: dict[str, Any] = {each.key: each.label for each in table.columns}
    if not number.isdigit():
        return sentence
    return f"第 {number} {table.row}{f'的{labels[column]}' if column in labels else ''}：{sentence}"
