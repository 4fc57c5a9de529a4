"""Fields against plain data: what a form or a sheet shows of it, and what was written put back into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dukao.scoring.parts.field import OWNER, Field, Table
from dukao.scoring.parts.paths import Plain, put, taken

Errors = dict[str, str]
Rows = Sequence[Mapping[str, str]]


def shown(fields: Iterable[Field], data: Plain) -> dict[str, str]:
    """Text of every field by key; tables are left out."""
    return {
        field.key: field.shown(taken(data, field.key)) for field in fields if not isinstance(field, Table)
    }


def write(fields: Iterable[Field], data: Plain, texts: Mapping[str, str]) -> Errors:
    """``data`` holds what the texts say; a field without a text stays as it is.

    Returns what is wrong, by key.
    """
    errors: Errors = {}
    for field in fields:
        if isinstance(field, Table) or field.key not in texts:
            continue
        try:
            value = field.read(texts[field.key])
        except ValueError as error:
            errors[field.key] = str(error)
            continue
        if value is None and field.needed:
            errors[field.key] = "必填"
            continue
        put(data, field.key, value)
    return errors


def rows_of(table: Table, data: Plain) -> list[Plain]:
    """Stored rows of a table; those of an inner table carry the number of the outer row."""
    if not table.inside:
        return list(taken(data, table.key) or ())
    outer = taken(data, table.inside) or ()
    return [
        {OWNER: number, **row}
        for number, above in enumerate(outer, start=1)
        for row in taken(above, table.key) or ()
    ]


def shown_rows(table: Table, data: Plain) -> list[dict[str, str]]:
    return [shown(table.columns, row) for row in rows_of(table, data)]


def write_rows(table: Table, data: Plain, rows: Rows) -> Errors:
    """The table holds these rows; empty ones are dropped. Errors are keyed "bands.2.range", from 1."""
    errors: Errors = {}
    kept: list[Plain] = []
    for number, texts in enumerate(rows, start=1):
        if not any(text.strip() for text in texts.values()):
            continue
        row: Plain = {}
        for key, sentence in write(table.columns, row, texts).items():
            errors[f"{table.key}.{number}.{key}"] = sentence
        kept.append(row)
    if errors:
        return errors
    if table.needed and not kept:
        return {table.key: f"至少要有一{table.row}"}
    return _put_inside(table, data, kept) if table.inside else _put_rows(table, data, kept)


def _put_rows(table: Table, data: Plain, rows: list[Plain]) -> Errors:
    put(data, table.key, rows or None)
    return {}


def _put_inside(table: Table, data: Plain, rows: list[Plain]) -> Errors:
    outer = taken(data, table.inside) or []
    for above in outer:
        put(above, table.key, None)
    for number, row in enumerate(rows, start=1):
        owner = row.pop(OWNER)
        if not 1 <= owner <= len(outer):
            return {f"{table.key}.{number}.{OWNER}": f"没有第 {owner} 行"}
        outer[owner - 1].setdefault(table.key, []).append(row)
    return {}
