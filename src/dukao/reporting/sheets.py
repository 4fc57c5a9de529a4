"""Reading a table somebody made in Excel: cells as text, every digit as it was typed."""

from __future__ import annotations

import csv
from io import StringIO

from python_calamine import CalamineError

from dukao.kernel.errors import DomainError
from dukao.scoring.formats.excel import Limits, WorkbookError, cell_text, open_workbook

ROW_LIMIT = 200_000
LIMITS = Limits(packed=20 << 20, unpacked=400 << 20, cells=5_000_000)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_sheet(content: bytes) -> list[list[str]]:
    """Rows of the first sheet of a workbook, or of a CSV in UTF-8 or GB 18030; empty rows stay."""
    if not content:
        raise DomainError("table_empty", "这个文件是空的，请换一个。")
    rows = _workbook(content) if content.startswith(WORKBOOKS) else _csv(content)
    if len(rows) > ROW_LIMIT:
        raise DomainError("table_long", f"表有 {len(rows)} 行，最多 {ROW_LIMIT} 行。请分几次导入。")
    return rows


def _workbook(content: bytes) -> list[list[str]]:
    try:
        sheet = open_workbook(content, LIMITS).get_sheet_by_index(0)
        return [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except WorkbookError as error:
        raise DomainError("table_broken", error.sentence) from error
    except (CalamineError, IndexError):
        raise DomainError(
            "table_broken", "打不开这个文件，可能已损坏或有密码。请在 Excel 里另存为 .xlsx 再导入。"
        ) from None


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            try:
                return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""))]
            except csv.Error:
                break
    raise DomainError("table_type", "这个文件不是 Excel 或 CSV。请下载模板，填好后再导入。")
