"""Matters as a table to be filled in, handed round and read back: Excel or CSV with the same columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from dukao.kernel.spreadsheets import INERT, harmless

_WIDE = {"事项": 44, "原文": 44, "实现路径": 36, "考评标准": 36, "节点目标": 34, "标题": 44, "安排事项": 44}


def workbook_of(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of text cells; the head stays in sight and can be filtered by."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bg_color": "#EFEFEC", "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        last = 0
        for place, name in enumerate(head):
            sheet.set_column(place, place, _WIDE.get(name, max(10, len(name) * 3)), text)
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(rows, 1):
            last = number
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(head) - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return out.getvalue()


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; a cell like a formula gets a ' as Excel itself would."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
