"""Sheets with a row of headings and a row of hints: written with drop-downs, read back cell by cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from dukao.scoring.formats.excel import Limits, WorkbookError, open_workbook, plain_text
from dukao.scoring.formats.workbook.cells import text_of
from dukao.scoring.parts import Choice, Codes, Field, Flag, Number, Percent, Text
from dukao.scoring.problems import Problem

LIMITS = Limits(packed=5 << 20, unpacked=200 << 20, cells=5_000_000)
MAX_ROWS = 300_000
FIRST_ROW = 3
#: Cells below the data that still offer their drop-down.
SPARE_ROWS = 200


Lines = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Sheet:
    """A sheet and its columns; headings are the fields' labels and unique in the sheet."""

    title: str
    columns: tuple[Field, ...]


@dataclass(frozen=True)
class Row:
    """One row as it was read: text by heading, and where each cell stands."""

    sheet: str
    number: int
    texts: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)

    def place(self, label: str = "") -> str:
        cell = f"{self.letters[label]}{self.number}" if label in self.letters else f"第 {self.number} 行"
        return f"“{self.sheet}”{cell}"

    def problem(self, label: str, sentence: str) -> Problem:
        return Problem(sentence, self.place(label))


class Book:
    """A workbook being written in memory."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._file, {"in_memory": True, "strings_to_numbers": False})
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#EFEFEC", "border": 1, "text_wrap": True}
        )
        self._hint = self._book.add_format(
            {"font_color": "#62686F", "font_size": 9, "text_wrap": True, "valign": "top"}
        )
        self._text = self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._percent = self._book.add_format({"num_format": "0.####%", "valign": "top"})
        self._number = self._book.add_format({"num_format": "0.##########", "valign": "top"})

    def add(self, sheet: Sheet, rows: Iterable[Mapping[str, str | Decimal]]) -> None:
        """The sheet with these rows; cells are given by heading."""
        page = self._book.add_worksheet(sheet.title)
        page.freeze_panes(FIRST_ROW - 1, min(2, len(sheet.columns)))
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.label + ("*" if column.needed else ""), self._head)
            page.write_string(1, place, _hint(column), self._hint)
            page.set_column(place, place, _width(column), self._format(column))
        number = FIRST_ROW - 2
        for number, row in enumerate(rows, start=FIRST_ROW - 1):
            for place, column in enumerate(sheet.columns):
                self._write(page, number, place, column, row.get(column.label, ""))
        for place, column in enumerate(sheet.columns):
            self._offer(page, place, column, number + SPARE_ROWS)

    def _write(self, page: Any, row: int, place: int, column: Field, value: str | Decimal) -> None:
        if isinstance(value, Decimal):
            page.write_number(row, place, float(value), self._format(column))
        elif value:
            page.write_string(row, place, value, self._text)

    def _format(self, column: Field) -> Any:
        if isinstance(column, Percent):
            return self._percent
        return self._number if isinstance(column, Number) else self._text

    def _offer(self, page: Any, place: int, column: Field, last: int) -> None:
        words = list(column.choices.values()) if isinstance(column, Choice) else []
        words = ["是"] if isinstance(column, Flag) else words
        if words and sum(len(word) + 1 for word in words) < 250:
            page.data_validation(
                FIRST_ROW - 1,
                place,
                last,
                place,
                {"validate": "list", "source": words, "error_type": "warning"},
            )

    def content(self) -> bytes:
        self._book.close()
        return self._file.getvalue()


def _hint(column: Field) -> str:
    return "；".join(part for part in (column.hint, f"空着：{column.unset}" if column.unset else "") if part)


def _width(column: Field) -> int:
    if isinstance(column, Text):
        return 36 if column.lines > 1 else 20
    return 26 if isinstance(column, Codes) else 14


def open_book(content: bytes) -> CalamineWorkbook:
    """The workbook in these bytes; anything else is refused in words."""
    return open_workbook(content, LIMITS)


def read_sheet(book: CalamineWorkbook, sheet: Sheet) -> list[Row]:
    """All rows with something in them; headings must be those of the sheet, in any order."""
    if sheet.title not in book.sheet_names:
        raise WorkbookError(f"缺少工作表“{sheet.title}”，请用系统导出的工作簿修改。")
    try:
        lines: Lines = book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise WorkbookError(f"工作表“{sheet.title}”已损坏，请重新保存后再用。") from error
    if len(lines) > MAX_ROWS:
        raise WorkbookError(f"工作表“{sheet.title}”超过 {MAX_ROWS} 行，请删去空行后再传。")
    headings = _headings(sheet, lines[0] if lines else ())
    return list(_rows(sheet, headings, lines))


def _headings(sheet: Sheet, line: Sequence[Any]) -> dict[int, Field]:
    columns = {column.label: column for column in sheet.columns}
    found: dict[int, Field] = {}
    problems = []
    for place, cell in enumerate(line):
        heading = plain_text(cell).rstrip("*")
        if not heading:
            continue
        where = f"“{sheet.title}”{xl_col_to_name(place)}1"
        if heading not in columns:
            problems.append(Problem(f"不认识的列“{heading}”，请用模板里的列名", where))
        elif columns[heading] in found.values():
            problems.append(Problem(f"“{heading}”这一列出现了两次", where))
        else:
            found[place] = columns[heading]
    for column in sheet.columns:
        if column.needed and column not in found.values():
            problems.append(Problem(f"缺少“{column.label}”这一列", f"“{sheet.title}”"))
    if problems:
        raise WorkbookError(problems)
    return found


def _rows(sheet: Sheet, headings: dict[int, Field], lines: Lines) -> Iterator[Row]:
    letters = {column.label: xl_col_to_name(place) for place, column in headings.items()}
    for number, line in enumerate(lines[FIRST_ROW - 1 :], start=FIRST_ROW):
        texts = {
            column.label: text_of(column, line[place] if place < len(line) else None)
            for place, column in headings.items()
        }
        if any(texts.values()):
            yield Row(sheet.title, number, texts, letters)
