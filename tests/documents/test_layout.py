"""The layouts against the measures of GB/T 9704-2012: what is read back from the files themselves."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dukao.documents.official import measures as m
from dukao.documents.official.builtin import DAY_STYLE, MARK_STYLE, builtin_template
from dukao.documents.official.paper import Paper, Paragraph, numbered, paragraphs_typed, typed_from
from dukao.documents.official.pdf import render_pdf
from dukao.documents.official.titles import LONGEST, title_lines
from dukao.documents.official.word import SAMPLE, check_template, render_docx
from dukao.documents.vocabulary import DocumentKind
from dukao.kernel.errors import DomainError
from tests.documents.printed import Printed, printed_pages

MM = 72 / 25.4
#: Full lines of one character: the grid can be counted.
FULL = Paper(
    kind="circular", mark="示例市督考办文件", title="关于测试的通报", number="示督通〔2026〕7 号",
    issuer="示例市督考办", day="2026年9月28日", addressee="各县（区）人民政府",
    paragraphs=tuple(Paragraph("督" * 28 * 3) for _ in range(20)), copies="市委办公室",
    printer="示例市督考办", printed_on="2026年9月28日",
)  # fmt: skip


@pytest.fixture(scope="module")
def document() -> Document:
    return docx.Document(BytesIO(render_docx(FULL)))


@pytest.fixture(scope="module")
def pages() -> list[Printed]:
    return printed_pages(render_pdf(FULL))


def is_near(found: float, wanted: float, tolerance: float = 1 * MM) -> bool:
    return abs(found - wanted) <= tolerance


class TestPdf:
    def test_paper_and_margins(self, pages: list[Printed]) -> None:
        assert {(round(page.width / MM), round(page.height / MM)) for page in pages} == {(210, 297)}
        body = [mark for mark in pages[1].letters if mark.text == "督"]
        assert is_near(min(mark.x for mark in body), m.LEFT_MM * MM)
        assert is_near(max(mark.x + mark.size for mark in body), (210 - m.RIGHT_MM) * MM)
        assert is_near(max(mark.y for mark in body), (297 - m.TOP_MM) * MM - 0.88 * 16 - 6.5)

    def test_twenty_two_lines_of_twenty_eight_characters(self, pages: list[Printed]) -> None:
        lines: dict[float, int] = {}
        for letter in pages[1].letters:
            if letter.text == "督":
                lines[letter.y] = lines.get(letter.y, 0) + 1
        assert len(lines) == m.LINES
        assert max(lines.values()) == m.CHARACTERS
        pitches = {round(above - below, 2) for above, below in pairwise(sorted(lines, reverse=True))}
        assert pitches == {m.PITCH_PT}

    def test_folios_stand_outside(self, pages: list[Printed]) -> None:
        for number, page in enumerate(pages, 1):
            folio = [letter for letter in page.letters if letter.y < (m.BOTTOM_MM - m.FOLIO_MM) * MM]
            assert "".join(letter.text for letter in folio).replace(" ", "") == f"—{number}—"
            left, right = m.LEFT_MM * MM + m.SMALL_PT, (210 - m.RIGHT_MM) * MM - m.SMALL_PT
            if number % 2:
                # Three signs and two spaces take about 38 points; where the last one ends is only estimated.
                assert is_near(folio[0].x, right - 36, 6)
            else:
                assert is_near(folio[0].x, left, 2)

    def test_the_head(self, pages: list[Printed]) -> None:
        mark = next(letter for letter in pages[0].letters if letter.text == "示")
        assert mark.size == m.mark_size(FULL.mark)
        assert is_near(mark.y + 0.88 * mark.size, (297 - m.TOP_MM - m.MARK_DOWN_MM) * MM)
        red = next(rule for rule in pages[0].rules if rule.is_red)
        number = next(letter for letter in pages[0].letters if letter.text == "〔")
        assert is_near(red.width, m.WIDTH_MM * MM)
        assert is_near(number.y - 0.12 * 16 - red.y, m.RULE_GAP_MM * MM)

    def test_the_record_is_ruled_thick_thin_thick_at_the_foot(self, pages: list[Printed]) -> None:
        rules = [rule for rule in pages[-1].rules if not rule.is_red]
        assert [round(rule.thickness / MM, 2) for rule in rules] == [0.35, 0.25, 0.35]
        assert all(is_near(rule.width, m.WIDTH_MM * MM) for rule in rules)
        assert is_near(min(rule.y for rule in rules), m.BOTTOM_MM * MM)
        assert "抄送：市委办公室。" in pages[-1].text
        assert "2026年9月28日印发" in pages[-1].text

    def test_the_number_is_written_as_the_standard_has_it(self, pages: list[Printed]) -> None:
        assert "示督通〔2026〕7号" in pages[0].text
        assert "第" not in pages[0].text

    def test_what_goes_up_names_its_signer_and_letters_have_no_record(self) -> None:
        upward = printed_pages(render_pdf(_with(kind="special_report", signer="周行")))
        assert "签发人：周行" in upward[0].text
        letter = printed_pages(render_pdf(_with(kind="reminder_letter", mark="示例市督考办")))
        assert "印发" not in "".join(page.text for page in letter)
        assert {round(rule.width / MM) for rule in letter[0].rules if rule.is_red} == {m.LETTER_RULE_MM}

    def test_the_journals_code_stands_beside_the_issuer_and_costs_no_line(self, pages: list[Printed]) -> None:
        sealed = printed_pages(render_pdf(_with(attestation="dukao journal 1\n" + "x" * 400)))
        assert len(sealed) == len(pages)
        beneath = next(letter for letter in sealed[-1].letters if letter.text == "存")
        day = [letter for letter in sealed[-1].letters if letter.text == "日" and letter.size == m.BODY_PT][
            -1
        ]
        assert beneath.x < (m.LEFT_MM + m.SEAL_MM) * MM < day.x
        assert "签发时的日志存证" in sealed[-1].text

    def test_it_is_pdf_a_and_the_same_each_time(self) -> None:
        content = render_pdf(FULL)
        assert content == render_pdf(FULL)
        with pikepdf.open(BytesIO(content)) as pdf:
            assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
            assert str(pdf.docinfo["/Title"]) == FULL.title

    def test_words_are_never_markup(self) -> None:
        odd = "#panic() $x$ <b> & {{ 7*7 }} [链接](x) \\"
        assert odd.replace(" ", "") in printed_pages(render_pdf(_with(paragraphs=(Paragraph(odd),))))[0].text


class TestWord:
    def test_page_and_grid(self, document: Document) -> None:
        section = document.sections[0]
        assert [
            round(length.mm)
            for length in (
                section.top_margin,
                section.bottom_margin,
                section.left_margin,
                section.right_margin,
            )
            if length
        ] == [37, 35, 28, 26]
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid is not None
        assert (grid.get(qn("w:type")), int(grid.get(qn("w:linePitch"))) / 20) == ("lines", m.PITCH_PT)

    def test_faces_and_sizes_are_the_official_ones(self, document: Document) -> None:
        wanted = {
            "公文正文": ("仿宋_GB2312", 16), "公文标题": ("方正小标宋简体", 22), "公文标注": ("黑体", 16),
            "版记": ("仿宋_GB2312", 14), MARK_STYLE: ("方正小标宋简体", 48),
        }  # fmt: skip
        for name, (face, points) in wanted.items():
            style = document.styles[name]
            fonts = style.element.rPr.find(qn("w:rFonts"))
            assert (fonts.get(qn("w:eastAsia")), style.font.size.pt) == (face, points)
            if name not in ("公文标题", MARK_STYLE):
                assert style.paragraph_format.line_spacing.pt == m.PITCH_PT

    def test_it_says_that_it_is_chinese(self, document: Document) -> None:
        language = document.styles.element.find(f".//{qn('w:lang')}")
        assert language is not None
        assert language.get(qn("w:eastAsia")) == "zh-CN"

    def test_folios_differ_by_side(self, document: Document) -> None:
        section = document.sections[0]
        assert document.settings.odd_and_even_pages_header_footer
        sides = (section.footer.paragraphs[0].alignment, section.even_page_footer.paragraphs[0].alignment)
        assert [str(side) for side in sides] == ["RIGHT (2)", "LEFT (0)"]
        assert round(section.footer_distance.mm + 14 / MM + m.FOLIO_MM) == m.BOTTOM_MM

    def test_the_words_stand_in_it_in_order(self, document: Document) -> None:
        text = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
        assert text[:4] == [
            "示例市督考办文件",
            "示督通〔2026〕7号",
            "关于测试的通报",
            "各县（区）人民政府：",
        ]
        assert text[-4:] == [
            "示例市督考办", "2026年9月28日", "抄送：市委办公室。", "　示例市督考办\t2026年9月28日印发　",
        ]  # fmt: skip
        assert not re.search(r"\{[{%]|[%}]\}", "".join(text))

    def test_the_date_keeps_four_characters_and_the_issuer_stands_above_it(self, document: Document) -> None:
        day = next(p for p in document.paragraphs if p.style and p.style.name == DAY_STYLE)
        assert day.paragraph_format.right_indent.pt == pytest.approx(4 * m.CHARACTER_PT, abs=0.1)
        issuer, right = m.signature_indents(FULL.issuer, FULL.day)
        centre = issuer + m.width_in_characters(FULL.issuer) / 2
        assert centre == right + m.width_in_characters(FULL.day) / 2

    def test_headings_have_their_faces(self) -> None:
        body = paragraphs_typed("一、总体情况\n（一）好的方面。都按期办结。\n1.其一")
        made = docx.Document(BytesIO(render_docx(_with(paragraphs=body))))
        runs = {run.text: run for paragraph in made.paragraphs for run in paragraph.runs}
        for text, face in (("一、总体情况", "黑体"), ("（一）好的方面。", "楷体_GB2312")):
            assert runs[text].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == face
        assert runs["都按期办结。"].element.rPr is None
        assert "1.其一" in runs

    def test_words_are_never_markup(self) -> None:
        odd = "<w:p> & {{ 7*7 }} {%p if x %}"
        made = docx.Document(BytesIO(render_docx(_with(paragraphs=(Paragraph(odd),)))))
        assert odd in [paragraph.text for paragraph in made.paragraphs]


class TestTemplates:
    @pytest.mark.parametrize("kind", DocumentKind.values)
    def test_the_built_in_ones_pass_their_own_examination(self, kind: str) -> None:
        check_template(builtin_template(kind))

    def test_an_edited_one_is_used(self) -> None:
        own = docx.Document(BytesIO(builtin_template("circular")))
        own.add_paragraph("内部资料，注意保存")
        out = BytesIO()
        own.save(out)
        check_template(out.getvalue())
        made = docx.Document(BytesIO(render_docx(SAMPLE, out.getvalue())))
        assert made.paragraphs[-1].text == "内部资料，注意保存"

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("{{ 标题 }}{{ 正文 }}{{ 密码 }}", "不认识的字段：密码"),
            ("{{ 标题 }}", "至少要有“标题”和“正文”"),
            ("{{ 标题 ", "标记写错了"),
            ("{{ 标题 }}{{ 正文 }}{{ 标题.__class__.__mro__ }}", "填不出来"),
        ],
    )
    def test_a_wrong_one_is_refused_in_words(self, words: str, told: str) -> None:
        own = docx.Document()
        own.add_paragraph(words)
        out = BytesIO()
        own.save(out)
        with pytest.raises(DomainError, match=told):
            check_template(out.getvalue())

    def test_what_is_no_word_file_is_refused(self) -> None:
        with pytest.raises(DomainError, match="不是 Word 文件"):
            check_template(b"%PDF-1.7 nothing")


class TestWords:
    def test_numbers_follow_from_levels(self) -> None:
        body = paragraphs_typed("一、甲\n（三）乙\n1.丙\n（1）丁\n7.戊\n二、己\n（一）庚\n没有序号")
        assert [line.text for line in numbered(body)] == [
            "一、甲", "（一）乙", "1.丙", "（1）丁", "2.戊", "二、己", "（一）庚", "没有序号",
        ]  # fmt: skip
        assert paragraphs_typed(typed_from(body)) == body

    def test_a_figure_at_the_beginning_is_no_number(self) -> None:
        assert paragraphs_typed("3.2个百分点")[0].level == 0

    @pytest.mark.parametrize(
        "title",
        [
            "关于测试的通报",
            "关于2026年三季度市政府重点工作督办情况的通报",
            "督" * 75,
            "关于" + "事项、" * 20 + "的函",
        ],
    )
    def test_lines_of_a_title_fit_and_lose_nothing(self, title: str) -> None:
        lines = title_lines(title)
        assert "".join(lines) == title
        assert all(m.width_in_characters(line) <= LONGEST for line in lines)
        assert not any(line.startswith(("的", "、", "，")) for line in lines)


def _with(**parts: object) -> Paper:
    return Paper.of_data({**FULL.as_data(), **_plain(parts)})


def _plain(parts: dict[str, object]) -> dict[str, object]:
    body = parts.get("paragraphs")
    if isinstance(body, tuple):
        parts = {**parts, "paragraphs": [{"text": one.text, "level": one.level} for one in body]}
    return parts
