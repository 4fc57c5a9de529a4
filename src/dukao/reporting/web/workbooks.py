"""Workbooks of this room: the list of a month, and the table shared values are brought in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime

from dukao.kernel.spreadsheets import INERT
from dukao.reporting.selectors.overview import Overview, UnitMonth
from dukao.reporting.shared_table import INDICATOR, PERIOD, UNIT, VALUE
from dukao.scoring.periods import Period

HOW_TO = (
    "一行一个数：单位代码、指标代码、期间、数值。也可以一行一个单位和期间，后面每列一个指标（表头写指标代码）。",
    "期间写 2026-09、2026-Q3、2026-H1 或 2026。",
    "数值照原数填，不四舍五入；没有数的留空，不填 0。",
    "已经有的数会按表里的新数更正，并留下记录；已锁定月份的数不能改。",
    "先试读，全部正确才导入；有一处错误都不会导入。",
)


def overview_workbook(month: Overview, rows: Sequence[UnitMonth]) -> bytes:
    head = (
        "单位代码",
        "单位",
        "状态",
        "逾期",
        "应报项数",
        "已填",
        "待审核",
        "通过",
        "退回",
        "首次提交",
        "签发",
    )
    body = (
        (
            row.place.unit.code, row.place.name, row.report.get_state_display(),
            "逾期" if row.is_late else "",
            row.total, row.filled, row.waiting, row.accepted, row.returned,
            f"{localtime(row.report.submitted_at):%Y-%m-%d %H:%M}" if row.report.submitted_at else "",
            row.report.signed_by.name if row.report.signed_by else "",
        )
        for row in rows
    )  # fmt: skip
    return _book([(f"{Period.parse(month.period.period).label}填报", head, body)])


def shared_template() -> bytes:
    head = (UNIT, "单位名称", INDICATOR, "指标名称", PERIOD, VALUE)
    sample = [("B01", "市住建局", "J-07", "固定资产投资完成额", "2026-09", "44.16")]
    return _book([("共享数据", head, sample), ("填写说明", ("说明",), [(line,) for line in HOW_TO])])


def _book(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """Codes and periods are written as text, so that Excel leaves them alone."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for name, head, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, head, bold)
            for place, title in enumerate(head):
                sheet.set_column(place, place, max(12, min(60, len(title) * 3)), text)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row, text)
    return out.getvalue()
