"""Working lists as Excel, Word and PDF: the same cells in each, nothing cut, the head on every page."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from dukao.documents.official.sheets import PAPER_ROWS, Sheet, render_sheet
from dukao.kernel.errors import DomainError
from tests.documents.printed import printed_pages

HEADS = ("序号", "问题", "结果", "意见")
LONG = "雨水管网没有按期贯通，隐蔽工程验收资料不全。" * 4


def sheet(count: int = 60, **changes: object) -> Sheet:
    rows = [(str(number), f"问题甲{number}乙", "", LONG) for number in range(1, count + 1)]
    features: dict[str, object] = {
        "title": "整改台账", "columns": tuple(zip(HEADS, (7, 30, 20, 40), strict=True)), "rows": rows,
        "note": "截至 2026 年 9 月 28 日。", "foot": "内部资料。", "closing": "核查人：", "ticked": {2: ("是", "否")},
    }  # fmt: skip
    return Sheet(**(features | changes))  # type: ignore[arg-type]


def test_the_pdf_lies_across_and_says_everything_on_its_pages() -> None:
    pages = printed_pages(render_sheet(sheet(), "pdf"))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert page.width > page.height
        assert all(part in page.text for part in HEADS), f"no head on page {number}"
        assert f"第{number}页，共{len(pages)}页" in page.text
        # nothing is printed outside the margins
        assert all(35 < one.x < page.width - 40 and 15 < one.y < page.height - 30 for one in page.letters)
    whole = "".join(page.text for page in pages)
    assert all(f"问题甲{number}乙" in whole for number in range(1, 61))
    assert whole.count("□是□否") == 60
    assert whole.count("核查人：") == 1


def test_no_row_is_torn_between_two_pages() -> None:
    """Each row's number and the end of its last cell stand on one page."""
    for page in printed_pages(render_sheet(sheet(), "pdf")):
        assert page.text.count("□是□否") == page.text.count("不全。") // 4


def test_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    text = "从这里开始" + "很长的事实。" * 900 + "到这里为止"
    pages = printed_pages(render_sheet(sheet(rows=[("1", "一件", "", text)]), "pdf"))
    assert len(pages) > 1
    assert "到这里为止" in pages[-1].text or "到这里为止" in pages[-2].text


def test_word_has_one_width_for_each_column_and_repeats_its_head() -> None:
    document = Document(BytesIO(render_sheet(sheet(3), "docx")))
    section, table = document.sections[0], document.tables[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    widths = [[cell.width for cell in row.cells] for row in table.rows]
    assert widths[0] == widths[1] == widths[-1]
    assert len(set(widths[0])) == len(HEADS)
    room = section.page_width - (section.left_margin or 0) - (section.right_margin or 0)
    assert sum(width or 0 for width in widths[0]) <= room + Pt(1)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, *[False] * 3]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    assert table.rows[1].cells[2].text == "□ 是　□ 否"
    assert document.paragraphs[-1].text == "核查人："
    assert "PAGE" in section.footer._element.xml


def test_rows_of_excel_are_as_tall_as_their_text() -> None:
    """Not every office program works the height out itself when it opens the file."""
    rows = [("1", "短", "", "短"), ("2", "短", "", LONG), ("3", "短", "", "一行\n" * 60)]
    book = openpyxl.load_workbook(BytesIO(render_sheet(sheet(rows=rows, ticked={}), "xlsx")))
    page = book.active
    assert page is not None
    # 88 characters, twice as wide as figures, in 39 figures' room: five lines.
    # What is as tall as any row is not written down.
    assert [page.row_dimensions[row].height for row in (4, 5, 6)] == [None, 75.0, 408.75]


def test_excel_offers_the_choices_and_prints_on_one_width() -> None:
    book = openpyxl.load_workbook(BytesIO(render_sheet(sheet(2, rows=[("1", "=1+1", "", "")]), "xlsx")))
    page = book.active
    assert page is not None
    assert [cell.value for cell in page[3]] == list(HEADS)
    assert (page["B4"].value, page["B4"].data_type) == ("=1+1", "s")
    assert page["C4"].value is None
    (choice,) = page.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("C4", '"是,否"')
    assert (page.print_title_rows, page.page_setup.orientation) == ("$3:$3", "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page["A6"].value == "核查人："


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_paper_has_an_end(form: str) -> None:
    with pytest.raises(DomainError, match="最多 1000 行，现在有 1001 行"):
        render_sheet(sheet(PAPER_ROWS + 1), form)
