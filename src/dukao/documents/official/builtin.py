"""The Word templates this product comes with, written by python-docx from the measures of the standard."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from dukao.documents.official import measures as m
from dukao.documents.official.faces import WORD_FACES
from dukao.documents.official.kinds import is_letter

MARK_STYLE, ISSUER_STYLE, DAY_STYLE = "发文机关标志", "署名", "成文日期"
RED = "E60012"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT

#: Order of properties (ECMA-376, part 1, 17.3.1.26, 17.3.2.28, 17.4.59).
ORDER = {
    "pPr": "pStyle keepNext widowControl pBdr tabs autoSpaceDE autoSpaceDN snapToGrid spacing ind jc rPr",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs lang",
}
#: Style, face, points, alignment, first-line indent in characters.
STYLES: tuple[tuple[str, str, float, Any, int], ...] = (
    ("公文正文", "body", m.BODY_PT, WD_ALIGN_PARAGRAPH.JUSTIFY, 2),
    ("公文标注", "hei", m.BODY_PT, LEFT, 0),
    (MARK_STYLE, "title", m.MARK_PT, CENTRE, 0),
    ("发文字号", "body", m.BODY_PT, CENTRE, 0),
    ("公文标题", "title", m.TITLE_PT, CENTRE, 0),
    ("主送机关", "body", m.BODY_PT, LEFT, 0),
    ("附件说明", "body", m.BODY_PT, LEFT, 2),
    (ISSUER_STYLE, "body", m.BODY_PT, RIGHT, 0),
    (DAY_STYLE, "body", m.BODY_PT, RIGHT, 0),
    ("附注", "body", m.BODY_PT, LEFT, 2),
    ("版记", "body", m.SMALL_PT, LEFT, 0),
)


@lru_cache(maxsize=8)
def builtin_template(kind: str) -> bytes:
    """The template of a kind as .docx; letters have the layout of 信函, all others that of 文件."""
    document = docx.Document()
    _page(document)
    _styles(document)
    write = _Writer(document)
    (_letter_head if is_letter(kind) else _head)(write)
    _body(write)
    if not is_letter(kind):
        _record(document)
    _folios(document, first_bare=is_letter(kind))
    document.core_properties.author = document.core_properties.comments = ""
    for root in (document.element, document.styles.element):
        _put_in_order(root)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _put_in_order(root: Any) -> None:
    """The schema wants properties in its own order; Word calls a file broken that has them in another."""
    for properties, order in ORDER.items():
        ranks = {qn(f"w:{name}"): rank for rank, name in enumerate(order.split())}
        for element in root.iter(qn(f"w:{properties}")):
            element[:] = sorted(element, key=lambda child: ranks.get(child.tag, len(ranks)))


class _Writer:
    """Adds paragraphs by style name; the paragraph an empty document begins with is used up first."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def line(self, style: str, *parts: str | tuple[str, str]) -> Paragraph:
        """Parts are text in the face of the style, or (face, text)."""
        paragraph = self.document.add_paragraph(style=style)
        for part in parts:
            face, text = part if isinstance(part, tuple) else ("", part)
            run = paragraph.add_run(text)
            if face:
                _set_face(run.element.get_or_add_rPr(), WORD_FACES[face])
        return paragraph

    def tag(self, text: str) -> Paragraph:
        """A line of the template that vanishes when it is filled."""
        return self.line("公文正文", f"{{%p {text} %}}")

    def blank(self, count: int = 1) -> None:
        for _ in range(count):
            self.line("主送机关")


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(m.TOP_MM), Mm(m.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(m.LEFT_MM), Mm(m.RIGHT_MM)
    section.header_distance = Mm(15)
    # The folio's upper edge is 7 mm below 版心: its line, 14 pt high, ends this far above the paper's edge.
    section.footer_distance = Mm(m.BOTTOM_MM - m.FOLIO_MM - m.SMALL_PT / m.PT_PER_MM)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # LibreOffice spreads characters wrongly under linesAndChars, so only lines snap; runs are set tighter.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(m.PITCH_PT * 20)))


def _styles(document: Document) -> None:
    for name, face, size, alignment, indent in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(size)
        _set_face(style.element.get_or_add_rPr(), WORD_FACES[face])
        layout = style.paragraph_format
        layout.alignment = alignment
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Pt(m.TITLE_PITCH_PT if name == "公文标题" else m.PITCH_PT)
        layout.widow_control = False
        _plain_spacing(style.element.get_or_add_pPr(), snaps=size == m.BODY_PT)
        if indent:
            layout.first_line_indent = Pt(indent * m.CHARACTER_PT)
        if size == m.BODY_PT:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(round(m.TRACKING_PT * 20)))
            style.element.get_or_add_rPr().append(spacing)
    mark = document.styles[MARK_STYLE]
    mark.font.color.rgb = RGBColor.from_string(RED)
    mark.paragraph_format.line_spacing = Pt(m.MARK_PT * 1.15)


