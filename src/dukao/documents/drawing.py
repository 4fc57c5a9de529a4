"""A page of a stored PDF as a picture; runs confined, for the page may unfold without end."""

from __future__ import annotations

import typst

from dukao.kernel.errors import DomainError

#: The page at the width of A4; one that is taller than two sheets is drawn smaller.
SHEET = """
#set page(width: auto, height: auto, margin: 0pt)
#let sheet(..size) = image("{path}", format: "pdf", page: {page}, ..size)
#context if measure(sheet(width: 210mm)).height > 594mm {{
  sheet(height: 594mm)
}} else {{
  sheet(width: 210mm)
}}
"""
RESOLUTION = 144.0
NOT_DRAWN = DomainError("page_not_drawn", "这一页不能在线显示，请下载原件查看。", 409)


def draw_page(root: str, path: str, page: int) -> bytes:
    """Page ``page`` (from 1) of the PDF at ``path`` below the folder ``root``, as PNG."""
    sheet = SHEET.format(path=f"/{path}", page=page)
    try:
        # The stubs want source and root to be of one type; a source is bytes, a root is a path.
        picture = typst.compile(  # type: ignore[call-overload]
            sheet.encode(), root=root, format="png", ppi=RESOLUTION
        )
    except typst.TypstError:
        raise NOT_DRAWN from None
    assert isinstance(picture, bytes)
    return picture
