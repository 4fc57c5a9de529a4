"""Tables in Excel workbooks: opened with care, read with every digit, written with the same bytes."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dukao.scoring.formats.columns import Kind, Table
from dukao.scoring.numbers import normal, plain
from dukao.scoring.problems import Problem, ScoringError

Cell = str | float | bool | date | datetime | time | timedelta | None

#: Beyond this a float no longer shows every whole number.
EXACT_FLOAT = 2**53
#: A cell is a binary float; up to this many digits it gives back what was put in.
EXACT_DIGITS = 15
_OLE = b"\xd0\xcf\x11\xe0"  # what Excel puts around a workbook with a password, and old .xls files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(c|row)(?:\s[^>]*)?/?>")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,3})(\d{1,7})[\"']")
_IS_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
#: What unpacking raises on damaged, cut off or locked files.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
_NOT_EXCEL = "这不是能打开的 Excel 工作簿（.xlsx），没有读入。其他格式请另存为 .xlsx 再用。"
_CHUNK = 1 << 20
#: Writers stamp a workbook with the time; the same results are to give the same bytes.
_STAMP = datetime(2020, 1, 1)  # noqa: DTZ001


class WorkbookError(ScoringError):
    """The workbook cannot be taken over; every problem is named with its cell, “指标”C5."""


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold before it is refused: bytes packed and unpacked, cells of a sheet."""

    packed: int
    unpacked: int
    cells: int


TABLE_LIMITS = Limits(packed=200 << 20, unpacked=2 << 30, cells=30_000_000)


def cell_text(value: Any) -> str:
    """A cell as a person wrote it: 76.0 is 76, 44.16 stays 44.16, a date is 2026-09-30.

    >>> cell_text(76.0), cell_text(44.16), cell_text(2.936460018), cell_text(" ００１ ")
    ('76', '44.16', '2.936460018', '００１')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_FLOAT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def open_workbook(content: bytes, limits: Limits = TABLE_LIMITS) -> CalamineWorkbook:
    """The workbook in these bytes. WorkbookError for anything that is none, is locked or would not fit."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookError("这个工作簿有打开密码，请在 Excel 里取消密码，另存后再用。")
        raise WorkbookError("这是旧版的 .xls 文件，请在 Excel 里另存为 .xlsx 再用。")
    if len(content) > limits.packed:
        size = f"{len(content) / (1 << 20):.1f}"
        raise WorkbookError(f"文件有 {size} MB，最大 {limits.packed >> 20} MB，请核对是否选错文件。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise WorkbookError(_NOT_EXCEL)
            if sum(part.file_size for part in packed.infolist()) > limits.unpacked:
                limit = limits.unpacked >> 20
                raise WorkbookError(f"文件解开后超过 {limit} MB，没有读入。请删去多余的表和空行再用。")
            for part in packed.infolist():
                _inspect(packed, part, limits)  # a sheet may stand under any name
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (*_DAMAGE, CalamineError) as error:
        raise WorkbookError(_NOT_EXCEL) from error


def _inspect(packed: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse a sheet whose outermost cell would make a table beyond measure, and cells that hold an error.

    The reader lays a sheet out densely, up to its last cell, and takes a cell like #N/A for an empty one.
    """
    widest, lowest, last, column, row, wrong = 0, 0, "", 0, 0, []
    for is_row, tag in _tags(packed, part):
        place = _PLACE.search(tag)
        if is_row:
            column, row = 0, int(place[2]) if place else row + 1
            continue
        # A cell that does not say where it stands is the next of its row.
        column = _column_number(place[1].decode()) if place else column + 1
        row = int(place[2]) if place else row
        if row > lowest or column > widest:
            last = xl_rowcol_to_cell(max(row, 1) - 1, max(column, 1) - 1)
        widest, lowest = max(widest, column), max(lowest, row)
        if _IS_ERROR.search(tag):
            where = xl_rowcol_to_cell(max(row, 1) - 1, max(column, 1) - 1)
            wrong.append(Problem("这一格是错误值（例如 #N/A），请改正公式或填写数值", where))
    if widest * lowest > limits.cells:
        raise WorkbookError(f"{last} 格里也有内容，表太大了。请删去表格以外的行和列再用。")
    if wrong:
        raise WorkbookError(wrong)


def _tags(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bool, bytes]]:
    """The opening tags of rows and cells."""
    rest = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = 0
            for found in _CELL_OR_ROW.finditer(text):
                yield found[1] == b"row", found[0]
                end = found.end()
            begun = text.rfind(b"<", end)
            rest = b"" if begun < 0 or b">" in text[begun:] else text[begun:]
            if len(rest) > _CHUNK:
                raise ValueError("a tag without end")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def plain_text(cell: Cell) -> str:
    """What a person would have typed to get this cell; a number by the shortest decimal that gives it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return normal(Decimal(repr(cell)))
    if isinstance(cell, date):
        # Excel takes a typed 2026-09 for the first of September.
        return f"{cell:%Y-%m}"
    return str(cell).strip()


def rows_of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that hold something, with their numbers in the sheet."""
    book = open_workbook(content)
    try:
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise WorkbookError("工作表已损坏，请重新保存后再用。") from error
    for number, line in enumerate(lines, start=1):
        texts = [plain_text(cell) for cell in line]
        if any(texts):
            yield number, texts


def workbook_of_table(table: Table) -> bytes:
    """One sheet; figures as numbers as long as a cell holds them exactly, everything else as text."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": _STAMP})
    page = book.add_worksheet(table.title)
    head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    figures: dict[int, Any] = {}
    for place, column in enumerate(table.columns):
        page.write_string(0, place, column.name, head)
    page.freeze_panes(1, 0)
    for number, row in enumerate(table.rows, start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if cell is None:
                continue
            if column.kind is Kind.TEXT or not _fits(cell):
                page.write_string(number, place, table.text(cell), text)
                continue
            places = max(-int(Decimal(cell).as_tuple().exponent), 0)
            if places not in figures:
                figures[places] = book.add_format({"num_format": "0." + "0" * places if places else "0"})
            page.write_number(number, place, float(cell), figures[places])
    book.close()
    return content.getvalue()


def _fits(cell: str | int | Decimal) -> bool:
    return (
        not isinstance(cell, str)
        and len(plain(Decimal(cell)).strip("-").replace(".", "").strip("0")) <= EXACT_DIGITS
    )
