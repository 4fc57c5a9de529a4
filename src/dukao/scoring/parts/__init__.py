"""The parts of a scheme document as people read and write them: label, hint, how a value is shown and read.

One description serves the editor's forms, the workbook's columns and the differences in words, so that
a parameter cannot be editable in one place and lost in another.
"""

from dukao.scoring.parts.field import (
    Choice,
    Codes,
    Field,
    Flag,
    Number,
    Numbers,
    Percent,
    RangeText,
    Rounding,
    Table,
    Text,
    Whole,
)
from dukao.scoring.parts.methods import METHODS, MethodPart, in_percent, method_part
from dukao.scoring.parts.nodes import FAMILY, ITEM_MEANING, ITEM_SCORING
from dukao.scoring.parts.paths import Plain, put, taken
from dukao.scoring.parts.reading import Errors, rows_of, shown, shown_rows, write, write_rows
from dukao.scoring.parts.settings import SECTIONS, Section, section
from dukao.scoring.parts.starts import STARTS, VALUE_STARTS

__all__ = [
    "FAMILY",
    "ITEM_MEANING",
    "ITEM_SCORING",
    "METHODS",
    "SECTIONS",
    "STARTS",
    "VALUE_STARTS",
    "Choice",
    "Codes",
    "Errors",
    "Field",
    "Flag",
    "MethodPart",
    "Number",
    "Numbers",
    "Percent",
    "Plain",
    "RangeText",
    "Rounding",
    "Section",
    "Table",
    "Text",
    "Whole",
    "in_percent",
    "method_part",
    "put",
    "rows_of",
    "section",
    "shown",
    "shown_rows",
    "taken",
    "write",
    "write_rows",
]
