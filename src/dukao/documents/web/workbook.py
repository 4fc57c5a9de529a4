"""The register as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.timezone import localtime

from dukao.documents.selectors.register import RegisterRow
from dukao.kernel.spreadsheets import table_workbook

HEAD = (
    "发文字号",
    "文种",
    "标题",
    "发文单位",
    "状态",
    "签发时间",
    "签发人",
    "发往",
    "已签收",
    "所办事项",
    "作废原因",
)


def register_workbook(rows: Sequence[RegisterRow]) -> bytes:
    return table_workbook("公文登记", HEAD, map(_cells, rows), wide={"发文字号": 20, "标题": 48})


def _cells(row: RegisterRow) -> tuple[str | int, ...]:
    document = row.document
    issued = f"{localtime(document.issued_at):%Y-%m-%d %H:%M}" if document.issued_at else ""
    return (
        document.mark, document.get_kind_display(), document.title, row.issuer,
        document.get_state_display(), issued, document.issued_by.name if document.issued_by else "",
        row.sent, row.received, document.subject_label, document.void_reason,
    )  # fmt: skip