def _plain_spacing(properties: Any, *, snaps: bool) -> None:
    """No air between Chinese and figures; type that is not 三号 keeps its own pitch."""
    for name in ("autoSpaceDE", "autoSpaceDN", *(() if snaps else ("snapToGrid",))):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), "0")
        properties.append(element)


def _head(write: _Writer) -> None:
    """版头: two lines for 密级-like notes and urgency, the red mark, the number above the red line."""
    write.line("公文标注", "{{ 标注 }}")
    write.line("公文标注", "{{ 紧急程度 }}")
    mark = write.line(MARK_STYLE, "{{ 发文机关标志 }}")
    mark.paragraph_format.space_before = Pt(m.MARK_DOWN_MM * m.PT_PER_MM - 2 * m.PITCH_PT)
    write.blank(2)
    write.tag("if 签发人")
    # One character stays free on each side (7.2.5, 7.2.6); the red line takes the whole width.
    signed = write.line("发文字号", "　{{ 发文字号 }}\t签发人：", ("kai", "{{ 签发人 }}　"))
    signed.alignment = LEFT
    _right_tab(signed, m.WIDTH_MM * m.PT_PER_MM)
    _red_rule(signed)
    write.tag("else")
    _red_rule(write.line("发文字号", "{{ 发文字号 }}"))
    write.tag("endif")
    write.blank(2)


def _letter_head(write: _Writer) -> None:
    """信函: the mark 30 mm below the paper's edge, double red lines of 170 mm, the number to the right."""
    mark = write.line(MARK_STYLE, "{{ 发文机关标志 }}")
    mark.paragraph_format.line_spacing = Pt(40)
    beyond = Mm((m.LETTER_RULE_MM - m.WIDTH_MM) / 2)
    mark.paragraph_format.left_indent = mark.paragraph_format.right_indent = -beyond
    _red_rule(mark, kind="thickThinSmallGap", size=24)
    number = write.line("发文字号", "{{ 发文字号 }}")
    number.alignment = RIGHT
    write.line("公文标注", "{{ 标注 }}{{ 紧急程度 }}")
    write.blank()


def _body(write: _Writer) -> None:
    write.tag("for 行 in 标题")
    write.line("公文标题", "{{ 行 }}")
    write.tag("endfor")
    write.blank()
    write.tag("if 主送")
    write.line("主送机关", "{{ 主送 }}：")
    write.tag("endif")
    write.tag("for 段 in 正文")
    write.tag("if 段.层次 == 1")
    heading = write.line("公文正文", ("hei", "{{ 段.标题 }}"), "{{ 段.文字 }}")
    heading.paragraph_format.keep_with_next = True
    write.tag("elif 段.层次 == 2")
    write.line("公文正文", ("kai", "{{ 段.标题 }}"), "{{ 段.文字 }}")
    write.tag("else")
    write.line("公文正文", "{{ 段.标题 }}{{ 段.文字 }}")
    write.tag("endif")
    write.tag("endfor")
    write.tag("if 附件")
    write.blank()
    write.tag("endif")
    write.tag("for 件 in 附件")
    write.line("附件说明", "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ 件.序号 }}{{ 件.名称 }}")
    write.tag("endfor")
    write.blank(2)
    keep = write.line(ISSUER_STYLE, "{{ 署名 }}")
    keep.paragraph_format.keep_with_next = True
    write.line(DAY_STYLE, "{{ 成文日期 }}")
    write.tag("if 附注")
    write.line("附注", "（{{ 附注 }}）")
    write.tag("endif")


