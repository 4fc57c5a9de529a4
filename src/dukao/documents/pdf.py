"""Opening a PDF to see whether it may be stored; runs confined, for nobody knows what it unfolds to."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from dukao.documents.confinement import Overrun
from dukao.documents.secrecy import check_pdf
from dukao.kernel.errors import DomainError

#: Longer documents are no evidence of a month, and counting them is no use to anybody.
PAGE_LIMIT = 500
#: Whatever else malformed objects make the reading stumble over.
STUMBLES = (
    pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError,
)  # fmt: skip


def count_pages(name: str, content: bytes) -> int:
    """Pages of a PDF fit to be stored; raises :class:`DomainError` with the reason and the remedy.

    Raises :class:`Overrun` where it unfolds beyond what any honest file needs.
    """
    try:
        pages = _checked(name, content)
    except pikepdf.PasswordError:
        raise DomainError("file_encrypted", f"“{name}”加了密码，打不开。请去掉密码，另存后再传。") from None
    except STUMBLES as error:
        if "bad_alloc" in str(error):  # qpdf says in words alone that memory ran out
            raise Overrun from None
        pages = 0
    if not pages:
        raise DomainError("file_broken", f"“{name}”已损坏，打不开。请重新导出 PDF 再传。")
    return pages


def _checked(name: str, content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            raise DomainError("file_encrypted", f"“{name}”加了密码或限制。请去掉密码，另存后再传。")
        pages = len(pdf.pages)
        if pages > PAGE_LIMIT:
            raise DomainError(
                "file_pages", f"“{name}”有 {pages} 页，超过 {PAGE_LIMIT} 页。请只传需要的几页。"
            )
        for page in pdf.pages:
            page.contents_coalesce()
        check_pdf(name, pdf)
        return pages
