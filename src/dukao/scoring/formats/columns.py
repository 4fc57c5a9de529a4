"""A table to be written: columns that say what they hold, rows of text and exact figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dukao.scoring.numbers import plain

Value = str | int | Decimal | None


class Kind(Enum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """Rows under named columns, the same in every kind of file; None is an empty cell."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]

    @staticmethod
    def text(value: Value) -> str:
        """A value as it stands in a file of text: figures with the digits they have, no exponent."""
        if value is None:
            return ""
        return plain(value) if isinstance(value, Decimal) else str(value)

    def texts(self) -> list[dict[str, str]]:
        """The rows by column, as text."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, map(self.text, row), strict=True)) for row in self.rows]
