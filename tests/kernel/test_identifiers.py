"""Identifiers: published codes pass, and a single changed character is found."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dukao.kernel.identifiers import (
    check_area_code,
    check_resident_id,
    check_uscc,
    masked_resident_id,
    tidy,
    township_kind,
)

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Published codes of public bodies, and one of a company.
PUBLISHED = ("11320000MB151840XJ", "11341703003250152U", "11441700007280420Y", "91110000600037341L")
#: The two examples of GB 11643-1999 itself.
RESIDENTS = ("11010519491231002X", "440524188001010014")


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_credit_codes_pass(code: str) -> None:
    assert check_uscc(code) == ""


@given(code=st.sampled_from(PUBLISHED), place=st.integers(0, 17), char=st.sampled_from(USCC_ALPHABET))
def test_a_changed_character_of_a_credit_code_is_found(code: str, place: int, char: str) -> None:
    assume(code[place] != char)
    assert check_uscc(code[:place] + char + code[place + 1 :])


@given(code=st.sampled_from(PUBLISHED), place=st.integers(0, 16))
def test_two_swapped_characters_of_a_credit_code_are_found(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert check_uscc(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("11320000MB151840X", "现在是 17 位"),
        ("11320000MB151840OJ", "不该出现的字符"),
        ("1A3200OOMB151840XJ", "不该出现的字符"),
        ("B1320000MB151840XJ", "登记管理部门"),
        ("11990000MB151840XJ", "省级代码"),
        ("11320000MB151840XK", "校验位不对"),
        ("11320000MB1518401U", "主体标识码"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(code: str, words: str) -> None:
    assert words in check_uscc(code)


def test_rural_collectives_and_central_organs_are_registered_too() -> None:
    """Authority N and place 100000 are in GB 32100, though many checkers refuse them."""
    assert check_uscc("111000000000141891") == ""
    assert check_uscc("N2320000MB151840XR") == ""


@pytest.mark.parametrize("number", [*RESIDENTS, "110111194912310027"])
def test_resident_numbers_pass_even_where_the_county_is_younger_than_the_person(number: str) -> None:
    assert check_resident_id(number) == ""


@given(number=st.sampled_from(RESIDENTS), place=st.integers(0, 17), char=st.sampled_from("0123456789X"))
def test_a_changed_character_of_a_resident_number_is_found(number: str, place: int, char: str) -> None:
    assume(number[place] != char)
    assert check_resident_id(number[:place] + char + number[place + 1 :])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "现在是 0 位"),
        ("11010519491231002x", "大写 X"),
        ("10010519491231002X", "省级代码"),
        ("11010519490231002X", "“19490231”不存在"),
        ("110105194912310021", "校验位不对"),
    ],
)
def test_a_wrong_resident_number_is_told_what_is_wrong(number: str, words: str) -> None:
    assert words in check_resident_id(number)


def test_a_masked_number_shows_neither_birthday_nor_serial() -> None:
    assert masked_resident_id(RESIDENTS[0]) == "110105***********X"
    assert masked_resident_id("") == ""


@pytest.mark.parametrize(
    "code", ["620000000000", "370102000000", "370102001003", "370124104201", "441900003000"]
)
def test_area_codes_of_every_level_pass(code: str) -> None:
    assert check_area_code(code) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("37010", "应为 12 位"),
        ("３７0102000000", "应为 12 位"),
        ("160000000000", "不是省级代码"),
        ("370002000000", "有县级而没有地级"),
        ("370102000003", "有村级而没有乡级"),
        ("370102600000", "不在 001 至 599"),
    ],
)
def test_a_wrong_area_code_is_told_what_is_wrong(code: str, words: str) -> None:
    assert words in check_area_code(code)


@given(st.text(max_size=20))
def test_no_text_breaks_a_checker(text: str) -> None:
    for check in (check_uscc, check_resident_id, check_area_code):
        assert isinstance(check(text), str)
        assert isinstance(check(tidy(text)), str)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [("001", "街道"), ("100", "镇"), ("200", "乡"), ("400", "类似乡级单位"), ("000", "")],
)
def test_the_kind_of_a_township_stands_in_its_code(digits: str, kind: str) -> None:
    assert township_kind(f"370102{digits}000") == kind
