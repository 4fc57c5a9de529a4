"""Tables out of an uploaded file: cells as text, merged cells repeated over their whole place."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import time, timedelta
from io import StringIO
from typing import Any

from python_calamine import CalamineError

from dukao.kernel.errors import DomainError
from dukao.scoring.formats.excel import Limits, WorkbookError, cell_text, open_workbook

LIMITS = Limits(packed=10 << 20, unpacked=100 << 20, cells=400_000)
_TOO_LARGE = "表太大了，没有读入。请删去表格以外的行、列和合并单元格，或分成几个文件。"
#: What our own export puts before a cell that a spreadsheet would take for a formula.
_ARMED = re.compile(r"^'(?=[=+\-@\t])")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table; ``tops`` says for each cell in which row its merged cell begins."""

    name: str
    rows: list[list[str]]
    tops: list[list[int]]


def workbook_grids(content: bytes) -> list[Grid]:
    """All sheets of a workbook, one after another."""
    try:
        book = open_workbook(content, LIMITS)
        return [_sheet(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except WorkbookError as error:
        raise DomainError("table_broken", error.sentence) from error
    except CalamineError as error:
        sentence = "打不开这个工作簿，可能已损坏。请在 Excel 里另存为 .xlsx 再传。"
        raise DomainError("table_broken", sentence) from error


def csv_grid(content: bytes) -> Grid:
    """A table in UTF-8 or GB 18030, between commas, semicolons or tabs."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return plain_grid("", _cells(text))
    raise DomainError("table_type", "这个文件不是 Word、Excel 或 CSV。请另存为 .docx、.xlsx 或 .csv 再传。")


def plain_grid(name: str, rows: list[list[str]]) -> Grid:
    """A table without merged cells."""
    return Grid(name, rows, [[number] * len(row) for number, row in enumerate(rows)])


def _cell(value: Any) -> str:
    """A cell as a person reads it; a time of day alone says nothing a plan could mean."""
    return "" if isinstance(value, time | timedelta) else cell_text(value)


def _sheet(name: str, sheet: Any) -> Grid:
    grid = plain_grid(name, [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)])
    width = max((len(row) for row in grid.rows), default=0)
    painted = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(grid.rows) or left >= width:
            continue
        value = grid.rows[top][left]
        below, beside = min(bottom + 1, len(grid.rows)), min(right + 1, width)
        painted += (below - top) * (beside - left)
        if painted > LIMITS.cells:  # merged cells never overlap, unless somebody has made them to
            raise DomainError("table_large", _TOO_LARGE)
        for row in range(top, below):
            for column in range(left, beside):
                grid.rows[row][column], grid.tops[row][column] = value, top
    return grid


def _cells(text: str) -> list[list[str]]:
    head = text[:4096]
    between = max((",", "\t", ";"), key=head.count)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=between):
            cells += len(row)
            if cells > LIMITS.cells:
                raise DomainError("table_large", _TOO_LARGE)
            rows.append([_ARMED.sub("", cell.strip()) for cell in row])
        return rows
    except csv.Error as error:
        raise DomainError("table_type", "这个 CSV 读不出来，请在 Excel 里另存为 .xlsx 再传。") from error
