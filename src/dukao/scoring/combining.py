"""Scores of families: children summed or averaged, made good for what does not apply, converted, capped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from dukao.scoring.absences import Lost
from dukao.scoring.columns import Cell, Column, Rational, scaled_by, total
from dukao.scoring.leaves import LeafScores
from dukao.scoring.means import geometric, harmonic
from dukao.scoring.numbers import fraction
from dukao.scoring.policies import SHOWN, RoundingRule
from dukao.scoring.scheme import Combine, Family
from dukao.scoring.whole import Mask, Whole


@dataclass(frozen=True)
class NodeScores:
    """A node's scores; `applicable` is the part of the full marks that applies (None: all, everywhere)."""

    full: Fraction
    share: Fraction
    column: Column
    applicable: Rational | None
    blocked: Mask | None  # None: nowhere
    rounding: RoundingRule
    leaf: LeafScores | None = None

    def is_blocked(self, cell: Cell) -> bool:
        return self.blocked is not None and bool(self.blocked[cell])

    @cached_property
    def shown(self) -> Rational:
        """The scores as they are published: as rounded by the scheme, else to eight places."""
        published = self.column.rounded(SHOWN if self.rounding.places is None else self.rounding)
        assert isinstance(published, Rational)
        return published

    @property
    def counts(self) -> Mask | None:
        """Where the node applies at all; None if everywhere."""
        if self.leaf is not None:
            excluded = self.leaf.excluded
            return None if excluded is None else ~excluded
        if self.applicable is None or self.full == 0:
            return None
        positive = self.applicable.above(Fraction(0))
        return None if positive.all() else positive


def leaf_node(leaf: LeafScores, rule: RoundingRule) -> NodeScores:
    """An item as a node: what is lost to the family is the family's to make good, so it still applies."""
    lost = leaf.lost.get(Lost.TOTAL)
    applicable = None
    if lost is not None and leaf.full:
        applicable = Rational.constant(lost.shape, leaf.full).replaced(lost, Fraction(0))
    share = fraction(leaf.item.share)
    return NodeScores(leaf.full, share, leaf.column, applicable, leaf.blocked, rule, leaf)


@dataclass(frozen=True)
class Combined:
    """Children put together, before conversion, caps and rounding."""

    column: Column
    full: Fraction
    applicable: Rational | None


def combine(kind: Combine, children: Sequence[NodeScores], shape: tuple[int, int]) -> Combined:
    """The combined score of the children, with what does not apply made good for as declared."""
    if kind is Combine.SUM:
        return _summed(children, shape)
    return _averaged(kind, children, shape)


def family_node(
    family: Family, rule: RoundingRule, children: Sequence[NodeScores], shape: tuple[int, int]
) -> NodeScores:
    """A family's scores, made of its children's."""
    return finished_family(
        family, rule, combine(family.combine, children, shape), any_blocked(children, shape)
    )


def finished_family(
    family: Family, rule: RoundingRule, combined: Combined, blocked: Mask | None = None
) -> NodeScores:
    """A family's scores: combined, converted to its weight, held between floor and cap, rounded."""
    column, full, applicable = combined.column, combined.full, combined.applicable
    if family.weight is not None and full:
        factor = Fraction(family.weight) / full
        column, full = column.times(factor), Fraction(family.weight)
        applicable = None if applicable is None else applicable.times(factor)
    column = column.clipped(
        None if family.floor is None else Fraction(family.floor),
        None if family.cap is None else Fraction(family.cap),
    )
    if applicable is not None:
        column = column.replaced(~applicable.above(Fraction(0)), Fraction(0))
    return NodeScores(full, Fraction(family.share), column.rounded(rule), applicable, blocked, rule)


def any_blocked(children: Sequence[NodeScores], shape: tuple[int, int]) -> Mask:
    blocked = np.zeros(shape, dtype=bool)
    for child in children:
        if child.blocked is not None:
            blocked |= child.blocked
    return blocked


# -- sums ----------------------------------------------------------------------------------------------


def _summed(children: Sequence[NodeScores], shape: tuple[int, int]) -> Combined:
    full = sum((child.full for child in children), Fraction(0))
    column = total([child.column for child in _spread_points(children, shape)], shape)
    applicable: Rational | None = None
    if any(child.applicable is not None for child in children):
        applicable = _applicable_sum(children, shape)
    lost = _lost(children, Lost.FAMILY, shape)
    if lost is not None:
        whole = applicable or Rational.constant(shape, full)
        kept = _difference(whole, lost)
        column = _converted(column, whole, kept)
        applicable = whole.replaced(~kept.above(Fraction(0)), Fraction(0))
    spread = _lost(children, Lost.SPREAD, shape)
    if spread is not None:
        whole = applicable or Rational.constant(shape, full)
        nobody = ~_difference(whole, spread).above(Fraction(0))
        applicable = whole.replaced(nobody, Fraction(0)) if nobody.any() else applicable
    return Combined(column, full, applicable)


