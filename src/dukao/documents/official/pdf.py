"""An official document as PDF, set by typst from data alone."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import typst

from dukao.documents.official import measures
from dukao.documents.official.faces import pdf_faces
from dukao.documents.official.kinds import Layout, layout_of
from dukao.documents.official.paper import Paper
from dukao.documents.official.titles import title_lines
from dukao.kernel.errors import DomainError
from dukao.ui.fonts import installed
from dukao.ui.qr import qr_drawing

NO_FONT = (
    "这台服务器没有中文字体，不能生成 PDF。可以先下载 Word；管理员装上字体（例如 fonts-noto-cjk）后就能用。"
)
PREVIEW_PPI = 96.0


def render_pdf(paper: Paper) -> bytes:
    """The document in the layout of GB/T 9704-2012, as PDF/A-2b; the same paper gives the same bytes."""
    made = typst.compile(
        _source(), format="pdf", font_paths=installed(), sys_inputs=_inputs(paper), pdf_standards="a-2b"
    )
    assert isinstance(made, bytes)
    return made


def render_pictures(paper: Paper) -> list[bytes]:
    """The pages as PNG, for looking at while it is written."""
    made = typst.compile(
        _source(), format="png", ppi=PREVIEW_PPI, font_paths=installed(), sys_inputs=_inputs(paper)
    )
    return made if isinstance(made, list) else [made]


def _source() -> bytes:
    return files("dukao.documents.official").joinpath("document.typ").read_bytes()


def _inputs(paper: Paper) -> dict[str, str]:
    """Data never becomes markup: it arrives as JSON values."""
    faces = pdf_faces()
    if not faces["body"]:
        raise DomainError("no_chinese_font", NO_FONT)
    return {"data": json.dumps({**_data(paper), "faces": faces}, ensure_ascii=False)}


def _data(paper: Paper) -> dict[str, Any]:
    layout = layout_of(paper.kind)
    issuer_right, day_right = measures.signature_indents(
        paper.issuer, paper.day, is_order=layout == Layout.ORDER
    )
    return {
        **paper.as_data(),
        "layout": layout,
        "attendance": [list(line) for line in paper.attendance if layout == Layout.MINUTES],
        "number": paper.printed_number,
        "signed_overleaf": paper.can_be_signed_overleaf,
        "mark_size": measures.mark_size(paper.mark, is_letter=layout == Layout.LETTER),
        "title": title_lines(paper.title),
        "whole_title": paper.title,
        "lines": [[line.level, line.head, line.rest] for line in paper.lines],
        "attachments": [list(line) for line in paper.attachment_lines],
        "date": [int(part) for part in re.findall(r"\d+", paper.day)],
        "seal": qr_drawing(paper.attestation).decode() if paper.attestation else "",
        "issuer_right": issuer_right,
        "day_right": day_right,
        "m": {
            name.lower(): value
            for name, value in vars(measures).items()
            if name.isupper() and isinstance(value, int | float)
        },
    }
