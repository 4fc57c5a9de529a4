"""From the bytes of a workbook to lines of plain text, with every cell that cannot be read named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dukao.kernel.errors import DomainError
from dukao.organisations.workbook.cells import BadCell, stored
from dukao.organisations.workbook.opening import opened
from dukao.organisations.workbook.sheets import SHEETS, Sheet

#: So many filled lines are read at a time; lines that are so already cost little.
MOST_LINES = 5000
#: So many changes are written at a time: one transaction of a few seconds, in which others wait.
MOST_CHANGES = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which cell; ``column`` is "" when it concerns the whole line."""

    sheet: str
    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Line:
    """One filled line: its number in the sheet, and the stored text of the columns the file has."""

    sheet: str
    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Reading:
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0


def read_workbook(content: bytes) -> Reading:
    """All filled lines of the known sheets; what is no workbook at all is refused with a sentence."""
    reading = Reading()
    for sheet, rows in opened(content, SHEETS):
        _read_sheet(sheet, rows, reading)
    if len(reading.lines) > MOST_LINES:
        count = len(reading.lines)
        raise DomainError(
            "too_long", f"一次最多导入 {MOST_LINES} 行，现在有 {count} 行。请分成几个文件导入。"
        )
    if not reading.lines and not reading.problems:
        raise DomainError("no_lines", "工作簿里只有表头，没有内容，请填好再上传。")
    return reading


def _read_sheet(sheet: Sheet, rows: list[list[Any]], reading: Reading) -> None:
    """The first filled row is the head; blank rows are passed over and counted."""
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(map(_is_filled, row))]
    if not numbered:
        return
    (head_number, head), *filled = numbered
    places, problems = _columns(sheet, head_number, head)
    reading.problems += problems
    if problems:
        return
    if filled:
        reading.blank += filled[-1][0] - head_number - len(filled)
    for number, row in filled:
        line = Line(sheet.key, number, {})
        for key, text_or_problem in _cells(sheet, places, row):
            if isinstance(text_or_problem, BadCell):
                title = sheet.column(key).title
                reading.problems.append(Problem(sheet.title, number, title, str(text_or_problem)))
            else:
                line.cells[key] = text_or_problem
        reading.lines.append(line)


def _columns(sheet: Sheet, number: int, head: list[Any]) -> tuple[dict[str, int], list[Problem]]:
    """Which column stands where, by its title."""
    titles = {re.sub(r"[\s*＊]", "", str(cell)): place for place, cell in enumerate(head) if _is_filled(cell)}
    known = {column.title: column.key for column in sheet.columns}
    problems = [
        Problem(sheet.title, number, column.title, "缺少这一列。请照模板补上，列名一字不差。")
        for column in sheet.columns
        if column.required and column.title not in titles
    ]
    problems += [
        Problem(sheet.title, number, title[:20], "不认识这一列，内容不会导入。请删去，或改成模板里的列名。")
        for title in titles
        if title not in known
    ]
    return {known[title]: place for title, place in titles.items() if title in known}, problems


def _cells(sheet: Sheet, places: dict[str, int], row: list[Any]) -> Iterator[tuple[str, str | BadCell]]:
    for key, place in places.items():
        try:
            yield key, stored(row[place] if place < len(row) else None, sheet.column(key))
        except BadCell as problem:
            yield key, problem


def _is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""
