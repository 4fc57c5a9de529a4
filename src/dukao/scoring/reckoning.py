"""Whole columns of exact quotients as an algebra for formulas; what has no value is marked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dukao.scoring.columns import Rational
from dukao.scoring.whole import Mask, Whole


@dataclass(frozen=True, slots=True)
class Quotients:
    """Values of all cells; meaningless where `undefined`."""

    values: Rational
    undefined: Mask


@dataclass(frozen=True, slots=True)
class Truths:
    """Where a condition holds; meaningless where `undefined`."""

    holds: Mask
    undefined: Mask


@dataclass(frozen=True, slots=True)
class Columns:
    """The algebra of blocks of this shape; `Fractions` in `expressions` does the same for one cell.

    >>> columns = Columns((1, 2))
    >>> nobody = np.zeros((1, 2), dtype=bool)
    >>> left = Quotients(Rational(Whole.of(np.array([[3, 4]])), 2), nobody)
    >>> right = Quotients(Rational(Whole.of(np.array([[0, -6]])), 1), nobody)
    >>> quotient = columns.apply("/", left, right)
    >>> quotient.values.exact((0, 1)), quotient.undefined.tolist()
    (Fraction(-1, 3), [[True, False]])
    """

    shape: tuple[int, ...]

    def number(self, value: Fraction) -> Quotients:
        return Quotients(Rational.constant(self.shape, value), np.zeros(self.shape, dtype=bool))

    def apply(self, sign: str, left: Quotients, right: Quotients) -> Quotients:
        undefined = left.undefined | right.undefined
        one, other = left.values, right.values
        match sign:
            case "+" | "-":
                above, below, common = _brought_together(one, other)
                return Quotients(Rational(above + below if sign == "+" else above - below, common), undefined)
            case "*":
                product = _times(one.denominator, other.denominator)
                return Quotients(Rational(one.numerator * other.numerator, product), undefined)
        nought = other.numerator.equals(0)
        turned = Whole(np.sign(other.numerator.array), 1)
        size = _size(other.numerator).where(~nought, 1)
        above = one.numerator * other.denominator * turned
        return Quotients(Rational(above, _times(size, one.denominator)), undefined | nought)

    def compare(self, order: str, left: Quotients, right: Quotients) -> Truths:
        one, other, _ = _brought_together(left.values, right.values)
        holds = {
            "<": lambda: one < other,
            "<=": lambda: one <= other,
            ">": lambda: one > other,
            ">=": lambda: one >= other,
            "==": lambda: one.equals(other),
            "!=": lambda: ~one.equals(other),
        }[order]()
        return Truths(holds, left.undefined | right.undefined)

    def join(self, word: str, left: Truths, right: Truths) -> Truths:
        """Read from the left: what already decides makes the rest not matter."""
        decided = left.holds if word == "or" else ~left.holds
        holds = left.holds | right.holds if word == "or" else left.holds & right.holds
        return Truths(holds, left.undefined | (~decided & right.undefined))

    def negate(self, condition: Truths) -> Truths:
        return Truths(~condition.holds, condition.undefined)

    def choose(self, condition: Truths, yes: Quotients, no: Quotients) -> Quotients:
        mask = condition.holds
        above = yes.values.numerator.where(mask, no.values.numerator)
        one, other = yes.values.denominator, no.values.denominator
        below: Whole | int
        if isinstance(one, int) and isinstance(other, int):
            left, right, below = _brought_together(yes.values, no.values)
            above = left.where(mask, right)
        else:
            below = _spread(one, self.shape).where(mask, _spread(other, self.shape))
        undefined = condition.undefined | np.where(mask, yes.undefined, no.undefined)
        return Quotients(Rational(above, below), undefined)


def _brought_together(one: Rational, other: Rational) -> tuple[Whole, Whole, Whole | int]:
    """Both numerators over one denominator."""
    left, right = one.denominator, other.denominator
    if isinstance(left, int) and isinstance(right, int):
        common = math.lcm(left, right)
        return one.numerator * (common // left), other.numerator * (common // right), common
    return one.numerator * right, other.numerator * left, _times(left, right)


def _times(one: Whole | int, other: Whole | int) -> Whole | int:
    if isinstance(one, int):
        return one * other if isinstance(other, int) else other * one
    return one * other


def _size(whole: Whole) -> Whole:
    return Whole(np.abs(whole.array), whole.bound)


def _spread(below: Whole | int, shape: tuple[int, ...]) -> Whole:
    return below if isinstance(below, Whole) else Whole.full(shape, below)
