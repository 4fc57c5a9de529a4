"""What people typed goes into spreadsheets as text: none of it is a formula or a link to click on."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")

#: Excel and its like run a cell of a CSV file that begins so.
RUNNABLE = ("=", "+", "-", "@", "\t", "\r", "\n")
#: For every ``xlsxwriter.Workbook``: "=1+1" stays what it says, "external:…" and "http://…" lead nowhere.
INERT = {"strings_to_formulas": False, "strings_to_urls": False}


def harmless(value: Value) -> Value | str:
    """A text no spreadsheet takes for a formula; the ' is the mark Excel itself uses. Figures stay figures.

    >>> harmless('=HYPERLINK("http://x")'), harmless("-1"), harmless(-1), harmless("市住建局")
    ('\\'=HYPERLINK("http://x")', "'-1", -1, '市住建局')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNNABLE) else value
