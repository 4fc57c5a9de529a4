"""The stream as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.timezone import localtime

from dukao.oversight.selectors.stream import Happening

HEAD = ("时间", "种类", "做了什么", "对象", "谁", "代谁", "之前和之后", "理由", "值得看", "日志编号")
WIDTHS = (17, 10, 14, 40, 26, 10, 50, 36, 20, 10)


def workbook(happenings: Iterable[Happening], note: str) -> bytes:
    """Written row by row; no cell is taken for a formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
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


def cells(happening: Happening) -> tuple[object, ...]:
    entry = happening.entry
    changed = "；".join(f"{change.field}：{change.before} → {change.after}" for change in happening.changes)
    return (
        f"{localtime(entry.at):%Y-%m-%d %H:%M}", happening.label, happening.words, happening.title,
        entry.actor, entry.acting_for, changed, entry.reason, happening.hit.finding if happening.hit else "",
        entry.pk,
    )  # fmt: skip
