"""Where a paragraph begins, and what number it bears."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.matters.cutting import clauses, cut


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("一、抓管网。\n二、抓泵站。", ["一", "二"]),
        ("一、抓管网\n（一）摸排。\n（二）施工。\n二、抓泵站。", ["一（一）", "一（二）", "二"]),
        ("第一章 总则\n第一条 为了落实。\n第二条 适用于本市。", ["第一条", "第二条"]),
        ("第三条 办理：\n（一）签收；\n（二）反馈。", ["第三条", "第三条（一）", "第三条（二）"]),
        ("1.摸排管网。\n2．建设泵站。\n（1）开工。", ["1", "2", "2（1）"]),
        ("1.5 亿元已经到位。\n请市住建局办理。", ["", ""]),
        ("会议指出，要抓紧。\n\n\n一、管网。", ["", "一"]),
        ("(一)管网。\r\n(二)泵站。", ["(一)", "(二)"]),
        ("", []),
    ],
)
def test_numbers_of_official_documents_begin_a_paragraph(text: str, headings: list[str]) -> None:
    assert [clause.heading for clause in clauses(cut(text))] == headings


def test_a_bare_heading_stays_with_what_follows() -> None:
    assert [clause.text for clause in clauses(cut("一、抓好民生\n年底前建成 10 所幼儿园。"))] == [
        "一、抓好民生\n年底前建成 10 所幼儿园。"
    ]


def test_the_person_joins_and_parts_by_empty_lines() -> None:
    assert len(clauses("一、管网。\n另起一行也是这一段。\n\n二、泵站。")) == 2


@given(st.text(alphabet="一二、（）()1.。字\n 第条", max_size=60))
def test_nothing_of_the_wording_is_lost(text: str) -> None:
    def plain(words: str) -> str:
        return "".join(words.split())

    assert plain("".join(clause.text for clause in clauses(cut(text)))) == plain(text)
    assert cut(cut(text)) == cut(text)
