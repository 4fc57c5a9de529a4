"""Exact values: fractions, and real numbers (logs, roots) known to any precision, rounded without doubt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from dukao.scoring.policies import RoundingMode, RoundingRule

_PRECISIONS = (30, 60, 120, 240)
_LARGE = 999_999
#: As far as a power goes, its logarithm (just below), and the whole exponents that are worked out as such.
FARTHEST = Fraction(10**100)
_FARTHEST_LOG = Fraction("230.258509299404568")
_LARGEST_POWER = 1000


@lru_cache(maxsize=64)
def _contexts(digits: int) -> tuple[Context, Context]:
    """Contexts that round down and up, so that an interval never loses the value."""
    return (
        Context(prec=digits, rounding=ROUND_FLOOR, Emin=-_LARGE, Emax=_LARGE),
        Context(prec=digits, rounding=ROUND_CEILING, Emin=-_LARGE, Emax=_LARGE),
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """Two decimals with the value between them."""

    low: Decimal
    high: Decimal


Enclosure = Callable[[int], Interval]


class Real:
    """A real number that can be enclosed as tightly as asked; each enclosure is worked out once."""

    __slots__ = ("_known", "_work_out")

    def __init__(self, work_out: Enclosure):
        self._work_out = work_out
        self._known: dict[int, Interval] = {}

    def enclose(self, digits: int) -> Interval:
        """Two decimals of about this many digits with the number between them."""
        if digits not in self._known:
            self._known[digits] = self._work_out(digits)
        return self._known[digits]

    def __add__(self, other: Exact) -> Real:
        return Real(lambda digits: _sum(digits, _enclose(self, digits), _enclose(other, digits)))

    __radd__ = __add__

    def __neg__(self) -> Real:
        def turned(digits: int) -> Interval:
            inner = self.enclose(digits)
            return Interval(inner.high.copy_negate(), inner.low.copy_negate())

        return Real(turned)

    def __sub__(self, other: Exact) -> Real:
        return self + (-other)

    def __rsub__(self, other: Fraction) -> Real:
        return -self + other

    def __mul__(self, other: Exact) -> Real:
        return Real(lambda digits: _product(digits, _enclose(self, digits), _enclose(other, digits)))

    __rmul__ = __mul__

    def __truediv__(self, other: Exact) -> Real:
        return Real(lambda digits: _quotient(digits, _enclose(self, digits), _enclose(other, digits)))

    def __rtruediv__(self, other: Fraction) -> Real:
        return Real(lambda digits: _quotient(digits, _enclose(other, digits), _enclose(self, digits)))


Exact = Fraction | Real


def _enclose(value: Exact, digits: int) -> Interval:
    if isinstance(value, Real):
        return value.enclose(digits)
    down, up = _contexts(digits)
    numerator, denominator = Decimal(value.numerator), Decimal(value.denominator)
    return Interval(down.divide(numerator, denominator), up.divide(numerator, denominator))


def _sum(digits: int, one: Interval, other: Interval) -> Interval:
    down, up = _contexts(digits)
    return Interval(down.add(one.low, other.low), up.add(one.high, other.high))


def _product(digits: int, one: Interval, other: Interval) -> Interval:
    down, up = _contexts(digits)
    pairs = [(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
    return Interval(min(down.multiply(a, b) for a, b in pairs), max(up.multiply(a, b) for a, b in pairs))


def _quotient(digits: int, one: Interval, other: Interval) -> Interval:
    down, up = _contexts(digits)
    pairs = [(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
    return Interval(min(down.divide(a, b) for a, b in pairs), max(up.divide(a, b) for a, b in pairs))


def log(value: Exact) -> Exact:
    """The natural logarithm; exactly nought at one."""
    if value == 1:
        return Fraction(0)

    def enclosed(digits: int) -> Interval:
        inner = _enclose(value, digits + 5)
        near = Context(
            prec=digits + 5
        )  # ln is correctly rounded to the nearest, so one step either side is safe
        return Interval(near.next_minus(near.ln(inner.low)), near.next_plus(near.ln(inner.high)))

    return Real(enclosed)


def exponential(value: Exact) -> Exact:
    """e to this power; exactly one at nought."""
    if value == 0:
        return Fraction(1)

    def enclosed(digits: int) -> Interval:
        inner = _enclose(value, digits + 5)
        near = Context(prec=digits + 5)
        return Interval(near.next_minus(near.exp(inner.low)), near.next_plus(near.exp(inner.high)))

    return Real(enclosed)


def power(base: Fraction, exponent: Exact) -> Exact:
    """base ** exponent for a positive base, held between 10**-100 and 10**100.

    No score is that small or large but by a slip of the pen, which must cost neither hours nor memory. Exact
    where the exponent is whole: beyond the thousandth power no result that is held could be a tie.

    >>> power(Fraction(3, 5), Fraction(2)), power(Fraction(3, 5), Fraction(-(10**9))) == FARTHEST
    (Fraction(9, 25), True)
    """
    magnitude = exponent * log(base)
    if compared(magnitude, _FARTHEST_LOG) > 0:
        return FARTHEST
    if compared(magnitude, -_FARTHEST_LOG) < 0:
        return 1 / FARTHEST
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= _LARGEST_POWER:
        return base**exponent.numerator
    return exponential(magnitude)


def geometric_mean(values: Sequence[Exact], shares: Sequence[Fraction]) -> Exact:
    """The weighted geometric mean; nought as soon as one value with a share is nought.

    >>> root = geometric_mean([Fraction(1, 4), Fraction(1)], [Fraction(1), Fraction(1)])
    >>> rounded(root, RoundingRule(places=3))
    500
    """
    weighted = [(value, share) for value, share in zip(values, shares, strict=True) if share]
    if any(compared(value, Fraction(0)) <= 0 for value, _ in weighted):
        return Fraction(0)
    if len({value for value, _ in weighted}) == 1:
        return weighted[0][0]
    total = sum((share for _, share in weighted), Fraction(0))
    exponent: Exact = Fraction(0)
    for value, share in weighted:
        exponent = exponent + log(value) * (share / total)
    return exponential(exponent)


def harmonic_mean(values: Sequence[Exact], shares: Sequence[Fraction]) -> Exact:
    """The weighted harmonic mean; nought as soon as one value with a share is nought.

    >>> harmonic_mean([Fraction(1), Fraction(1, 3)], [Fraction(1), Fraction(1)])
    Fraction(1, 2)
    """
    weighted = [(value, share) for value, share in zip(values, shares, strict=True) if share]
    if any(compared(value, Fraction(0)) <= 0 for value, _ in weighted):
        return Fraction(0)
    inverse: Exact = Fraction(0)
    for value, share in weighted:
        inverse = inverse + share / value
    return sum((share for _, share in weighted), Fraction(0)) / inverse


def clip(value: Exact, low: Fraction | None, high: Fraction | None) -> Exact:
    """The value held between two edges."""
    if isinstance(value, Fraction):
        if low is not None and value < low:
            return low
        return high if high is not None and value > high else value

    def enclosed(digits: int) -> Interval:
        inner = value.enclose(digits)
        bottom, top = inner.low, inner.high
        if low is not None:
            edge = _enclose(low, digits)
            bottom, top = max(bottom, edge.low), max(top, edge.high)
        if high is not None:
            edge = _enclose(high, digits)
            bottom, top = min(bottom, edge.low), min(top, edge.high)
        return Interval(bottom, top)

    return Real(enclosed)


def compared(value: Exact, edge: Fraction) -> int:
    """-1, 0 or 1 as the value is less than, equal to or more than the edge; 240 digits alike are equal."""
    if isinstance(value, Fraction):
        return (value > edge) - (value < edge)
    for digits in _PRECISIONS:
        inner, outer = value.enclose(digits), _enclose(edge, digits)
        if inner.low > outer.high:
            return 1
        if inner.high < outer.low:
            return -1
    return 0


def rounded(value: Exact, rule: RoundingRule) -> int:
    """The value in units of 10**-places, rounded as declared. The rule must have places.

    A real number is enclosed ever more tightly until both ends round alike; one that still straddles the
    edge at 240 digits lies on it, and is rounded as the tie it is.

    >>> rounded(Fraction(17, 8), RoundingRule(places=2)), rounded(Fraction(-17, 8), RoundingRule(places=2))
    (213, -213)
    """
    assert rule.places is not None
    scale = 10**rule.places
    if isinstance(value, Fraction):
        if scale % value.denominator == 0:
            return value.numerator * (scale // value.denominator)
        return _round_fraction(value * scale, rule.mode)
    for digits in _PRECISIONS:
        inner = value.enclose(digits)
        ends = (Fraction(inner.low), Fraction(inner.high))
        low, high = (_round_fraction(end * scale, rule.mode) for end in ends)
        if low == high:
            return low
    middle = (ends[0] + ends[1]) / 2 * scale
    on_the_edge = Fraction(_round_fraction(middle * 2, RoundingMode.HALF_UP), 2)
    return _round_fraction(on_the_edge, rule.mode)


def round_exact(value: Exact, rule: RoundingRule) -> Exact:
    """The value rounded as declared; itself where the rule has no places."""
    if rule.places is None:
        return value
    return Fraction(rounded(value, rule), 10**rule.places)


def _round_fraction(value: Fraction, mode: RoundingMode) -> int:
    sign = -1 if value < 0 else 1
    size = abs(value)
    whole = math.floor(size)
    rest = size - whole
    match mode:
        case RoundingMode.HALF_UP:
            more = rest * 2 >= 1
        case RoundingMode.HALF_EVEN:
            more = rest * 2 > 1 or (rest * 2 == 1 and whole % 2 == 1)
        case RoundingMode.DOWN:
            more = False
        case RoundingMode.UP:
            more = rest > 0
    return sign * (whole + more)
