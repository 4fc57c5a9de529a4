"""What the kinds of documents differ in."""

from __future__ import annotations

from dukao.documents.vocabulary import DocumentKind

#: What goes up carries the name of its signer (党政机关公文处理工作条例第九条: 上行文应当标注签发人姓名).
UPWARD = (DocumentKind.TALK_PROPOSAL, DocumentKind.SPECIAL_REPORT, DocumentKind.INSPECTION_REPORT)
#: Sheets with a name of their own above the red line; all others are 文件 of their issuer.
OWN_MARK = (DocumentKind.ASSIGNMENT_SLIP, DocumentKind.SUPERVISION_SLIP)


def is_upward(kind: str) -> bool:
    return kind in UPWARD


def is_letter(kind: str) -> bool:
    """Letters have the layout of 信函 (GB/T 9704-2012, 10.1)."""
    return kind == DocumentKind.REMINDER_LETTER


def default_mark(kind: str, issuer: str) -> str:
    """发文机关标志: the issuer's name and 文件; letters bear the name alone (7.2.4, 10.1)."""
    if kind in OWN_MARK:
        return issuer + DocumentKind(kind).label
    return issuer if is_letter(kind) else f"{issuer}文件"
