"""Weights as they are published: rounded so that they still make exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from dukao.scoring.exact import Exact
from dukao.scoring.numbers import scaled_decimal

#: Roots and logarithms are settled to this many places, then everything is exact.
SETTLED_PLACES = 40
_DIGITS = SETTLED_PLACES + 20


def settled(value: Exact) -> Fraction:
    """The value itself where it is a fraction, otherwise rounded to forty places."""
    if isinstance(value, Fraction):
        return value
    inner = value.enclose(_DIGITS)
    middle = (Fraction(inner.low) + Fraction(inner.high)) / 2
    return Fraction(round(middle * 10**SETTLED_PLACES), 10**SETTLED_PLACES)


def published(weights: Sequence[Fraction], places: int) -> list[Decimal]:
    """The weights with so many places, making exactly 1, by the largest remainder.

    Each is cut after its last place; what is then missing to 1 goes, one unit each, to those that lost most,
    the earlier one first among equals. The weights must make 1 before.

    >>> [str(weight) for weight in published([Fraction(1, 3)] * 3, 2)]
    ['0.34', '0.33', '0.33']
    """
    unit = 10**places
    scaled = [weight * unit for weight in weights]
    whole = [int(share) for share in scaled]
    missing = unit - sum(whole)
    order = sorted(range(len(scaled)), key=lambda place: (whole[place] - scaled[place], place))
    for place in order[:missing]:
        whole[place] += 1
    return [scaled_decimal(share, places) for share in whole]


def normalised(values: Sequence[Fraction]) -> list[Fraction]:
    """The values divided by their sum."""
    total = sum(values, Fraction(0))
    return [value / total for value in values]
