"""Score columns: exact rationals in bulk, or estimates that turn exact wherever a decision is close."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.exact import Exact, clip, compared, rounded
from dukao.scoring.numbers import fraction
from dukao.scoring.policies import RoundingMode, RoundingRule
from dukao.scoring.ranges import Range
from dukao.scoring.whole import Mask, Whole, rounded_quotient, summed

Cell = tuple[int, ...]
Floats = NDArray[np.float64]
EPSILON = 2.0**-50  # a few units in the last place of a float64
_LARGEST_FLOAT_DECISION = 2.0**50
_NEAR = RoundingRule.model_construct(places=15, mode=RoundingMode.HALF_UP)


@lru_cache(maxsize=4096)
def _numerators(span: Range, denominator: int) -> tuple[int | None, int | None]:
    """The least and the largest numerator over this denominator that lie in the range."""
    low, high = (None if edge is None else fraction(edge) * denominator for edge in (span.low, span.high))
    least = None if low is None else math.ceil(low) if span.low_in else math.floor(low) + 1
    most = None if high is None else math.floor(high) if span.high_in else math.ceil(high) - 1
    return least, most


@dataclass(frozen=True, slots=True)
class Rational:
    """numerator ÷ denominator in every cell, exactly; the denominator is positive, often the same for all."""

    numerator: Whole
    denominator: Whole | int

    @classmethod
    def constant(cls, shape: tuple[int, ...], value: Fraction) -> Rational:
        return cls(Whole.full(shape, value.numerator), value.denominator)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numerator.shape

    def exact(self, cell: Cell) -> Fraction:
        below = self.denominator
        return Fraction(self.numerator.at(cell), below if isinstance(below, int) else below.at(cell))

    def times(self, factor: Fraction) -> Rational:
        return Rational(self.numerator * factor.numerator, self.denominator * factor.denominator)

    def clipped(self, low: Fraction | None, high: Fraction | None) -> Rational:
        """Every cell held between two edges."""
        column = self
        for edge, hold in ((high, Whole.least), (low, Whole.greatest)):
            if edge == 0:
                column = Rational(hold(column.numerator, 0), column.denominator)
            elif edge is not None:
                # n/d against e/f: hold n·f against e·d, over d·f
                numerator = hold(column.numerator * edge.denominator, column.denominator * edge.numerator)
                column = Rational(numerator, column.denominator * edge.denominator)
        return column

    def above(self, edge: Fraction) -> Mask:
        return self.numerator * edge.denominator > self.denominator * edge.numerator

    def reaches(self, edge: Fraction) -> Mask:
        return self.numerator * edge.denominator >= self.denominator * edge.numerator

    def inside(self, span: Range) -> Mask:
        mask = np.ones(self.shape, dtype=bool)
        if isinstance(self.denominator, int):
            least, most = _numerators(span, self.denominator)
            if least is not None:
                mask &= self.numerator >= least
            if most is not None:
                mask &= self.numerator <= most
            return mask
        if span.low is not None:
            low = fraction(span.low)
            mask &= self.reaches(low) if span.low_in else self.above(low)
        if span.high is not None:
            high = fraction(span.high)
            mask &= ~(self.above(high) if span.high_in else self.reaches(high))
        return mask

    def replaced(self, mask: Mask, value: Fraction) -> Rational:
        """This value where the mask holds."""
        if not mask.any():
            return self
        if not value:
            return Rational(self.numerator.where(~mask, 0), self.denominator)
        if isinstance(self.denominator, int):
            common = math.lcm(self.denominator, value.denominator)
            numerator = self.numerator * (common // self.denominator)
            return Rational(numerator.where(~mask, value.numerator * (common // value.denominator)), common)
        there = self.denominator * value.numerator
        numerator = (self.numerator * value.denominator).where(~mask, there)
        return Rational(numerator, self.denominator * value.denominator)

    def rounded(self, rule: RoundingRule) -> Rational:
        """To the declared places; unchanged where the rule has none."""
        if rule.places is None:
            return self
        scale = 10**rule.places
        if isinstance(self.denominator, int) and scale % self.denominator == 0:
            return Rational(self.numerator * (scale // self.denominator), scale)
        return Rational(rounded_quotient(self.numerator, self.denominator, rule.mode, scale), scale)

    def estimate(self) -> tuple[Floats, Floats]:
        """Nearby floats and how far off they can be."""
        below = float(self.denominator) if isinstance(self.denominator, int) else self.denominator.floats()
        values = self.numerator.floats() / below
        return values, np.abs(values) * EPSILON


@dataclass(frozen=True, slots=True)
class Estimated:
    """Floats with a bound on their error, and the exact value of any cell on demand."""

    values: Floats
    errors: Floats
    exact: Callable[[Cell], Exact]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def times(self, factor: Fraction) -> Estimated:
        size = float(factor)
        values = self.values * size
        errors = self.errors * abs(size) + np.abs(values) * EPSILON
        return Estimated(values, errors, lambda cell: self.exact(cell) * factor)

    def clipped(self, low: Fraction | None, high: Fraction | None) -> Estimated:
        bottom, top = (None if edge is None else float(edge) for edge in (low, high))
        values = self.values
        if bottom is not None or top is not None:
            values = np.clip(values, bottom, top)
        return Estimated(
            values, self.errors + np.abs(values) * EPSILON, lambda cell: clip(self.exact(cell), low, high)
        )

    def replaced(self, mask: Mask, value: Fraction) -> Estimated:
        if not mask.any():
            return self

        def exact(cell: Cell) -> Exact:
            return value if mask[cell] else self.exact(cell)

        values = np.where(mask, float(value), self.values)
        return Estimated(values, np.where(mask, abs(float(value)) * EPSILON, self.errors), exact)

    def rounded(self, rule: RoundingRule) -> Column:
        """To the declared places: floats decide where they cannot err, exact values decide the rest."""
        if rule.places is None:
            return self
        scaled = self.values * 10**rule.places
        doubt = self.errors * 10**rule.places + np.abs(scaled) * EPSILON
        nearest = np.rint(scaled)
        if rule.mode in {RoundingMode.HALF_UP, RoundingMode.HALF_EVEN}:
            close = np.abs(np.abs(scaled - nearest) - 0.5) <= doubt
            result = nearest
        else:
            close = np.abs(scaled - nearest) <= doubt
            away = rule.mode is RoundingMode.UP
            result = np.where((scaled >= 0) == away, np.ceil(scaled), np.floor(scaled))
        close |= ~(np.abs(scaled) < _LARGEST_FLOAT_DECISION)
        decided = np.where(close, 0.0, result).astype(np.int64)
        exact_values = {cell: rounded(self.exact(cell), rule) for cell in _cells(close)}
        return Rational(_filled(decided, exact_values), 10**rule.places)

    def estimate(self) -> tuple[Floats, Floats]:
        return self.values, self.errors


Column = Rational | Estimated


def total(columns: Sequence[Column], shape: tuple[int, ...]) -> Column:
    """The sum, cell by cell; exact in bulk as long as every denominator is one number."""
    if not columns:
        return Rational.constant(shape, Fraction(0))
    if len(columns) == 1:
        return columns[0]
    plain = [
        column for column in columns if isinstance(column, Rational) and isinstance(column.denominator, int)
    ]
    if len(plain) == len(columns):
        common = math.lcm(*(below for column in plain if isinstance(below := column.denominator, int)))
        factors = [common // below for column in plain if isinstance(below := column.denominator, int)]
        return Rational(summed([column.numerator for column in plain], factors), common)
    estimates = [column.estimate() for column in columns]
    values = np.sum([values for values, _ in estimates], axis=0)
    sizes = np.sum([np.abs(values) for values, _ in estimates], axis=0)
    errors = np.sum([errors for _, errors in estimates], axis=0) + sizes * (EPSILON * len(columns))

    def exact(cell: Cell) -> Exact:
        result: Exact = Fraction(0)
        for column in columns:
            result = result + column.exact(cell)
        return result

    return Estimated(values, errors, exact)


def inside(column: Column, span: Range) -> Mask:
    """Where the column lies in the range: floats decide where they cannot err, exact values the rest."""
    if isinstance(column, Rational):
        return column.inside(span)
    held = np.ones(column.shape, dtype=bool)
    close = np.zeros(column.shape, dtype=bool)
    for edge, below in ((span.low, False), (span.high, True)):
        if edge is not None:
            size = float(edge)
            held &= column.values < size if below else column.values > size
            close |= ~(np.abs(column.values - size) > column.errors + abs(size) * EPSILON)
    for cell in _cells(close):
        held[cell] = _holds(span, column.exact(cell))
    return held


def _holds(span: Range, value: Exact) -> bool:
    low = 1 if span.low is None else compared(value, fraction(span.low))
    high = -1 if span.high is None else compared(value, fraction(span.high))
    return (low > 0 or (low == 0 and span.low_in)) and (high < 0 or (high == 0 and span.high_in))


def with_cells(column: Column, values: Mapping[Cell, Exact]) -> Column:
    """The column with these cells set."""
    if not values:
        return column
    if isinstance(column, Rational) and isinstance(column.denominator, int):
        below = column.denominator
        if all(isinstance(value, Fraction) and below % value.denominator == 0 for value in values.values()):
            array = column.numerator.array.copy()
            scaled = {
                cell: int(value * below) for cell, value in values.items() if isinstance(value, Fraction)
            }
            return Rational(_filled(array, scaled), below)
    estimates, errors = (part.copy() for part in column.estimate())
    for cell, value in values.items():
        estimates[cell] = float(Fraction(rounded(value, _NEAR), 10**15))
        errors[cell] = abs(estimates[cell]) * EPSILON + 1e-15
    return Estimated(estimates, errors, lambda cell: values[cell] if cell in values else column.exact(cell))


def scaled_by(column: Column, numerator: Whole, denominator: Whole) -> Column:
    """The column times a factor of its own in every cell."""
    if isinstance(column, Rational):
        return Rational(column.numerator * numerator, denominator * column.denominator)
    factor, slack = Rational(numerator, denominator).estimate()
    values = column.values * factor
    errors = column.errors * np.abs(factor) + np.abs(column.values) * slack + np.abs(values) * EPSILON

    def exact(cell: Cell) -> Exact:
        return column.exact(cell) * Fraction(numerator.at(cell), denominator.at(cell))

    return Estimated(values, errors, exact)


def _cells(mask: Mask) -> list[Cell]:
    return [tuple(int(step) for step in cell) for cell in np.argwhere(mask)]


def _filled(array: NDArray[np.int64], values: dict[Cell, int]) -> Whole:
    if not values:
        return Whole.of(array)
    if any(abs(value) >= 2**62 for value in values.values()):
        wide = array.astype(object)
        for cell, value in values.items():
            wide[cell] = value
        return Whole.of(wide)
    for cell, value in values.items():
        array[cell] = value
    return Whole.of(array)