def _applicable_sum(children: Sequence[NodeScores], shape: tuple[int, int]) -> Rational:
    parts = [child.applicable or Rational.constant(shape, child.full) for child in children]
    summed = total(parts, shape)
    assert isinstance(summed, Rational)
    return summed


def _lost(children: Sequence[NodeScores], where: Lost, shape: tuple[int, int]) -> Rational | None:
    """Full marks of the items excluded in this way, in every cell; None if there are none."""
    parts = [
        Rational.constant(shape, Fraction(0)).replaced(mask, child.full)
        for child in children
        if child.leaf is not None and (mask := child.leaf.lost.get(where)) is not None and child.full
    ]
    if not parts:
        return None
    summed = total(parts, shape)
    assert isinstance(summed, Rational)
    return summed


def _difference(one: Rational, other: Rational) -> Rational:
    result = total([one, other.times(Fraction(-1))], one.shape)
    assert isinstance(result, Rational)
    return result


def _converted(column: Column, whole: Rational, kept: Rational) -> Column:
    """The column times whole ÷ kept, where something is kept and something was lost."""
    assert isinstance(whole.denominator, int)
    assert isinstance(kept.denominator, int)
    common = math.lcm(whole.denominator, kept.denominator)
    above, below = (
        part.numerator * (common // below)
        for part, below in ((whole, whole.denominator), (kept, kept.denominator))
    )
    needed = (below > 0) & ~above.equals(below)
    if not needed.any():
        return column
    return scaled_by(column, above.where(needed, 1), below.where(needed, 1))


def rescaled(column: Column, applicable: Rational | None, full: Fraction) -> Column:
    """The column converted from the marks that apply to the full marks."""
    if applicable is None:
        return column
    return _converted(column, Rational.constant(applicable.shape, full), applicable)


def _spread_points(children: Sequence[NodeScores], shape: tuple[int, int]) -> list[NodeScores]:
    """Children with the points of those that do not apply spread evenly over them, each at its own rate."""
    lost = _lost(children, Lost.SPREAD, shape)
    if lost is None:
        return list(children)
    takers = np.zeros(shape, dtype=np.int64)
    for child in children:
        if child.full:
            counts = child.counts
            takers += 1 if counts is None else counts
    assert isinstance(lost.denominator, int)
    grown = []
    for child in children:
        if not child.full:
            grown.append(child)
            continue
        # full + lost ÷ takers over full, as whole numbers
        below = Whole.of(np.maximum(takers, 1)) * (lost.denominator * child.full.numerator)
        above = below + lost.numerator * child.full.denominator
        needed = lost.above(Fraction(0))
        column = scaled_by(child.column, above.where(needed, 1), below.where(needed, 1))
        grown.append(replace(child, column=column))
    return grown


# -- means ---------------------------------------------------------------------------------------------


def _averaged(kind: Combine, children: Sequence[NodeScores], shape: tuple[int, int]) -> Combined:
    full = children[0].full
    shares = [Fraction(1) if kind is Combine.MEAN else child.share for child in children]
    common = math.lcm(*(share.denominator for share in shares))
    weights, columns, partial = [], [], False
    for child, share in zip(children, shares, strict=True):
        weight, counts = Whole.full(shape, int(share * common)), child.counts
        if counts is not None:
            partial = True
            weight = weight.where(counts, 0)
        weights.append(weight)
        columns.append(rescaled(child.column, child.applicable, child.full))
    present = Whole.full(shape, 0)
    for weight in weights:
        present = present + weight
    nobody = ~(present > 0)
    applicable = None
    if partial and nobody.any():
        applicable = Rational.constant(shape, full).replaced(nobody, Fraction(0))
    if kind in {Combine.GEOMETRIC_MEAN, Combine.HARMONIC_MEAN}:
        mean = (geometric if kind is Combine.GEOMETRIC_MEAN else harmonic)(columns, weights, shape)
        return Combined(mean.replaced(nobody, Fraction(0)), full, applicable)
    if not partial:
        whole = sum(shares, Fraction(0))
        parts = [column.times(share / whole) for column, share in zip(columns, shares, strict=True)]
        return Combined(total(parts, shape), full, applicable)
    below = present.where(~nobody, 1)
    parts = [
        scaled_by(column, weight, Whole.full(shape, 1))
        for column, weight in zip(columns, weights, strict=True)
    ]
    return Combined(scaled_by(total(parts, shape), Whole.full(shape, 1), below), full, applicable)
