"""The Word templates this product comes with, written by python-docx from the measures of the standard."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from dukao.documents.official import measures as m
from dukao.documents.official.faces import WORD_FACES
from dukao.documents.official.kinds import Layout, layout_of
from dukao.documents.official.wordml import (
    RED,
    add_field,
    fill_with_ink,
    frame_above_text,
    frame_at_foot,
    put_in_order,
    red_rule,
    right_tab,
    set_face,
)
from dukao.kernel.wordfiles import new_document

MARK_STYLE, ISSUER_STYLE, DAY_STYLE = "发文机关标志", "署名", "成文日期"
TEXT_STYLE, ATTACHMENT_STYLE, NOTE_STYLE = "公文正文", "附件说明", "附注"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT

#: The double line of a letter, thick above thin: heights in points with their ink; upside down at its foot.
DOUBLE_LINE = ((1.5, RED), (1.0, ""), (0.5, RED))

#: Style, face, points, alignment, first-line indent in characters.
STYLES: tuple[tuple[str, str, float, Any, int], ...] = (
    (TEXT_STYLE, "body", m.BODY_PT, WD_ALIGN_PARAGRAPH.JUSTIFY, 2),
    ("公文标注", "hei", m.BODY_PT, LEFT, 0),
    (MARK_STYLE, "title", m.MARK_PT, CENTRE, 0),
    ("发文字号", "body", m.BODY_PT, CENTRE, 0),
    ("公文标题", "title", m.TITLE_PT, CENTRE, 0),
    ("主送机关", "body", m.BODY_PT, LEFT, 0),
    (ATTACHMENT_STYLE, "body", m.BODY_PT, LEFT, 2),
    (ISSUER_STYLE, "body", m.BODY_PT, RIGHT, 0),
    (DAY_STYLE, "body", m.BODY_PT, RIGHT, 0),
    (NOTE_STYLE, "body", m.BODY_PT, LEFT, 2),
    ("版记", "body", m.SMALL_PT, LEFT, 0),
)


@lru_cache(maxsize=8)
def builtin_template(kind: str) -> bytes:
    """The template of a kind as .docx, in the ordinary layout or one of the special ones."""
    layout = layout_of(kind)
    document = new_document()
    _page(document, layout)
    _styles(document)
    write = _Writer(document)
    {Layout.LETTER: _letter_head, Layout.ORDER: _order_head}.get(layout, _head)(write, layout)
    _body(write, layout)
    (_letter_record if layout == Layout.LETTER else _record)(write)
    _folios(document, first_bare=layout == Layout.LETTER)
    if layout == Layout.LETTER:
        _letter_foot(document)
    document.core_properties.author = document.core_properties.comments = ""
    for root in (document.element, document.styles.element):
        put_in_order(root)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


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
                set_face(run.element.get_or_add_rPr(), WORD_FACES[face])
        return paragraph

    def tag(self, text: str) -> Paragraph:
        """A line of the template that vanishes when it is filled."""
        return self.line(TEXT_STYLE, f"{{%p {text} %}}")

    def blank(self, count: int = 1, *, keep: bool = False) -> None:
        """Empty lines; ``keep`` binds them to what follows."""
        for _ in range(count):
            self.line("主送机关").paragraph_format.keep_with_next = keep or None


def _page(document: Document, layout: Layout) -> None:
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
    # The lines of a letter begin where its head ends, on no grid.
    grid.set(qn("w:type"), "default" if layout == Layout.LETTER else "lines")
    grid.set(qn("w:linePitch"), str(round(m.PITCH_PT * 20)))


def _styles(document: Document) -> None:
    for name, face, size, alignment, indent in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(size)
        set_face(style.element.get_or_add_rPr(), WORD_FACES[face])
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


def _head(write: _Writer, layout: Layout) -> None:
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
    right_tab(signed, m.WIDTH_MM * m.PT_PER_MM)
    red_rule(signed)
    write.tag("else")
    number = write.line("发文字号", "{{ 发文字号 }}")
    if layout == Layout.MINUTES:
        # Nobody signs minutes: who made them and when stands above the red line (10.3).
        number = write.line("发文字号", "　{{ 署名 }}\t{{ 成文日期 }}　")
        number.alignment = LEFT
        right_tab(number, m.WIDTH_MM * m.PT_PER_MM)
    red_rule(number)
    write.tag("endif")
    write.blank(2)


def _order_head(write: _Writer, _: Layout) -> None:
    """令: the mark 20 mm below the top of 版心, two lines below it 令号, two lines on the text (10.2)."""
    mark = write.line(MARK_STYLE, "{{ 发文机关标志 }}")
    mark.paragraph_format.space_before = Pt(m.ORDER_DOWN_MM * m.PT_PER_MM)
    write.blank(2)
    write.line("发文字号", "{{ 发文字号 }}")
    write.blank(2)


def _letter_head(write: _Writer, _: Layout) -> None:
    """信函: the mark 30 mm below the paper's edge, double red lines of 170 mm, the number to the right.

    All above the number begins over 版心, so it is a frame; its lines are ink like those of 版记.
    """
    mark = write.line(MARK_STYLE, "{{ 发文机关标志 }}")
    mark.paragraph_format.line_spacing = Pt(m.LETTER_MARK_PT)
    frame_above_text(mark)
    for points, ink in ((m.LETTER_GAP_MM * m.PT_PER_MM, ""), *DOUBLE_LINE):
        line = write.line("版记")
        frame_above_text(line)
        fill_with_ink(line, points, ink)
    number = write.line("发文字号", ("hei", "{{ 标注 or 紧急程度 }}"), "\t{{ 发文字号 }}")
    number.alignment = LEFT
    number.paragraph_format.space_before = Pt(m.LETTER_BELOW_PT - (m.PITCH_PT - m.BODY_PT) / 2)
    right_tab(number, m.WIDTH_MM * m.PT_PER_MM)
    write.tag("if 标注 and 紧急程度")
    write.line("公文标注", "{{ 紧急程度 }}")
    write.tag("endif")
    write.blank(2)


def _letter_foot(document: Document) -> None:
    """The second double line, 20 mm above the paper's edge on the first page alone, which has no number."""
    section = document.sections[0]
    footer = section.first_page_footer
    footer.is_linked_to_previous = False
    lines = (footer.paragraphs[0], footer.add_paragraph(), footer.add_paragraph())
    for line, (points, ink) in zip(lines, reversed(DOUBLE_LINE), strict=True):
        line.style = document.styles["版记"]
        _widen(line)
        fill_with_ink(line, points, ink)
    # Both kinds of foot end at the line; numbers of later pages stay where they are by air below them.
    if section.footer_distance is not None:
        air = section.footer_distance - Mm(m.LETTER_FOOT_MM)
        section.footer_distance = Mm(m.LETTER_FOOT_MM)
        for folio in (section.footer, section.even_page_footer):
            folio.paragraphs[0].paragraph_format.space_after = air


