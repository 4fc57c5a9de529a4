"""The ledger as a table to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import xlsxwriter

from dukao.kernel.spreadsheets import INERT, harmless
from dukao.matters.selectors.conditions import LAMPS
from dukao.matters.selectors.entries import Row

if TYPE_CHECKING:
    from datetime import date

HEAD = (
    "编号", "事项", "灯", "灯的依据", "牵头单位", "领域", "责任领导", "状态", "实际进度%", "计划进度%",
    "完成时限", "最近反馈", "督办阶梯", "督查性质",
)  # fmt: skip
WIDTHS = (16, 44, 8, 36, 20, 12, 10, 10, 10, 10, 12, 12, 10, 12)


def cells(row: Row) -> tuple[object, ...]:
    matter = row.matter
    lamp = row.light.word or LAMPS[row.light.colour]
    because = "；".join(part for part in (row.light.finding, row.light.rule) if part)
    return (
        matter.number, matter.title, lamp, because, matter.unit_name, matter.field,
        matter.leader or "", matter.get_state_display(), matter.percent, row.planned,
        _day(matter.due_on), _day(matter.last_word_on), matter.rung_word, matter.regime_word,
    )  # fmt: skip


def workbook(rows: Iterable[Row], note: str = "") -> bytes:
    """Written row by row; a million cells take no more room than the file."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, **INERT}) as book:
        bold, sheet = book.add_format({"bold": True}), book.add_worksheet("督办台账")
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.write_row(0, 0, HEAD, bold)
        number = 0
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, cells(row))
        if note:
            sheet.write(number + 1, 0, note)
    return out.getvalue()


def csv_lines(rows: Iterable[Row], note: str = "") -> Iterator[str]:
    """Lines for a spreadsheet, with the mark by which it knows UTF-8."""
    yield "\ufeff" + _line(HEAD)
    for row in rows:
        yield _line(cells(row))
    if note:
        yield _line((note,))


def _line(values: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out).writerow([harmless(value) for value in values])
    return out.getvalue()


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
