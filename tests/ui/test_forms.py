from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.template import engines

from dukao.kernel.errors import DomainError
from dukao.ui.forms import DayField, Form, NumberField, said


class Filing(Form):
    value = NumberField(label="本月值", max_digits=8, decimal_places=2, min_value=0)
    day = DayField(label="日期", required=False)
    unit = forms.ChoiceField(label="单位", choices=(("a", "甲"),), required=False)
    text = forms.CharField(
        label="进展", max_length=5, required=False, error_messages={"max_length": "写短些"}
    )
    count = forms.IntegerField(label="件数", required=False)


def errors(**data: str) -> dict[str, list[str]]:
    return dict(Filing({"value": "1", **data}).errors)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1,234.50", "1234.50"), ("４４.１６", "44.16"), (" 44.16% ", "44.16"), ("1 234", "1234"), ("+3", "3")],
)
def test_numbers_are_taken_as_people_write_them(typed: str, meant: str) -> None:
    form = Filing({"value": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["value"] == Decimal(meant)


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "1899-12-31", "2038-01-01"])
def test_a_day_nobody_can_mean_is_told(typed: str) -> None:
    assert errors(day=typed) == {"day": [f"日期 {typed} 不合理，请核对"]}


@pytest.mark.parametrize("typed", ["1900-01-01", "2037-12-31"])
def test_a_day_that_can_be_meant_is_taken(typed: str) -> None:
    assert errors(day=typed) == {}


@pytest.mark.parametrize("typed", ["四十四", "1e5x", "NaN", "Infinity", "1.2.3", "-"])
def test_what_is_no_number_is_told_so(typed: str) -> None:
    assert errors(value=typed) == {"value": ["只能填数字，例如 44.16"]}


def test_errors_say_what_is_wrong_and_what_to_do() -> None:
    assert errors(value="") == {"value": ["必填"]}
    assert errors(value="1.005") == {"value": ["最多 2 位小数"]}
    assert errors(value="−2") == {"value": ["不能小于 0"]}
    assert errors(day="2026-02-30") == {"day": ["没有这个日期，请按 2026-09-30 的格式填写"]}
    assert errors(unit="b") == {"unit": ["没有这个选项，请重新选择"]}
    assert errors(count="2.5") == {"count": ["只能填整数，例如 12"]}


def test_words_a_form_gives_itself_stay() -> None:
    assert errors(text="一二三四五六") == {"text": ["写短些"]}


def field(name: str, form: Form, **options: object) -> str:
    template = engines["jinja2"].from_string("{{ ui.field(field, **options) }}")
    return template.render({"field": form[name], "options": options})


def test_a_wrong_field_is_linked_to_its_error() -> None:
    html = field("value", Filing({"value": "x"}), unit="亿元")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_value-error"' in html
    assert '<span class="form-hint bad" id="id_value-error">只能填数字，例如 44.16</span>' in html
    assert 'value="x"' in html
    assert 'inputmode="decimal"' in html


def test_an_optional_field_says_so_and_hints_are_linked() -> None:
    html = field("text", Filing(), hint="不计空格", limit=300)
    assert "选填" in html
    assert 'aria-describedby="id_text-hint"' in html
    assert 'data-limit="300"' in html
    assert 'data-count-for="id_text"' in html


@pytest.mark.parametrize(
    ("text", "words"),
    [("长" * 11, "原因：最多 10 个字，现在 11 个字"), ("看\x00不见", "原因：.*看不见")],
)
def test_the_text_of_an_act_is_refused_in_words_and_never_cut(text: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        said({"reason": text}, "reason", "原因", 10)


def test_the_text_of_an_act_comes_as_it_was_written() -> None:
    assert said({"reason": " 两行\n都要 "}, "reason", "原因", 10) == "两行\n都要"
    assert said({}, "reason", "原因") == ""
    with pytest.raises(DomainError, match="只能写一行"):
        said({"to": "a\nb"}, "to", "收件人", one_line=True)