def _widen(paragraph: Paragraph) -> None:
    """The lines of a letter are wider than 版心 by 7 mm on either side."""
    beyond = Mm((m.LETTER_RULE_MM - m.WIDTH_MM) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = -beyond


def _body(write: _Writer, layout: Layout) -> None:
    if layout != Layout.ORDER:
        write.tag("for 行 in 标题")
        write.line("公文标题", "{{ 行 }}")
        write.tag("endfor")
        write.blank()
    if layout in (Layout.SHEET, Layout.LETTER):
        write.tag("if 主送")
        write.line("主送机关", "{{ 主送 }}：")
        write.tag("endif")
    _text(write)
    (_attendance if layout == Layout.MINUTES else _signature)(write, layout)
    write.tag("if 附注")
    write.line(NOTE_STYLE, "（{{ 附注 }}）")
    write.tag("endif")


def _text(write: _Writer) -> None:
    write.tag("for 段 in 正文")
    write.tag("if 段.层次 == 1")
    heading = write.line(TEXT_STYLE, ("hei", "{{ 段.标题 }}"), "{{ 段.文字 }}")
    heading.paragraph_format.keep_with_next = True
    write.tag("elif 段.层次 == 2")
    write.line(TEXT_STYLE, ("kai", "{{ 段.标题 }}"), "{{ 段.文字 }}")
    write.tag("else")
    write.line(TEXT_STYLE, "{{ 段.标题 }}{{ 段.文字 }}")
    write.tag("endif")
    write.tag("endfor")
    write.tag("if 附件")
    write.blank()
    write.tag("endif")
    write.tag("for 件 in 附件")
    write.tag("if 件.序号")
    # Later lines begin below the name (7.3.4), four characters after the first: 附件： and a number.
    numbered = write.line(
        ATTACHMENT_STYLE, "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ 件.序号 }}{{ 件.名称 }}"
    )
    _hang(numbered, 4)
    write.tag("else")
    _hang(write.line(ATTACHMENT_STYLE, "附件：{{ 件.名称 }}"), 3)
    write.tag("endif")
    write.tag("endfor")


def _hang(paragraph: Paragraph, characters: int) -> None:
    """The first line begins two characters in, the others ``characters`` further."""
    paragraph.paragraph_format.left_indent = Pt((2 + characters) * m.CHARACTER_PT)
    paragraph.paragraph_format.first_line_indent = Pt(-characters * m.CHARACTER_PT)


def _signature(write: _Writer, layout: Layout) -> None:
    write.blank(2, keep=True)
    if layout == Layout.ORDER:
        # 职务, two characters, and the name in the place of the 签名章 (7.3.5.3).
        keep = write.line(ISSUER_STYLE, "{{ 签发人职务 }}　　", ("kai", "{{ 签发人 }}"))
        write.blank(keep=True)
    else:
        keep = write.line(ISSUER_STYLE, "{{ 署名 }}")
    keep.paragraph_format.keep_with_next = True
    write.line(DAY_STYLE, "{{ 成文日期 }}")


def _attendance(write: _Writer, _: Layout) -> None:
    """出席、请假、列席: later lines begin below the first name (10.3)."""
    write.tag("if 出席")
    write.blank()
    write.tag("endif")
    write.tag("for 人 in 出席")
    names = write.line(ATTACHMENT_STYLE, ("hei", "{{ 人.称谓 }}"), "：{{ 人.名单 }}")
    _hang(names, 3)
    write.tag("endfor")


def _record(write: _Writer) -> None:
    """版记: a frame at the foot of 版心 on the page where the document ends.

    Frames are paragraphs with a place of their own (ECMA-376, part 1, 17.3.1.11). Word, WPS and LibreOffice
    all set them, where a floating table is put behind the text by some.
    """
    write.tag("if 抄送")
    _framed_rule(write, m.RECORD_RULE_MM)
    _copies(write)
    _framed_rule(write, m.RECORD_THIN_MM)
    write.tag("else")
    _framed_rule(write, m.RECORD_RULE_MM)
    write.tag("endif")
    printed = write.line("版记", "　{{ 印发机关 }}\t{{ 印发日期 }}印发　")
    right_tab(printed, m.WIDTH_MM * m.PT_PER_MM)
    frame_at_foot(printed)
    _framed_rule(write, m.RECORD_RULE_MM)
    _anchor(write)


def _letter_record(write: _Writer) -> None:
    """A letter has neither rules nor printer at its foot (10.1)."""
    write.tag("if 抄送")
    _copies(write)
    write.tag("endif")
    _anchor(write)


def _copies(write: _Writer) -> None:
    copies = write.line("版记", "{{ 抄送称谓 }}：{{ 抄送 }}。")
    copies.paragraph_format.left_indent = Pt(4 * m.SMALL_PT)
    copies.paragraph_format.first_line_indent = Pt(-3 * m.SMALL_PT)
    copies.paragraph_format.right_indent = Pt(m.SMALL_PT)
    frame_at_foot(copies)


def _framed_rule(write: _Writer, thickness_mm: float) -> None:
    line = write.line("版记")
    frame_at_foot(line)
    fill_with_ink(line, thickness_mm * m.PT_PER_MM)


def _anchor(write: _Writer) -> None:
    """A frame hangs on the paragraph after it; a line of one point is no page of its own."""
    write.line("版记").paragraph_format.line_spacing = Pt(1)


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
            set_face(run.element.get_or_add_rPr(), WORD_FACES["song"])
            if part == "PAGE":
                add_field(run, "PAGE")
