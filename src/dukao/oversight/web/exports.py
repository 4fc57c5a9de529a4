"""The stream and the leads as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime

from dukao.kernel.spreadsheets import INERT
from dukao.oversight.selectors.stream import Happening
from dukao.scoring.formats.columns import Column, Table
from dukao.scoring.formats.files import table_content
from dukao.ui.downloads import download
from dukao.ui.formats import iso

if TYPE_CHECKING:
    from dukao.oversight.models import Hit

HEAD = ("时间", "种类", "做了什么", "对象", "谁", "代谁", "之前和之后", "理由", "值得看", "日志编号")
HIT_COLUMNS = tuple(
    Column(name)
    for name in ("规律", "涉及", "情况", "数字", "认定", "认定理由", "首次发现", "是否仍有", "规则")
)
WIDTHS = (17, 10, 14, 40, 26, 10, 50, 36, 20, 10)


def workbook_answer(content: bytes, name: str, at: datetime) -> HttpResponse:
    return download(content, f"{name} {localtime(at):%Y-%m-%d}.xlsx")


def workbook(happenings: Iterable[Happening], note: str) -> bytes:
    """Written row by row; no cell is taken for a formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, **INERT}) as book:
        bold, sheet = book.add_format({"bold": True}), book.add_worksheet("过程监督")
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.write_row(0, 0, HEAD, bold)
        number = 0
        for number, happening in enumerate(happenings, 1):
            sheet.write_row(number, 0, cells(happening))
        sheet.write(number + 1, 0, note)
    return out.getvalue()


def hit_workbook(hits: Iterable[Hit]) -> bytes:
    rows = [
        [
            hit.pattern.name, hit.who, hit.finding,
            "；".join(f"{name} {figure}" for name, figure in hit.figures),
            hit.get_state_display(), hit.opinion, iso(localtime(hit.found_at).date()),
            "" if hit.is_current else "最近一次已没有", hit.pattern.rule,
        ]
        for hit in hits
    ]  # fmt: skip
    return table_content(Table("线索", HIT_COLUMNS, rows), ".xlsx")


def cells(happening: Happening) -> tuple[object, ...]:
    entry = happening.entry
    changed = "；".join(f"{change.field}：{change.before} → {change.after}" for change in happening.changes)
    return (
        f"{localtime(entry.at):%Y-%m-%d %H:%M}", happening.label, happening.words, happening.title,
        entry.actor, entry.acting_for, changed, entry.reason, happening.hit.finding if happening.hit else "",
        entry.pk,
    )  # fmt: skip
