"""The register as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils.timezone import localtime

from dukao.documents.selectors.register import RegisterRow
from dukao.kernel.spreadsheets import INERT

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
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **INERT})
    sheet = book.add_worksheet("公文登记")
    sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
    for at, row in enumerate(rows, 1):
        document = row.document
        issued = f"{localtime(document.issued_at):%Y-%m-%d %H:%M}" if document.issued_at else ""
        cells = (
            document.mark, document.get_kind_display(), document.title, row.issuer,
            document.get_state_display(), issued, document.issued_by.name if document.issued_by else "",
            row.sent, row.received, document.subject_label, document.void_reason,
        )  # fmt: skip
        sheet.write_row(at, 0, cells)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 20)
    sheet.set_column(2, 2, 48)
    book.close()
    return out.getvalue()
