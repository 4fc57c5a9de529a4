"""Working lists (清单、台账) as Excel, Word and PDF: one table with a title, its head on every page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import typst
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dukao.documents.official.faces import pdf_faces
from dukao.documents.official.measures import PT_PER_MM
from dukao.documents.official.pdf import NO_FONT
from dukao.documents.official.wordml import add_field, right_tab
from dukao.kernel.errors import DomainError
from dukao.kernel.spreadsheets import INERT
from dukao.kernel.wordfiles import new_document
from dukao.ui.fonts import installed

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
#: What paper can be asked to hold; a longer list goes out as Excel.
PAPER_ROWS = 1000
#: Characters of a cell from which on a row may fill a page.
_LONG = 600
#: Across A4 between the margins.
_PAGE_MM = 269
#: Between the side of a cell and its text.
_AIR_MM = 1.2
#: A line of a cell in Excel, and the tallest row there is.
_LINE_PT, _TALLEST_PT = 15.0, 409.0
#: Of a size at which a Chinese character is no wider than the two figures it is reckoned as.
_CELL_FACE = {"font_name": "宋体", "font_size": 10}
#: How tall a row is that waits for a pen.
_HAND_LINES, _HAND_MM = 2, 10
_SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """``columns`` are (head, width in characters); ``note`` stands under the title, ``foot`` on each page.

    ``figures`` are columns, by place, that stand to the right, so that they can be compared, and that Excel
    can sum. ``ticked`` are those filled in by hand: boxes on paper, a list to choose from in Excel.
    ``closing`` stands below the table, where one signs.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[tuple[str, ...]]
    note: str = ""
    foot: str = ""
    name: str = "sheet"
    closing: str = ""
    figures: frozenset[int] = frozenset()
    ticked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def side_of(self, place: int) -> str:
        """
        >>> Sheet("统计", (("序号", 7), ("单位", 9), ("件", 9)), (), figures=frozenset({2})).side_of(2)
        'right'
        """
        if place in self.figures:
            return "right"
        return "center" if self.columns[place][0] == "序号" else "left"

    def on_paper(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """
        >>> Sheet("核查清单", (("内容", 9), ("结果", 9)), (), ticked={1: ("是", "否")}).on_paper(("甲", ""))
        ('甲', '□ 是　□ 否')
        """
        boxes = {place: "　".join(f"□ {word}" for word in words) for place, words in self.ticked.items()}
        return tuple(text or boxes.get(place, "") for place, text in enumerate(row))


def render_sheet(sheet: Sheet, form: str) -> bytes:
    """The list as ``xlsx``, ``docx`` or ``pdf``; the same cells in each."""
    if form == "xlsx":
        return _excel(sheet)
    rows = [sheet.on_paper(row) for row in sheet.rows]
    if len(rows) > PAPER_ROWS:
        raise DomainError(
            "sheet_long", f"打印清单最多 {PAPER_ROWS} 行，现在有 {len(rows)} 行。请加条件，或导出 Excel。"
        )
    return _word(sheet, rows) if form == "docx" else _pdf(sheet, rows)


def _excel(sheet: Sheet) -> bytes:
    """Written row by row; ready to print across A4."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, **INERT}) as book:
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#eeeeee", "align": "center", "valign": "vcenter"}
        )
        cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@", **_CELL_FACE}
        sides = {side: book.add_format({**cell, "align": side}) for side in ("left", "center", "right")}
        faces = [sides[sheet.side_of(place)] for place in range(len(sheet.columns))]
        page = book.add_worksheet(sheet.title[:31])
        for place, (_, width) in enumerate(sheet.columns):
            page.set_column(place, place, width)
        page.merge_range(0, 0, 0, len(sheet.columns) - 1, sheet.title, title)
        page.write(1, 0, sheet.note)
        page.write_row(2, 0, [name for name, _ in sheet.columns], head)
        last = 2
        for last, row in enumerate(sheet.rows, 3):
            page.set_row(last, _height(row, sheet))
            for place, (text, face) in enumerate(zip(row, faces, strict=True)):
                is_count = place in sheet.figures and text.isdecimal()
                page.write(last, place, int(text) if is_count else text, face)
        page.write(last + 2, 0, sheet.closing)
        for place, words in sheet.ticked.items():
            page.data_validation(3, place, max(3, last), place, {"validate": "list", "source": list(words)})
        page.freeze_panes(3, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)
        page.set_footer(f"&L{sheet.foot.replace('&', '&&')}&R第 &P 页，共 &N 页")
    return out.getvalue()


def _height(row: tuple[str, ...], sheet: Sheet) -> float:
    """Of a row whose cells wrap: not every program works it out when it opens the file.

    >>> _height(("一二三四五六", "短"), Sheet("问题清单", (("问题", 9), ("程度", 9)), ()))
    30.0
    """
    lines = max(_lines(text, width) for text, (_, width) in zip(row, sheet.columns, strict=True))
    return min(_LINE_PT * max(lines, _HAND_LINES if sheet.ticked else 1), _TALLEST_PT)


def _lines(text: str, width: int) -> int:
    """A Chinese character is as wide as two figures, in which widths of columns are told; one stays free."""
    wide = (sum(2 if east_asian_width(each) in "WFA" else 1 for each in part) for part in text.split("\n"))
    return sum(max(1, ceil(each / (width - 1))) for each in wide)


def _word(sheet: Sheet, rows: list[tuple[str, ...]]) -> bytes:
    document = new_document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(16)
    _foot(section.footer.paragraphs[0], document.styles["Footer"], sheet.foot)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, sheet.title, 16, bold=True)
    _write(document.add_paragraph(), sheet.note, 9)
    table = document.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
    table.autofit = False
    _narrow(table)
    whole = sum(width for _, width in sheet.columns)
    for place, (name, width) in enumerate(sheet.columns):
        head = table.rows[0].cells[place]
        # Word takes the width of each cell, and the head's were made before the columns had theirs.
        table.columns[place].width = head.width = Mm(_PAGE_MM * width / whole)
        head.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(head.paragraphs[0], name, 9, bold=True)
    _mark(table.rows[0], "tblHeader")  # again on every page
    for row in rows:
        line = table.add_row()
        _mark(line, "cantSplit")
        if sheet.ticked:
            line.height = Mm(_HAND_MM)
        for place, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0].alignment = _SIDES[sheet.side_of(place)]
            _write(cell.paragraphs[0], text, 8.5)
    if sheet.closing:
        closing = document.add_paragraph()
        closing.paragraph_format.space_before = Pt(12)
        _write(closing, sheet.closing, 10.5)
    document.core_properties.title = sheet.title
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _write(paragraph: Any, text: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "仿宋"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")


def _narrow(table: Any) -> None:
    """Cells with as little air at their sides as on the PDF, so that a date keeps to one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(_AIR_MM * PT_PER_MM * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _foot(paragraph: Any, style: Any, text: str) -> None:
    """The words on the left, the page on the right; the style's own tabs are those of upright pages."""
    style.paragraph_format.tab_stops.clear_all()
    style.font.size = Pt(8)
    right_tab(paragraph, _PAGE_MM * PT_PER_MM)
    _write(paragraph, f"{text}\t第 ", 8)
    for code, after in (("PAGE", " 页，共 "), ("NUMPAGES", " 页")):
        _write(paragraph, "", 8)
        add_field(paragraph.runs[-1], code)
        _write(paragraph, after, 8)


def _pdf(sheet: Sheet, rows: list[tuple[str, ...]]) -> bytes:
    """Data never becomes markup: it arrives as JSON values."""
    face = pdf_faces()["song"]
    if not face:
        raise DomainError("no_chinese_font", NO_FONT)
    data = {
        "title": sheet.title, "note": sheet.note, "foot": sheet.foot, "face": face,
        "head": [name for name, _ in sheet.columns], "widths": [width for _, width in sheet.columns],
        "sides": [sheet.side_of(place) for place in range(len(sheet.columns))],
        "rows": rows, "closing": sheet.closing, "by_hand": bool(sheet.ticked),
        # A row stays on one page, unless one is so long that it would not fit.
        "breakable": any(len(text) > _LONG for row in rows for text in row),
    }  # fmt: skip
    made = typst.compile(
        files("dukao.documents.official").joinpath("sheet.typ").read_bytes(), format="pdf",
        font_paths=installed(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
