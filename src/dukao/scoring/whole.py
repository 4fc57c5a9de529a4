"""Whole numbers in numpy arrays that never wrap: they widen to Python integers before they could."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.policies import RoundingMode

Ints = NDArray[Any]  # int64, or object holding Python ints where int64 is too narrow
Mask = NDArray[np.bool_]
LIMIT = 2**62


class Whole:
    """An array of integers with a bound on their size; + − × keep the bound and so know when to widen.

    >>> big = Whole.of(np.array([3, -4]) * 10**15)
    >>> (big * 10**6).array.tolist()
    [3000000000000000000000, -4000000000000000000000]
    """

    __slots__ = ("array", "bound")

    def __init__(self, array: Ints, bound: int):
        self.array = array if bound < LIMIT or array.dtype == object else array.astype(object)
        self.bound = bound

    @classmethod
    def of(cls, array: Ints) -> Whole:
        """The array with the bound it really has."""
        if array.size == 0:
            return cls(array, 0)
        return cls(array, max(abs(int(array.max())), abs(int(array.min()))))

    @classmethod
    def full(cls, shape: tuple[int, ...], value: int) -> Whole:
        array = np.full(shape, value, dtype=np.int64 if abs(value) < LIMIT else object)
        return cls(array, abs(value))

    def __add__(self, other: Whole | int) -> Whole:
        array, bound = _parts(other)
        total = self.bound + bound
        return Whole(_wide(self.array, total) + _wide(array, total), total)

    def __sub__(self, other: Whole | int) -> Whole:
        array, bound = _parts(other)
        total = self.bound + bound
        return Whole(_wide(self.array, total) - _wide(array, total), total)

    def __neg__(self) -> Whole:
        return Whole(-self.array, self.bound)

    def __mul__(self, other: Whole | int) -> Whole:
        if isinstance(other, int) and other == 1:
            return self
        array, bound = _parts(other)
        product = self.bound * bound
        largest = max(product, bound)  # nought times a huge number still needs room for the number
        return Whole(_wide(self.array, largest) * _wide(array, largest), product)

    def __floordiv__(self, other: Whole | int) -> Whole:
        """Rounded towards minus infinity; divisors are positive."""
        array, bound = _parts(other)
        largest = max(self.bound, bound)
        return Whole(_wide(self.array, largest) // _wide(array, largest), self.bound)

    def least(self, other: Whole | int) -> Whole:
        """The lesser of both, cell by cell."""
        left, right = self.compared(other)
        return Whole(np.minimum(left, right), max(self.bound, _parts(other)[1]))

    def greatest(self, other: Whole | int) -> Whole:
        """The greater of both, cell by cell."""
        left, right = self.compared(other)
        return Whole(np.maximum(left, right), max(self.bound, _parts(other)[1]))

    def where(self, mask: Mask, other: Whole | int) -> Whole:
        """This where the mask holds, `other` elsewhere."""
        if mask.all():
            return self
        if isinstance(other, int) and other == 0 and self.array.dtype != object:
            return Whole(self.array * mask, self.bound)  # several times faster than choosing cell by cell
        array, bound = _parts(other)
        largest = max(self.bound, bound)
        return Whole(np.where(mask, _wide(self.array, largest), _wide(array, largest)), largest)

    def compared(self, other: Whole | int) -> tuple[Ints, Any]:
        """Both sides in a type that holds both, ready for a comparison."""
        array, bound = _parts(other)
        largest = max(self.bound, bound)
        return _wide(self.array, largest), _wide(array, largest)

    def __lt__(self, other: Whole | int) -> Mask:
        left, right = self.compared(other)
        return np.asarray(left < right, dtype=bool)

    def __le__(self, other: Whole | int) -> Mask:
        left, right = self.compared(other)
        return np.asarray(left <= right, dtype=bool)

    def __gt__(self, other: Whole | int) -> Mask:
        left, right = self.compared(other)
        return np.asarray(left > right, dtype=bool)

    def __ge__(self, other: Whole | int) -> Mask:
        left, right = self.compared(other)
        return np.asarray(left >= right, dtype=bool)

    def equals(self, other: Whole | int) -> Mask:
        left, right = self.compared(other)
        return np.asarray(left == right, dtype=bool)

    def narrowed(self) -> Whole:
        """The same numbers with the bound they really have, in plain integers if those hold them."""
        real = Whole.of(self.array)
        return real if real.bound >= LIMIT else Whole(real.array.astype(np.int64), real.bound)

    def at(self, cell: tuple[int, ...]) -> int:
        return int(self.array[cell])

    def floats(self) -> NDArray[np.float64]:
        return self.array.astype(np.float64)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape


def summed(parts: Sequence[Whole], factors: Sequence[int]) -> Whole:
    """Σ part × factor, in one array that is added to.

    >>> summed([Whole.of(np.array([1, 2])), Whole.of(np.array([3, 4]))], [10, 1]).array.tolist()
    [13, 24]
    """
    bound = sum(part.bound * abs(factor) for part, factor in zip(parts, factors, strict=True))
    result = Whole.full(parts[0].shape, 0)
    if bound >= LIMIT or any(part.array.dtype == object for part in parts):
        for part, factor in zip(parts, factors, strict=True):
            result = result + part * factor
        return result
    for part, factor in zip(parts, factors, strict=True):
        result.array += part.array if factor == 1 else part.array * factor
    return Whole(result.array, bound)


def canonical_bytes(array: Ints) -> bytes:
    """The numbers in one spelling, whatever type holds them: what a digest is taken of.

    >>> canonical_bytes(np.array([1, 2])) == canonical_bytes(np.array([1, 2], dtype=object))
    True
    """
    if array.dtype == object and any(abs(value) >= LIMIT for value in array.flat):
        return repr(array.tolist()).encode()
    return array.astype("<i8").tobytes()


def _parts(other: Whole | int) -> tuple[Any, int]:
    if isinstance(other, Whole):
        return other.array, other.bound
    return other, abs(other)


def _wide(array: Any, bound: int) -> Any:
    if bound < LIMIT:
        return array
    return array.astype(object) if isinstance(array, np.ndarray) else array


def rounded_quotient(numerator: Whole, denominator: Whole | int, mode: RoundingMode, scale: int = 1) -> Whole:
    """scale × numerator ÷ denominator as whole numbers, rounded as declared; denominators are positive.

    Integer arithmetic throughout, so a tie is a tie: this is where 四舍五入 really happens.

    >>> halves = Whole.of(np.array([5, -5, 7]))
    >>> rounded_quotient(halves, 2, RoundingMode.HALF_UP).array.tolist()
    [3, -3, 4]
    >>> rounded_quotient(halves, 2, RoundingMode.HALF_EVEN).array.tolist()
    [2, -2, 4]
    """
    if isinstance(denominator, int) and denominator == 1:
        return numerator * scale
    lowest = int(numerator.array.min(initial=0))
    size = numerator if lowest >= 0 else Whole(np.abs(numerator.array), numerator.bound)
    match mode:
        case RoundingMode.HALF_UP:
            result = (size * (2 * scale) + denominator) // (denominator * 2)
        case RoundingMode.DOWN:
            result = size * scale // denominator
        case RoundingMode.UP:
            result = (size * scale + denominator - 1) // denominator
        case RoundingMode.HALF_EVEN:
            doubled = size * (2 * scale) + denominator
            result = doubled // (denominator * 2)
            tie = doubled.equals(result * denominator * 2)
            odd = np.asarray(result.array % 2 == 1, dtype=bool)
            result = result - Whole((tie & odd).astype(np.int64), 1)
    if lowest < 0:
        result = Whole(np.where(numerator.array < 0, -result.array, result.array), result.bound)
    return Whole.of(result.array)
