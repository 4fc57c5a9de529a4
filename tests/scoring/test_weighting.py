"""Weights by AHP and entropy: the worked examples, an independent check in floats, and refusals."""

from __future__ import annotations

import csv
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukao.scoring.commands.weights import main
from dukao.scoring.weighting import RANDOM_INDEX, entropy_weights, judge, published

EXAMPLE = ",a,b,c,d\na,1,3,3,7\nb,1/3,1,1,3\nc,1/3,1,1,3\nd,1/7,1/3,1/3,1\n"
TABLE = "单位,x,y\n甲,1,0\n乙,3,5\n"


@pytest.fixture
def run(tmp_path, capsys):
    def call(kind, text, *more):
        source, out = tmp_path / "f.csv", tmp_path / "w.csv"
        source.write_text(text, encoding="utf-8")
        code = main([kind, "--in", str(source), "--out", str(out), *more])
        said = capsys.readouterr()
        rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines())) if out.exists() else []
        return code, said.out, said.err, rows

    return call


def test_comparisons_of_the_worked_example(run):
    code, said, _, rows = run("ahp", EXAMPLE)
    assert code == 0
    assert said == "λmax = 4.0079，CI = 0.0026，RI = 0.9000，CR = 0.0029\n"
    assert [row["weight"] for row in rows] == ["0.5444", "0.1934", "0.1934", "0.0688"]


@pytest.mark.parametrize("method", ["columns", "roots"])
def test_the_lower_half_may_be_left_empty(run, method):
    upper = ",a,b,c,d\na,1,3,3,7\nb,,1,1,3\nc,,,1,3\nd,,,,1\n"
    assert run("ahp", upper, "--method", method) == run("ahp", EXAMPLE, "--method", method)


def test_geometric_means_agree_with_floats(run):
    *_, rows = run("ahp", EXAMPLE, "--method", "roots", "--places", "8")
    roots = [63**0.25, 1, 1, (1 / 63) ** 0.25]
    assert [float(row["weight"]) for row in rows] == pytest.approx([x / sum(roots) for x in roots], abs=1e-8)


def test_a_contradictory_matrix_is_written_but_not_recommended(run):
    code, _, err, rows = run("ahp", ",a,b,c\na,1,9,1/9\nb,1/9,1,9\nc,9,1/9,1\n")
    assert code == 1
    assert "CR 不小于 0.1" in err
    assert [row["weight"] for row in rows] == ["0.3334", "0.3333", "0.3333"]


def test_two_things_cannot_contradict():
    found = judge([[Fraction(1), Fraction(4)], [Fraction(1, 4), Fraction(1)]])
    assert (found.weights, found.ratio) == ((Fraction(4, 5), Fraction(1, 5)), 0)


def test_the_random_index_covers_every_order_it_is_asked_for():
    assert list(RANDOM_INDEX) == list(range(1, 16))
    assert RANDOM_INDEX[4] == Fraction("0.90")
    for order in RANDOM_INDEX:
        assert judge([[Fraction(1)] * order] * order).ratio == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), min_size=2, max_size=8))
def test_entropy_agrees_with_floats(rows):
    columns = [[Fraction(x) for x in column] for column in zip(*rows, strict=True)]
    if any(not any(column) for column in columns):
        return
    found = entropy_weights(columns)
    plain = np.array(rows, dtype=float)
    shares = plain / plain.sum(axis=0)
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    entropy = -(shares * logs).sum(axis=0) / math.log(len(rows))
    if found:
        assert [float(one.entropy) for one in found] == pytest.approx(entropy, abs=1e-9)
        assert sum(one.weight for one in found) == 1
    else:
        assert entropy == pytest.approx(1)


def test_entropy_of_a_table(run):
    code, _, _, rows = run("entropy", TABLE)
    assert code == 0
    assert rows == [
        {"indicator": "x", "entropy": "0.81127812", "divergence": "0.18872188", "weight": "0.1588"},
        {"indicator": "y", "entropy": "0.00000000", "divergence": "1.00000000", "weight": "0.8412"},
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any), st.integers(1, 8))
def test_published_weights_make_exactly_one_and_stay_near(values, places):
    weights = [Fraction(value, sum(values)) for value in values]
    shown = published(weights, places)
    assert sum(shown) == 1
    assert all(abs(Fraction(a) - b) < Fraction(1, 10**places) for a, b in zip(shown, weights, strict=True))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("ahp", EXAMPLE.replace("1/7", "1/6"), "第 5 行：a：与第 2 行互为倒数的数应是 1/7，现在是 1/6"),
        ("ahp", EXAMPLE.replace("1/7", "0.142857"), "应是 1/7"),
        ("ahp", EXAMPLE.replace("b,1/3,1,", "b,1/3,2,"), "第 3 行：第 3 列：与自己相比应写 1"),
        ("ahp", EXAMPLE.replace("1,3,3,7", "1,3,三,7"), "第 2 行：第 4 列：“三”不是数字"),
        ("ahp", EXAMPLE.replace("1,3,3,7", "1,3,-3,7"), "要大于 0"),
        ("ahp", EXAMPLE.replace("1,3,3,7", "1,3,1/0,7"), "分母不能是 0"),
        ("ahp", EXAMPLE.replace("\nd,", "\ne,"), "要是同样的名称、同样的顺序"),
        ("ahp", EXAMPLE.replace("1,3,3,7", "1,3,3,7,9"), "这一行有 6 格，应有 5 格"),
        ("ahp", "", "判断矩阵第一行写列名"),
        ("entropy", TABLE.replace("3", "-3"), "第 3 行：x：“-3”是负数"),
        ("entropy", TABLE.replace("5", ""), "第 3 行：y：“”不是数字"),
        ("entropy", TABLE.replace("5", "0"), "y全是 0"),
        ("entropy", "单位,x\n甲,1\n", "至少要有两个单位"),
        ("entropy", "单位,x\n甲,1\n乙,1\n", "都没有差异"),
    ],
)
def test_what_is_wrong_is_said_with_exit_two(run, kind, text, words):
    code, _, err, rows = run(kind, text)
    assert (code, rows) == (2, [])
    assert words in err


def test_places_out_of_range_are_refused(run, capsys):
    with pytest.raises(SystemExit) as left:
        run("entropy", TABLE, "--places", "9")
    assert left.value.code == 2
    assert "应为 1 到 8 的整数" in capsys.readouterr().err
