"""From the bytes somebody uploads to rows of cells, or a sentence why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineError

from dukao.kernel.errors import DomainError
from dukao.organisations.workbook.sheets import Sheet
from dukao.scoring.formats.excel import Limits, WorkbookError, open_workbook

#: A table of units is never larger; the reader lays a sheet out as a full rectangle.
LIMITS = Limits(packed=5 << 20, unpacked=60 << 20, cells=2_000_000)
_NOT_EXCEL = "这不是能打开的 Excel 工作簿（.xlsx），没有读入。请用本页的模板填写；其他格式请另存为 .xlsx。"


def opened(content: bytes, sheets: Sequence[Sheet]) -> list[tuple[Sheet, list[list[Any]]]]:
    """The rows of those of ``sheets`` that are there, by their titles; refuses when none is."""
    try:
        workbook = open_workbook(content, LIMITS)
        known = [sheet for sheet in sheets if sheet.title in workbook.sheet_names]
        rows = [
            (sheet, workbook.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False))
            for sheet in known
        ]
    except WorkbookError as error:
        raise DomainError("not_excel", error.sentence) from error
    except CalamineError as error:
        raise DomainError("not_excel", _NOT_EXCEL) from error
    if not rows:
        titles = "、".join(sheet.title for sheet in sheets)
        raise DomainError("no_sheet", f"工作簿里没有{titles}这几张表。请用本页下载的模板，不要改表的名字。")
    return rows
