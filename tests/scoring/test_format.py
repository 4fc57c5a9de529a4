"""The document: read back as written, equal documents equal digests, every fault with place and remedy."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from dukao.scoring import (
    SchemeError,
    canonical_json,
    digest,
    read_scheme,
    scheme_from_data,
    scheme_from_json,
    scheme_from_yaml,
    write_json,
    write_yaml,
)
from tests.scoring import generated

CITY = (Path(__file__).parent / "city.yaml").read_text(encoding="utf-8")


def problems_with(old, new):
    assert old in CITY
    with pytest.raises(SchemeError) as caught:
        scheme_from_yaml(CITY.replace(old, new, 1))
    return caught.value.problems


def test_digits_stay_as_written():
    scheme = scheme_from_yaml(CITY)
    assert str(scheme.node("J-15").weight) == "60.00"
    assert "weight: 60.00" in write_yaml(scheme)
    assert scheme.groups[1].members == ("001", "002")
    assert scheme.node("J-15").method.threshold == Decimal("0.8")


@given(generated.scheme())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_round_trips_lose_nothing(document):
    scheme = scheme_from_data(document | {"full_marks": "1"}, draft=True)
    for back in (
        scheme_from_yaml(write_yaml(scheme), draft=True),
        scheme_from_json(write_json(scheme), draft=True),
        scheme_from_json(canonical_json(scheme), draft=True),
        scheme_from_data(scheme.model_dump(mode="json"), draft=True),
    ):
        assert back == scheme
        assert digest(back) == digest(scheme)


def test_the_dump_is_a_fixed_point():
    once = write_yaml(scheme_from_yaml(CITY))
    assert write_yaml(scheme_from_yaml(once)) == once


def test_equal_values_have_one_digest():
    assert digest(scheme_from_yaml(CITY)) == digest(scheme_from_yaml(CITY.replace("60.00", "60")))
    assert digest(scheme_from_yaml(CITY)) != digest(
        scheme_from_yaml(CITY.replace("points: 2}", "points: 3}"))
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("weight: 30", "weigth: 30", "items[1].children[2].weigth", "是不是 weight？"),
        ("kind: completion", "kind: complete", "items[1].children[1].method", "可以写：completion"),
        ("share: 20%", "share: 200%", "grades[1].quota.share", "应不大于 1"),
        ("full_marks: 100", "full_marks: 110", "full_marks", "各项权重合计是 100.00"),
        ("rounding: {total: 2, item: 2}\n", "", "rounding", "缺少这个键"),
        ("worst: -8.0", "worst: 8", "items[1].children[2].method", "不一致"),
        ("year: 2026", "year: 二零", "year", "整数"),
        ("weight: 60.00", "weight: 六十", "items[1].children[1].weight", "只能填数字"),
        ("weight: 60.00", "weight: -1", "items[1].children[1].weight", "应不小于 0"),
        ("hard: true", "hard: 是", "items[1].children[1].hard", "true 或 false"),
        ("code: J-11", "code: J-15", "items[1].children[2].code", "用了两次"),
        ("indicator: investment@4", "indicator: J-11", "items[1].children[1].indicator", "分不清"),
        ('"[80%, 90%)"', '"[80%, 91%)"', "items[1].children[3].method", "重叠"),
        ('"[80%, 90%)"', '"[81%, 90%)"', "items[1].children[3].method", "空隙"),
        ('"[80%, 90%)"', '"80到90"', "items[1].children[3].method.bands[3].range", "方括号含端点"),
        ('range: "[75, 90)"', 'range: "[75, 89)"', "grades[2].range", "首尾相接"),
        ("order: [rescale, deduct,", "order: [deduct,", "order", "各写一次"),
        ("round, veto, rank, grade]", "round, veto, grade, rank]", "order", "先排名才能定等次"),
        ("grade: 不合格", "grade: 差", "vetoes[1].grade", "等次里没有"),
        (
            "method: {kind: deduction, points: 2}",
            "method: {kind: deduction, points: 2, floor: 1}",
            "floor",
            "改低",
        ),
        ("worst: -8.0", "worst: 最差", "method.worst", "“最差”不行，可以写：数字，或 group, target"),
        ("members: [001, 002]", "members: [001, swj]", "groups[2].members", "只能在一个组"),
        ("method: last", "method: weighted", "aggregation[1]", "3 个权数"),
        ("{item: J-15,", "{item: J-99,", "targets[1].item", "没有代码为 J-99"),
        ("role: negative", "role: nagative", "items[2].role", "scored, negative, bonus"),
        (
            "method: {kind: deduction, points: 2}",
            "method: completion, weight: 1",
            "items[2].children[1].weight",
            "",
        ),
    ],
)
def test_faults_have_place_and_remedy(old, new, place, words):
    found = problems_with(old, new)
    assert any(place in problem.key and words in problem.sentence for problem in found)
    assert all(problem.line for problem in found)


def test_a_list_whose_only_part_is_wrong_is_not_called_empty():
    text = "format: dukao-scheme/1\nitems:\n  - code: a\n    colour: red\n"
    with pytest.raises(SchemeError) as caught:
        scheme_from_yaml(text)
    sentences = {problem.key: problem.sentence for problem in caught.value.problems}
    assert "colour" in sentences["items[1].colour"]
    assert "items" not in sentences
    with pytest.raises(SchemeError, match="至少要有 1 项"):
        scheme_from_yaml("format: dukao-scheme/1\nitems: []\n")


def test_the_line_is_the_writers_line():
    (problem,) = problems_with("weight: 60.00", "weight: 六十")
    line = CITY.replace("weight: 60.00", "weight: 六十").splitlines()[problem.line - 1]
    assert "六十" in line
    assert line[problem.column - 1 :].startswith("weight")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空的"),
        ("- 1", "键: 值"),
        ("[" * 100_000, "层次太深"),
        ("{" * 100_000, "键要写成一个词"),
        ("a: &x 1\nb: *x", "引用"),
        ("a: &x 1", "引用"),
        ("a: !!str 1", "标记"),
        ("a: 1\na: 2", "写了两次"),
        ("a: {b: 1", "缩进"),
        ("a:\n\t- b", "制表符"),
        ("? [1]\n: 2", "键要写成一个词"),
        ("a: 1\n---\nb: 2", "一份办法"),
        ("a: \x00", "不能识别"),
        ("x" * 5_000_001, "太大"),
    ],
)
def test_broken_yaml_is_told_in_words(text, words):
    with pytest.raises(SchemeError, match=words):
        scheme_from_yaml(text)


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}', "[" * 100_000, "[]", "NaN", ""])
def test_broken_json_is_told_in_words(text):
    with pytest.raises(SchemeError):
        scheme_from_json(text)


def test_floats_and_infinities_are_refused():
    for value in (0.1, "NaN", "inf", "1e999", "9" * 80, True):
        with pytest.raises(SchemeError):
            scheme_from_data({"format": "dukao-scheme/1", "full_marks": value})


def test_files(tmp_path):
    path = tmp_path / "scheme.yaml"
    path.write_text(CITY, encoding="utf-8-sig")
    scheme = read_scheme(path)
    path.with_suffix(".json").write_text(write_json(scheme), encoding="utf-8")
    assert read_scheme(path.with_suffix(".json")) == scheme
    with pytest.raises(SchemeError, match="找不到"):
        read_scheme(tmp_path / "none.yaml")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemeError, match="UTF-8"):
        read_scheme(path)


def test_a_draft_may_contradict_itself():
    broken = CITY.replace("full_marks: 100", "full_marks: 90")
    assert scheme_from_yaml(broken, draft=True).full_marks == 90
    with pytest.raises(SchemeError):
        scheme_from_yaml(broken)
