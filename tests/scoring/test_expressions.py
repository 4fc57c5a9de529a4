"""Formulas: what they may hold, what is refused and where, one result in fractions and in columns."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.scoring.columns import Rational
from dukao.scoring.expressions import Expression
from dukao.scoring.reckoning import Columns, Quotients
from dukao.scoring.whole import Whole


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "公式是空的"),
        ("a b", "公式第 3 个字符处写法不对"),
        ("甲 + 乙 ** 2", "公式第 10 个字符处：只能用加减乘除"),
        ("甲 % 2", "百分数请写成小数"),
        ("__import__('os')", "公式第 1 个字符处：只能用 min、max、abs 这几个函数"),
        ("甲.__class__", "公式里只能有数、名称"),
        ("甲[0]", "公式里只能有数、名称"),
        ("[x for x in 甲]", "公式里只能有数、名称"),
        ("lambda: 1", "公式里只能有数、名称"),
        ("'甲'", "不能写文字"),
        ("True", "不能写文字"),
        ("甲 > 1", "要是一个数"),
        ("(甲 > 1) + 1", "公式第 2 个字符处：这里要写数"),
        ("1 if 甲 else 2", "公式第 6 个字符处：这里要写条件"),
        ("min()", "括号里的个数不对"),
        ("min(甲, key=乙)", "只能用 min"),
        ("甲 in 乙", "这里要写|比较只能用"),
        ("甲\n+ 乙", "写在一行里"),
        ("-" * 300 + "甲", "套得太深"),
        ("甲 + " * 200 + "1", "最多 500 个字符"),
        ("1e999", "超出可计算的范围"),
        ("0x10", "“0x10”不是数字"),
    ],
)
def test_whatever_is_not_on_the_white_list_is_refused_with_its_place(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Expression.parse(text)


def test_numbers_are_the_digits_written():
    assert Expression.parse("0.1 + 0.2").value({}) == Fraction(3, 10)
    assert Expression.parse("1／３").value({}) == Fraction(1, 3)


def test_only_the_branch_that_holds_must_have_a_value():
    formula = Expression.parse("a / b if b != 0 and a / b < 9 else 0")
    assert formula.value({"a": Fraction(4), "b": Fraction(0)}) == 0
    assert formula.value({"a": Fraction(4), "b": Fraction(2)}) == 2
    assert Expression.parse("a / b if a / b > 1 else 0").value({"a": Fraction(4), "b": Fraction(0)}) is None


FORMULAS = [
    "a + b * 2 - 1",
    "a / b",
    "(a - b) / abs(b) * 100",
    "min(a, b, 3) + max(a, -b)",
    "a / b if b > 0 else -a",
    "1 if a < b <= 5 or not a == 2 else b / a",
    "a / (b - 1) if b != 1 and a / (b - 1) > 0.5 else a / 3",
]
quotients = st.fractions(min_value=-6, max_value=6, max_denominator=4)


@given(st.sampled_from(FORMULAS), st.lists(st.tuples(quotients, quotients), min_size=1, max_size=5))
def test_columns_and_fractions_agree(text, pairs):
    formula = Expression.parse(text)
    shape, nowhere = (1, len(pairs)), np.zeros((1, len(pairs)), dtype=bool)

    def column(values):
        above = Whole.of(np.array([[value.numerator for value in values]]))
        below = Whole.of(np.array([[value.denominator for value in values]]))
        return Quotients(Rational(above, below), nowhere)

    figures = {"a": column([a for a, _ in pairs]), "b": column([b for _, b in pairs])}
    found = formula.worked_out(Columns(shape), figures)
    for place, (a, b) in enumerate(pairs):
        expected = formula.value({"a": a, "b": b})
        assert bool(found.undefined[0, place]) == (expected is None)
        if expected is not None:
            assert found.values.exact((0, place)) == expected
