"""Properties of a Word file that python-docx has no name for: frames, rules, tabs, fields, faces."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from dukao.documents.official import measures as m

RED = "E60012"
#: Order of properties (ECMA-376, part 1, 17.3.1.26, 17.3.2.28).
ORDER = {
    "pPr": "pStyle keepNext framePr widowControl pBdr shd tabs autoSpaceDE autoSpaceDN snapToGrid spacing "
    "ind jc rPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs lang",
}


def put_in_order(root: Any) -> None:
    """The schema wants properties in its own order; Word calls a file broken that has them in another."""
    for properties, order in ORDER.items():
        ranks = {qn(f"w:{name}"): rank for rank, name in enumerate(order.split())}
        for element in root.iter(qn(f"w:{properties}")):
            element[:] = sorted(element, key=lambda child: ranks.get(child.tag, len(ranks)))


def frame_at_foot(paragraph: Paragraph) -> None:
    """The paragraph stands at the foot of 版心, with its neighbours that are framed alike."""
    _property(paragraph, "framePr", {
        "w": str(round(m.WIDTH_MM * m.PT_PER_MM * 20)), "hSpace": "0", "wrap": "around",
        "vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
    })  # fmt: skip


def fill_with_ink(paragraph: Paragraph, thickness_mm: float) -> None:
    """An empty paragraph becomes a black rule: LibreOffice loses frames whose paragraphs have borders."""
    paragraph.paragraph_format.line_spacing = Pt(thickness_mm * m.PT_PER_MM)
    _property(paragraph, "shd", {"val": "clear", "color": "auto", "fill": "000000"})


def right_tab(paragraph: Paragraph, points: float) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points), WD_TAB_ALIGNMENT.RIGHT)


def add_field(run: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run.element.append(element)


def red_rule(paragraph: Paragraph, kind: str = "single", size: int = 16) -> None:
    """A red line 4 mm below the type; the air of the line itself is part of the distance."""
    space = round(m.RULE_GAP_MM * m.PT_PER_MM - (m.PITCH_PT - m.BODY_PT) / 2)
    rule(paragraph, "bottom", size, kind=kind, space=space)


def rule(paragraph: Paragraph, side: str, size: int, *, kind: str = "single", space: int = 0) -> None:
    """A red border on one side; Word counts eighths of a point."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in {"val": kind, "sz": str(size), "space": str(space), "color": RED}.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _property(paragraph: Paragraph, tag: str, values: dict[str, str]) -> None:
    element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(element)


def set_face(properties: Any, face: str) -> None:
    """The face for Chinese and Latin alike, so that figures are set in it too."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)
