"""信函, 命令 and 纪要 against chapter 10 of GB/T 9704-2012, and 版记 in a frame, read back from the files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dukao.documents.official import measures as m
from dukao.documents.official.builtin import DAY_STYLE, ISSUER_STYLE, MARK_STYLE
from dukao.documents.official.kinds import Layout, default_mark, layout_of
from dukao.documents.official.paper import Paper
from dukao.documents.official.pdf import render_pdf
from dukao.documents.official.word import render_docx
from tests.documents.printed import Printed, printed_pages
from tests.documents.test_layout import FULL, MM, is_near

SHORT = Paper.of_data(
    {**FULL.as_data(), "paragraphs": [{"text": "全市督办工作成绩突出，予以嘉奖。", "level": 0}]}
)
TOP = (297 - m.TOP_MM) * MM


def paper(**parts: Any) -> Paper:
    return Paper.of_data({**SHORT.as_data(), **parts})


ORDER = paper(
    kind="order", mark="示例市人民政府令", number="第 7 号", post="市长", signer="何正", title="嘉奖令"
)
MINUTES = paper(
    kind="minutes", mark="示例市督查考核工作领导小组会议纪要", title="研究督办工作的会议纪要",
    present="、".join(["市住建局方知远"] * 8), absent="市水利局林水生", copies="市住建局、市水利局",
)  # fmt: skip
LETTER = paper(kind="reminder_letter", mark="示例市督考办")


def first(page: Printed, text: str) -> Any:
    return next(letter for letter in page.letters if letter.text == text)


def rows_of(page: Printed) -> list[str]:
    """The lines of the page from above, without white space."""
    rows: dict[float, str] = {}
    for letter in page.letters:
        rows[letter.y] = rows.get(letter.y, "") + letter.text.strip()
    return [rows[y] for y in sorted(rows, reverse=True)]


def word_of(made: Paper) -> Document:
    return docx.Document(BytesIO(render_docx(made)))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_kinds_have_their_layouts_and_marks() -> None:
    assert [layout_of(kind) for kind in ("order", "minutes", "reminder_letter", "circular")] == [
        Layout.ORDER, Layout.MINUTES, Layout.LETTER, Layout.SHEET,
    ]  # fmt: skip
    assert default_mark("order", "示例市人民政府") == "示例市人民政府令"
    assert default_mark("minutes", "示例市督考办") == "示例市督考办会议纪要"


class TestOrder:
    def test_the_mark_begins_20_mm_below_and_no_red_line_follows(self) -> None:
        (page,) = printed_pages(render_pdf(ORDER))
        mark = first(page, "示")
        assert is_near(mark.y + 0.88 * mark.size, TOP - m.ORDER_DOWN_MM * MM)
        assert not [rule for rule in page.rules if rule.is_red]

    def test_it_begins_with_its_text_and_is_signed_with_the_post(self) -> None:
        (page,) = printed_pages(render_pdf(ORDER))
        rows = rows_of(page)
        assert rows[:3] == ["示例市人民政府令", "第7号", "全市督办工作成绩突出，予以嘉奖。"]
        assert "市长何正" in rows
        assert "嘉奖令" not in page.text
        assert "各县" not in page.text
        number, text = first(page, "号").y, first(page, "全").y
        assert number - text == pytest.approx(3 * m.PITCH_PT, abs=0.1)
        name, day = first(page, "正").y, first(page, "月").y
        assert name - day == pytest.approx(2 * m.PITCH_PT, abs=0.1)

    def test_word_says_the_same(self) -> None:
        document = word_of(ORDER)
        assert texts(document)[:5] == [
            "示例市人民政府令", "第7号", "全市督办工作成绩突出，予以嘉奖。", "市长　　何正", "2026年9月28日",
        ]  # fmt: skip
        by_style = {p.style.name: p for p in document.paragraphs if p.style}
        before = by_style[MARK_STYLE].paragraph_format.space_before
        assert before is not None
        assert before.mm == pytest.approx(m.ORDER_DOWN_MM, abs=0.1)
        for style in (ISSUER_STYLE, DAY_STYLE):
            right = by_style[style].paragraph_format.right_indent
            assert right.pt == pytest.approx(4 * m.CHARACTER_PT, abs=0.1)


class TestMinutes:
    def test_maker_and_day_stand_above_the_red_line(self) -> None:
        page = printed_pages(render_pdf(MINUTES))[0]
        mark = first(page, "示")
        assert is_near(mark.y + 0.88 * mark.size, TOP - m.MARK_DOWN_MM * MM)
        assert rows_of(page)[1:4] == [
            "示督通〔2026〕7号",
            "示例市督考办2026年9月28日",
            "研究督办工作的会议纪要",
        ]
        red = next(rule for rule in page.rules if rule.is_red)
        day = next(letter for letter in page.letters if letter.text == "月")
        assert is_near(day.y - 0.12 * 16 - red.y, m.RULE_GAP_MM * MM)

    def test_who_was_there_stands_after_the_text_and_lines_begin_below_the_first_name(self) -> None:
        pages = printed_pages(render_pdf(MINUTES))
        assert "出席：市住建局方知远" in "".join(page.text for page in pages)
        assert "请假：市水利局林水生" in "".join(page.text for page in pages)
        assert "列席" not in "".join(page.text for page in pages)
        page = next(page for page in pages if "出席" in page.text)
        head = first(page, "席")
        names = [letter for letter in page.letters if letter.text == "市" and letter.y <= head.y]
        second = [letter.x for letter in page.letters if letter.y == head.y - m.PITCH_PT]
        # The colon before them may be set a little tighter.
        assert min(second) == pytest.approx(names[0].x, abs=3)

    def test_all_who_get_it_are_named_at_the_foot(self) -> None:
        text = printed_pages(render_pdf(MINUTES))[-1].text
        assert "分送：市住建局、市水利局。" in text
        assert "各县" not in text

    def test_word_says_the_same(self) -> None:
        said = texts(word_of(MINUTES))
        assert said[2] == "　示例市督考办\t2026年9月28日　"
        assert "请假：市水利局林水生" in said
        assert "分送：市住建局、市水利局。" in said
        assert not any(line.startswith("各县") for line in said)


class TestLetter:
    def test_two_double_lines_and_copies_without_rules(self) -> None:
        (page,) = printed_pages(render_pdf(LETTER))
        lines = sorted((rule for rule in page.rules if rule.is_red), key=lambda rule: -rule.y)
        assert [round(rule.width / MM) for rule in lines] == [m.LETTER_RULE_MM] * 4
        assert is_near(lines[-1].y, m.LETTER_FOOT_MM * MM, 1.5 * MM)
        assert not [rule for rule in page.rules if not rule.is_red]
        assert "抄送：市委办公室。" in page.text
        assert "印发" not in page.text

    def test_label_and_urgency_stand_below_each_other_left_of_the_number(self) -> None:
        (page,) = printed_pages(render_pdf(paper(**LETTER.as_data() | {"label": "内部", "urgency": "加急"})))
        assert rows_of(page)[1:3] == ["内部示督通〔2026〕7号", "加急"]
        lines = sorted(rule.y - rule.thickness / 2 for rule in page.rules if rule.is_red)
        below = lines[-2] - (first(page, "内").y + 0.88 * m.BODY_PT)
        assert below == pytest.approx(m.LETTER_BELOW_PT, abs=0.5)
        said = texts(word_of(paper(**LETTER.as_data() | {"label": "内部", "urgency": "加急"})))
        assert said[1:3] == ["内部\t示督通〔2026〕7号", "加急"]

    def test_word_has_the_mark_and_the_first_line_in_a_frame_above_the_text(self) -> None:
        document = word_of(LETTER)
        framed = [p for p in document.paragraphs if p._p.pPr.find(qn("w:framePr")) is not None][:5]
        assert [p.text for p in framed] == ["示例市督考办", "", "", "", ""]
        place = {tuple(sorted(p._p.pPr.find(qn("w:framePr")).attrib.items())) for p in framed}
        assert len(place) == 1
        where = dict(place.pop())
        assert round(int(where[qn("w:y")]) / 20 / MM) == m.LETTER_MARK_MM
        assert round(int(where[qn("w:w")]) / 20 / MM) == m.LETTER_RULE_MM
        assert _inks(framed[1:]) == [(11.35, False), (1.5, True), (1.0, False), (0.5, True)]
        assert framed[0].runs[0].font.size.pt == m.LETTER_MARK_PT

    def test_word_has_the_second_line_in_the_foot_of_the_first_page(self) -> None:
        document = word_of(LETTER)
        section = document.sections[0]
        assert section.different_first_page_header_footer
        lines = section.first_page_footer.paragraphs
        assert _inks(lines) == [(0.5, True), (1.0, False), (1.5, True)]
        beyond = (m.LETTER_RULE_MM - m.WIDTH_MM) / 2
        assert {round(line.paragraph_format.left_indent.mm) for line in lines} == {-beyond}
        assert round(section.footer_distance.mm) == m.LETTER_FOOT_MM
        air = section.footer.paragraphs[0].paragraph_format.space_after.mm
        assert air + m.LETTER_FOOT_MM + 14 / MM + m.FOLIO_MM == pytest.approx(m.BOTTOM_MM, abs=0.1)
        assert texts(document)[-1] == "抄送：市委办公室。"


def _inks(lines: list[Any]) -> list[tuple[float, bool]]:
    return [
        (line.paragraph_format.line_spacing.pt, line._p.pPr.find(qn("w:shd")) is not None) for line in lines
    ]


class TestRecord:
    def test_in_word_it_is_one_frame_at_the_foot_with_rules_thick_thin_thick(self) -> None:
        document = word_of(SHORT)
        framed = [p for p in document.paragraphs if p._p.pPr.find(qn("w:framePr")) is not None]
        assert [p.text for p in framed] == [
            "",
            "抄送：市委办公室。",
            "",
            "　示例市督考办\t2026年9月28日印发　",
            "",
        ]
        places = {tuple(sorted(p._p.pPr.find(qn("w:framePr")).attrib.items())) for p in framed}
        assert len(places) == 1
        assert dict(places.pop())[qn("w:yAlign")] == "bottom"
        rules = [p for p in framed if p._p.pPr.find(qn("w:shd")) is not None]
        assert [round(p.paragraph_format.line_spacing.mm, 2) for p in rules] == [0.35, 0.25, 0.35]
        assert not document.tables
        # The frame hangs on the last paragraph.
        assert document.paragraphs[-1].text == ""

    def test_without_copies_two_rules_are_left(self) -> None:
        document = word_of(paper(copies=""))
        framed = [p.text for p in document.paragraphs if p._p.pPr.find(qn("w:framePr")) is not None]
        assert framed == ["", "　示例市督考办\t2026年9月28日印发　", ""]

    @pytest.mark.parametrize("count", range(2, 12))
    def test_in_pdf_it_stands_at_the_foot_with_the_signature_and_text(self, count: int) -> None:
        body = [{"text": "督" * 50, "level": 0}] * count
        page = printed_pages(render_pdf(paper(paragraphs=body, note="联系人：何正")))[-1]
        rules = [rule for rule in page.rules if not rule.is_red]
        assert is_near(min(rule.y for rule in rules), m.BOTTOM_MM * MM)
        assert "示例市督考办2026年9月28日（联系人：何正）" in page.text
        assert "督督督" in page.text

    def test_a_single_paragraph_stays_on_the_first_page_and_the_signature_with_it(self) -> None:
        body = [{"text": "督" * 28 * 2, "level": 0}]
        pages = printed_pages(render_pdf(paper(paragraphs=body, note="联系人：何正")))
        assert len(pages) == 2
        assert "示例市督考办2026年9月28日（联系人：何正）" in pages[0].text

    def test_in_word_the_last_of_the_text_goes_with_the_signature(self) -> None:
        several = word_of(paper(paragraphs=[{"text": "甲", "level": 0}, {"text": "乙", "level": 0}]))
        assert _kept(several) == ["乙", "", "", "示例市督考办", "2026年9月28日"]
        attached = word_of(paper(attachments=["清单", "统计表"], note="联系人：何正"))
        assert _kept(attached)[:2] == ["附件：1.清单", "　　　2.统计表"]
        assert _kept(attached)[-1] == "（联系人：何正）"
        assert _kept(word_of(SHORT)) == ["", "", "示例市督考办"]


def _kept(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs if p.paragraph_format.keep_with_next]


@pytest.mark.parametrize(("names", "hang"), [(["名" * 40], 3), (["名" * 40, "统计表"], 4)])
def test_later_lines_of_an_attachment_begin_below_its_name(names: list[str], hang: int) -> None:
    made = paper(attachments=names)
    rows: dict[float, list[float]] = {}
    for page in printed_pages(render_pdf(made)):
        for letter in page.letters:
            if letter.text == "名":
                rows.setdefault(letter.y, []).append(letter.x)
    begin, later = (min(row) for _, row in sorted(rows.items(), reverse=True))
    assert begin == pytest.approx(later, abs=4)
    line = next(p for p in word_of(made).paragraphs if p.text.startswith("附件："))
    assert line.paragraph_format.first_line_indent.pt == pytest.approx(-hang * m.CHARACTER_PT, abs=0.1)
    assert line.paragraph_format.left_indent.pt == pytest.approx((2 + hang) * m.CHARACTER_PT, abs=0.1)


def test_parts_of_minutes_stay_out_of_other_documents() -> None:
    text = printed_pages(render_pdf(paper(present="方知远")))[0].text
    assert "出席" not in text