def _record(document: Document) -> None:
    """版记: a table that Word lets float to the foot of the last page; elsewhere it follows the text."""
    table = document.add_table(rows=4, cols=1)
    place = OxmlElement("w:tblpPr")
    for name, value in {
        "leftFromText": "0", "rightFromText": "0", "vertAnchor": "margin", "horzAnchor": "margin",
        "tblpXSpec": "left", "tblpYSpec": "bottom",
    }.items():  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.append(place)
    _table_rules(table)
    opening, copies, closing, printed = (row.cells[0].paragraphs[0] for row in table.rows)
    for row in table.rows:
        row.cells[0].width = Mm(m.WIDTH_MM)
    # These two rows vanish when it is filled, and with them, where there are no copies, the one between.
    opening.add_run("{%tr if 抄送 %}")
    closing.add_run("{%tr endif %}")
    copies.style = printed.style = document.styles["版记"]
    copies.add_run("抄送：{{ 抄送 }}。")
    copies.paragraph_format.left_indent = Pt(4 * m.SMALL_PT)
    copies.paragraph_format.first_line_indent = Pt(-3 * m.SMALL_PT)
    copies.paragraph_format.right_indent = Pt(m.SMALL_PT)
    printed.add_run("　{{ 印发机关 }}\t{{ 印发日期 }}印发　")
    _right_tab(printed, m.WIDTH_MM * m.PT_PER_MM)
    # A table may not end a document; a line of one point follows it.
    document.add_paragraph(style="版记").paragraph_format.line_spacing = Pt(1)


def _table_rules(table: Any) -> None:
    """0.35 mm above and below, 0.25 mm between; Word counts eighths of a point."""
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    thick, thin = (round(width * m.PT_PER_MM * 8) for width in (m.RECORD_RULE_MM, m.RECORD_THIN_MM))
    for side, size in (("top", thick), ("bottom", thick), ("insideH", thin)):
        border = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": str(size), "space": "0", "color": "000000"}.items():
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.extend((borders, margins))


def _folios(document: Document, *, first_bare: bool) -> None:
    """页码: 四号宋体 with a dash on each side, odd to the right, even to the left."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = first_bare
    for footer, alignment in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        layout = paragraph.paragraph_format
        layout.left_indent = layout.right_indent = Pt(m.SMALL_PT)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(m.SMALL_PT)
        layout.tab_stops.clear_all()
        for part in ("— ", "PAGE", " —"):
            run = paragraph.add_run("" if part == "PAGE" else part)
            run.font.size = Pt(m.SMALL_PT)
            _set_face(run.element.get_or_add_rPr(), WORD_FACES["song"])
            if part == "PAGE":
                _field(run, "PAGE")


def _right_tab(paragraph: Paragraph, points: float) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points), WD_TAB_ALIGNMENT.RIGHT)


def _field(run: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run.element.append(element)


def _red_rule(paragraph: Paragraph, kind: str = "single", size: int = 16) -> None:
    """A red line 4 mm below the type; the air of the line itself is part of the distance."""
    space = round(m.RULE_GAP_MM * m.PT_PER_MM - (m.PITCH_PT - m.BODY_PT) / 2)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": kind, "sz": str(size), "space": str(space), "color": RED}.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _set_face(properties: Any, face: str) -> None:
    """The face for Chinese and Latin alike, so that figures are set in it too."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)
