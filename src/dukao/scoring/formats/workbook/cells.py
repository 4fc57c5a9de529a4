"""One value between a field and a cell: numbers stay numbers as long as a cell can hold them exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dukao.scoring.formats.excel import EXACT_DIGITS, Cell, plain_text
from dukao.scoring.parts import Field, Number, Percent


def cell_of(field: Field, stored: Any) -> str | Decimal:
    """What to write into the cell: a Decimal as a number, anything else as text."""
    if isinstance(field, Number) and stored is not None and _is_figure(field, str(stored)):
        number = Decimal(str(stored))
        if len(number.normalize().as_tuple().digits) <= EXACT_DIGITS:
            return number
    return field.shown(stored)


def _is_figure(field: Number, stored: str) -> bool:
    return stored not in field.words and not stored.endswith("%")


def text_of(field: Field, cell: Cell) -> str:
    """What a person would have typed to get this cell, for the field to read."""
    if isinstance(field, Percent) and isinstance(cell, int | float) and not isinstance(cell, bool):
        return field.shown(plain_text(cell))
    return plain_text(cell)
