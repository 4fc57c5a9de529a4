"""Figures as people type them: exact, or refused with the way to write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.kernel.characters import check_length, count_characters
from dukao.kernel.errors import DomainError
from dukao.reporting.figures import read_figure


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("76", "76"), ("44.160", "44.160"), ("１２３．５", "123.5"), ("−2.6", "-2.6"), ("–2.6", "-2.6"),
        ("1,234,567.80", "1234567.80"), ("９８．０％", "98.0"), (" 12 ", "12"), ("+3", "3"), ("0", "0"), ("007", "7"),
        ("12 345", "12345"), ("1\u202f234\u00a0567.8", "1234567.8"), ("12.", "12"), ("1,234.", "1234"), (".5", "0.5"), ("-.5", "-0.5"),
        ("-0", "0"), ("−0.00", "0.00"),
    ],
)  # fmt: skip
def test_what_people_write_is_read_digit_by_digit(typed: str, figure: str) -> None:
    assert str(read_figure(typed)) == str(Decimal(figure))


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_nothing_is_nothing(typed: str) -> None:
    assert read_figure(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,5", "请写成 12.5 或 125"), ("1,2,3", "请去掉逗号"), ("1e999", "写出完整的数字"), ("1E5", "1E5 写成 100000"), ("1.2e+5", "科学记数法"),
        ("²", "只能填数字，例如 44.16"), ("1²", "只能填数字"), ("①", "只能填数字"), ("⒈", "只能填数字"), (".", "只能填数字"), ("12 34", "只能填数字"),
        ("NaN", "只能填数字"), ("Infinity", "只能填数字"), ("约 76 个", "只能填数字"), ("7 6", "只能填数字"),
        ("1.2.3", "只能填数字"), ("-", "只能填数字"), ("=1+1", "只能填数字"), ("十二", "只能填数字"),
        ("9" * 16, "数字太长"), ("0." + "1" * 11, "数字太长"), ("1\x00", "只能填数字"), ("x" * 5000, "只能填数字"),
    ],
)  # fmt: skip
def test_the_rest_is_refused_with_the_way_to_write_it(typed: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refusal:
        read_figure(typed)
    assert len(refusal.value.sentence) < 80


@given(st.text(max_size=40))
def test_no_input_breaks_the_reading(typed: str) -> None:
    try:
        figure = read_figure(typed)
    except DomainError:
        return
    assert figure is None or figure.is_finite()


def test_characters_are_counted_without_white_space() -> None:
    assert count_characters("完成 76 个，\r\n　惠及\u00a09,420 户😀。\ufeff") == 16
    check_length("字" * 300 + " " * 50, 300, "工作进展")
    with pytest.raises(DomainError, match="空白太多"):
        check_length("字" + " " * 1300, 300, "工作进展")
    with pytest.raises(DomainError, match="请删减 2 字"):
        check_length("字" * 302, 300, "工作进展")
