"""Unit workbooks as people send them, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

UNIT_HEAD = ("单位代码", "名称", "简称", "层级", "类别", "上级代码", "设立日期")


def workbook(*, units: Sequence[Sequence[Any]] = (), **sheets: Sequence[Sequence[Any]]) -> bytes:
    """``units`` are rows below :data:`UNIT_HEAD`; other sheets bring their own head."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if units:
        sheets = {"单位": [UNIT_HEAD, *units], **sheets}
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
