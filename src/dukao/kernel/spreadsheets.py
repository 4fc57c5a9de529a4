"""What people typed goes into spreadsheets as text: none of it is a formula or a link to click on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TypeVar

import xlsxwriter

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


def table_workbook(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str | int | None]],
    *,
    wide: Mapping[str, int] | None = None,
    held: int = 0,
) -> bytes:
    """One sheet, fit for printing: its head stays in sight and can be filtered by, texts are text.

    ``wide`` gives columns by name more room than their heads need; the first ``held`` stay in sight too.
    """
    out, widths = BytesIO(), wide or {}
    with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bg_color": "#EFEFEC", "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        figure = book.add_format({"valign": "top"})
        for place, name in enumerate(head):
            sheet.set_column(place, place, widths.get(name, max(10, len(name) * 3)), text)
            sheet.write_string(0, place, name, bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                sheet.write(last, place, cell, figure if isinstance(cell, int) else text)
        sheet.freeze_panes(1, held)
        sheet.autofilter(0, 0, last, max(len(head) - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return out.getvalue()
