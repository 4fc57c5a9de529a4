"""The weights of a scheme as levers: what a replay may move, and what must stay one whole while it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.consistency import full_of
from dukao.scoring.numbers import decimal_places
from dukao.scoring.scheme import Combine, Family, Item, Role, Scheme

Units = NDArray[np.int64]  # weights as whole units: a row for each replay, a column for each lever
Kind = Literal["marks", "share"]

MARK_PLACES = 3  # marks move in thousandths, or finer where the scheme itself is finer
SHARES = 10**6  # shares of a mean move in millionths of the whole


@dataclass(frozen=True, slots=True)
class Lever:
    """One weight: the marks of a part of a sum, or the share of a part of a mean.

    `factor` leads from the marks the part has in its family to those it has in the whole of its pool.
    """

    code: str
    name: str
    pool: int
    declared: Fraction
    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Pool:
    """Levers that make one whole; their units always add up to `size`."""

    kind: Kind
    whole: Fraction  # marks, or one
    size: int
    columns: slice

    def worth(self, units: int) -> Fraction:
        """What so many units are in marks (or as a share)."""
        return self.whole * units / self.size


@dataclass(frozen=True)
class Levers:
    """All levers of a scheme in the order of its tree. A pool with one lever alone cannot move."""

    scheme: Scheme
    all: tuple[Lever, ...]
    pools: tuple[Pool, ...]

    @classmethod
    def of(cls, scheme: Scheme) -> Levers:
        finder = _Finder()
        finder.whole(scheme.combine, _scored(scheme))
        return cls(scheme, tuple(finder.levers), tuple(finder.pools))

    @cached_property
    def position(self) -> Mapping[str, int]:
        return {lever.code: column for column, lever in enumerate(self.all)}

    @cached_property
    def declared(self) -> Units:
        """The declared weights as one row of units."""
        row = np.zeros(len(self.all), dtype=np.int64)
        for pool in self.pools:
            parts = [lever.declared for lever in self.all[pool.columns]]
            scaled = [int(part * 10**12 // pool.whole) for part in parts]
            row[pool.columns] = apportioned(np.array([scaled], dtype=np.int64), pool.size)[0]
        return row

    @property
    def movable(self) -> tuple[int, ...]:
        """Columns of levers that have somebody to trade with."""
        return tuple(
            column
            for pool in self.pools
            for column in range(pool.columns.start, pool.columns.stop)
            if pool.columns.stop - pool.columns.start > 1 and self.all[column].declared
        )

    def pool_of(self, column: int) -> Pool:
        return self.pools[self.all[column].pool]

    def leaves_under(self, code: str) -> tuple[int, ...]:
        """Columns of the levers that are this node or lie below it in the same pool; KeyError if unknown."""
        if code in self.position:
            return (self.position[code],)
        node = self.scheme.node(code)
        below = [leaf.code for leaf in _below(node)]
        found = [self.position[inner] for inner in below if inner in self.position]
        pools = {self.all[column].pool for column in found}
        first = min(pools, default=-1)
        return tuple(column for column in found if self.all[column].pool == first)


def apportioned(parts: Units, size: int) -> Units:
    """Whole units in proportion to the parts of each row, adding up to `size`, by largest remainders.

    Whole numbers throughout, so that every machine gives the same.

    >>> apportioned(np.array([[1, 1, 1]]), 100).tolist()
    [[34, 33, 33]]
    """
    sums = parts.sum(axis=1, keepdims=True)
    if int(parts.max(initial=0)) >= 2**62 // max(size, 1):
        wide = parts.astype(object) * size
        units = (wide // sums).astype(np.int64)
        rest = (wide % sums).astype(np.float64)
    else:
        units, rest = parts * size // sums, parts * size % sums
    missing = size - units.sum(axis=1)
    order = np.argsort(-rest, axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(parts.shape[1])[None, :], axis=1)
    found: Units = units + (places < missing[:, None])
    return found


class _Finder:
    """Walks the tree and collects levers, pool by pool."""

    def __init__(self) -> None:
        self.levers: list[Lever] = []
        self.pools: list[Pool] = []

    def whole(self, combine: Combine, children: tuple[Item | Family, ...]) -> None:
        """The pool of these children and, after it, the pools inside them."""
        pool, first = len(self.pools), len(self.levers)
        inner: list[Family] = []
        if combine is Combine.SUM:
            for node, factor in _addends(children, Fraction(1)):
                self.levers.append(
                    Lever(node.code, node.name, pool, Fraction(full_of(node)) * factor, factor)
                )
                if isinstance(node, Family):
                    inner.append(node)
            places = max(
                (decimal_places(_decimal(lever.declared)) for lever in self.levers[first:]), default=0
            )
            whole = sum((lever.declared for lever in self.levers[first:]), Fraction(0))
            size = int(whole * 10 ** min(max(places, MARK_PLACES), 6))
            kind: Kind = "marks"
        else:
            shares = [Fraction(1) if combine is Combine.MEAN else Fraction(child.share) for child in children]
            total = sum(shares, Fraction(0))
            for child, share in zip(children, shares, strict=True):
                self.levers.append(Lever(child.code, child.name, pool, share / total))
                if isinstance(child, Family):
                    inner.append(child)
            whole, size, kind = Fraction(1), SHARES, "share"
        columns = slice(first, len(self.levers))
        self.pools.append(Pool(kind, whole, max(size, 1), columns))
        for family in inner:
            self.whole(family.combine, family.children)


def _addends(
    children: tuple[Item | Family, ...], factor: Fraction
) -> Iterator[tuple[Item | Family, Fraction]]:
    """What a sum is made of: items and means with marks, through families that only add."""
    for child in children:
        if isinstance(child, Family) and child.combine is Combine.SUM:
            yield from _addends(child.children, factor * conversion(child))
        elif full_of(child):
            yield child, factor


def conversion(family: Family) -> Fraction:
    """By what factor a family converts the sum of its children to its own weight."""
    inner = sum((Fraction(full_of(child)) for child in family.children), Fraction(0))
    if family.weight is None or not inner or family.combine is not Combine.SUM:
        return Fraction(1)
    return Fraction(family.weight) / inner


def _scored(scheme: Scheme) -> tuple[Item | Family, ...]:
    return tuple(node for node in scheme.items if not isinstance(node, Family) or node.role is Role.SCORED)


def _below(node: Item | Family) -> Iterator[Item | Family]:
    if isinstance(node, Family):
        for child in node.children:
            yield child
            yield from _below(child)


def _decimal(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 9)
