"""What the kinds of documents differ in."""

from __future__ import annotations

from enum import StrEnum

from dukao.documents.vocabulary import DocumentKind

#: What goes up carries the name of its signer (党政机关公文处理工作条例第九条: 上行文应当标注签发人姓名).
UPWARD = (DocumentKind.TALK_PROPOSAL, DocumentKind.SPECIAL_REPORT, DocumentKind.INSPECTION_REPORT)
#: Sheets with a name of their own above the red line; all others are 文件 of their issuer.
OWN_MARK = (DocumentKind.ASSIGNMENT_SLIP, DocumentKind.SUPERVISION_SLIP)


def is_upward(kind: str) -> bool:
    return kind in UPWARD


class Layout(StrEnum):
    """The ordinary layout and the three special ones of GB/T 9704-2012, chapter 10."""

    SHEET = "sheet"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"


LAYOUTS = {
    DocumentKind.REMINDER_LETTER: Layout.LETTER,
    DocumentKind.ORDER: Layout.ORDER,
    DocumentKind.MINUTES: Layout.MINUTES,
}


def layout_of(kind: str) -> Layout:
    return LAYOUTS.get(DocumentKind(kind), Layout.SHEET)


def default_mark(kind: str, issuer: str) -> str:
    """发文机关标志: the issuer's name with 文件 (7.2.4), alone (10.1), with 令 (10.2) or 纪要 (10.3)."""
    if kind in OWN_MARK:
        return issuer + DocumentKind(kind).label
    ending = {Layout.LETTER: "", Layout.ORDER: "令", Layout.MINUTES: "会议纪要"}
    return issuer + ending.get(layout_of(kind), "文件")
