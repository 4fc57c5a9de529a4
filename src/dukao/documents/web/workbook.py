"""The registers of what was written and of what came in, as workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from dukao.documents.selectors.post import PostRow
from dukao.documents.selectors.register import RegisterRow
from dukao.documents.vocabulary import DocumentState
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
POST_HEAD = (
    "发文字号", "文种", "标题", "发文单位", "签发时间", "收文单位", "主送或抄送", "状态", "签收人",
    "签收时间",
)  # fmt: skip
_WIDE = {"发文字号": 20, "标题": 48}


def register_workbook(rows: Sequence[RegisterRow]) -> bytes:
    return table_workbook("公文登记", HEAD, map(_cells, rows), wide=_WIDE)


def post_workbook(rows: Sequence[PostRow]) -> bytes:
    return table_workbook("收文登记", POST_HEAD, map(_post_cells, rows), wide=_WIDE)


def _cells(row: RegisterRow) -> tuple[str | int, ...]:
    document = row.document
    return (
        document.mark, document.get_kind_display(), document.title, row.issuer,
        document.get_state_display(), _moment(document.issued_at),
        document.issued_by.name if document.issued_by else "", row.sent, row.received,
        document.subject_label, document.void_reason,
    )  # fmt: skip


def _post_cells(row: PostRow) -> tuple[str, ...]:
    receipt, document = row.receipt, row.receipt.document
    state = "已签收" if receipt.received_at else "待签收"
    return (
        document.mark, document.get_kind_display(), document.title, row.issuer, _moment(document.issued_at),
        row.unit, receipt.get_role_display(), "已作废" if document.state == DocumentState.VOIDED else state,
        receipt.received_by.name if receipt.received_by else "", _moment(receipt.received_at),
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""
