"""The template and the export: one workbook with drop-downs, notes and text columns for codes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from dukao.kernel.spreadsheets import INERT
from dukao.organisations.workbook.reading import MOST_CHANGES, MOST_LINES
from dukao.organisations.workbook.sheets import SHEETS, Column, Kind, Sheet

_ADVICE = (
    "怎样填写",
    "1. 每张工作表的第一行是列名，不要改动；带 * 的列必填。鼠标停在列名上有说明。",
    "2. 代码列已设为文本，前面的 0 不会丢。从别处粘贴时请选“只粘贴文本”。",
    "3. 上级可以写在下级后面，次序不限；空行会跳过。",
    "4. 上传后先核对，逐行列出要改的地方；全部无误才能导入，一次全部写入。",
    "5. 已有的单位按代码对上：内容相同的不动，不同的自生效日期起变更。表里没有的单位不受影响。",
    f"6. 一次最多 {MOST_LINES:,} 行、{MOST_CHANGES:,} 处变化；更多的请分成几个文件，上级在前。",
)

Rows = Mapping[str, Sequence[Mapping[str, str]]]


def template() -> bytes:
    """An empty workbook; samples stand on the page of advice."""
    return _workbook({}, with_sample=True)


def workbook_of(rows: Rows) -> bytes:
    """All rows by the key of their sheet; cells are stored values by the key of their column."""
    return _workbook(rows, with_sample=False)


def _workbook(rows: Rows, *, with_sample: bool) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **INERT})
    for sheet in SHEETS:
        _write_sheet(book, sheet, rows.get(sheet.key, ()))
    advice = book.add_worksheet("填写说明")
    advice.set_column(0, 0, 96)
    for number, line in enumerate(_ADVICE):
        advice.write_string(number, 0, line, book.add_format({"bold": number == 0, "text_wrap": True}))
    if with_sample:
        _write_samples(book, advice)
    book.close()
    return buffer.getvalue()


def _write_sheet(book: Any, sheet: Sheet, rows: Sequence[Mapping[str, str]]) -> None:
    page = book.add_worksheet(sheet.title)
    head = book.add_format({"bold": True, "bg_color": "#EFEFEC", "bottom": 1, "valign": "vcenter"})
    text = book.add_format({"num_format": "@"})
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, f"{column.title}{' *' if column.required else ''}", head)
        page.set_column(place, place, column.width, text)
        if column.note:
            page.write_comment(0, place, column.note, {"x_scale": 1.6, "y_scale": 0.8})
        if column.options:
            _offer(page, place, column)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(sheet.columns):
            page.write_string(number, place, _shown(row.get(column.key, ""), column), text)


def _offer(page: Any, place: int, column: Column) -> None:
    """A drop-down for every line that may be filled."""
    words = [label for label, _ in column.options]
    page.data_validation(
        1, place, MOST_LINES, place,
        {
            "validate": "list", "source": words, "error_title": "没有这一项",
            "error_message": "请从下拉里选。", "ignore_blank": column.may_be_blank or not column.required,
        },
    )  # fmt: skip


def _shown(value: str, column: Column) -> str:
    if column.kind is Kind.CHOICE:
        return next((label for label, stored in column.options if stored == value), "")
    return value


def _write_samples(book: Any, advice: Any) -> None:
    """Samples stand on the page of advice, where nobody can import them by mistake."""
    line, plain = len(_ADVICE) + 1, book.add_format({"italic": True, "font_color": "#62686F"})
    for sheet in SHEETS:
        titled = zip(sheet.columns, sheet.sample, strict=False)
        words = "；".join(f"{column.title} {value}" for column, value in titled if value)
        advice.write_string(line, 0, f"例（{sheet.title}）：{words}", plain)
        line += 1
