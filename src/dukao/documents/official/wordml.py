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
        "w": _twips(m.WIDTH_MM), "hSpace": "0", "wrap": "around",
        "vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
    })  # fmt: skip


def frame_above_text(paragraph: Paragraph) -> None:
    """The paragraph belongs to the head of a letter, which begins above 版心 and is wider than it."""
    _property(paragraph, "framePr", {
        "w": _twips(m.LETTER_RULE_MM), "hSpace": "0", "wrap": "notBeside", "vAnchor": "page",
        "hAnchor": "page", "x": _twips(m.LEFT_MM - (m.LETTER_RULE_MM - m.WIDTH_MM) / 2),
        "y": _twips(m.LETTER_MARK_MM),
    })  # fmt: skip


def _twips(millimetres: float) -> str:
    return str(round(millimetres * m.PT_PER_MM * 20))


def fill_with_ink(paragraph: Paragraph, points: float, ink: str = "000000") -> None:
    """An empty paragraph becomes a rule, or air: LibreOffice loses frames whose paragraphs have borders."""
    paragraph.paragraph_format.line_spacing = Pt(points)
    if ink:
        _property(paragraph, "shd", {"val": "clear", "color": "auto", "fill": ink})


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


def red_rule(paragraph: Paragraph) -> None:
    """A red line 4 mm below the type; the air of the line itself is part of the distance.

    Word counts the thickness of borders in eighths of a point.
    """
    space = round(m.RULE_GAP_MM * m.PT_PER_MM - (m.PITCH_PT - m.BODY_PT) / 2)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "16", "space": str(space), "color": RED}.items():
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
