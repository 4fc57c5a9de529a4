"""Matters as a table to be filled in, handed round and read back: Excel or CSV with the same columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from dukao.kernel.spreadsheets import harmless, table_workbook

_WIDE = {
    "事项": 44, "原文": 44, "实现路径": 36, "考评标准": 36, "节点目标": 34, "标题": 44, "安排事项": 44,
    "情况": 44,
}  # fmt: skip


def workbook_of(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return table_workbook(title, head, rows, wide=_WIDE)


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; a cell like a formula gets a ' as Excel itself would."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
