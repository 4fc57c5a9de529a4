"""Weights from pairwise comparisons: the analytic hierarchy process (层次分析法)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dukao.scoring.exact import geometric_mean
from dukao.scoring.weighting.shares import normalised, settled

Matrix = Sequence[Sequence[Fraction]]

#: Mean consistency index of random reciprocal matrices by their order. Source: T. L. Saaty, The Analytic
#: Hierarchy Process, McGraw-Hill 1980, as used in the textbooks.
RANDOM_INDEX: Mapping[int, Fraction] = {
    order: Fraction(text)
    for order, text in enumerate(
        "0 0 0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49 1.51 1.48 1.56 1.57 1.59".split(), start=1
    )
}
LARGEST = max(RANDOM_INDEX)
#: A ratio below this is accepted.
ACCEPTED = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights that make exactly 1, the principal eigenvalue they imply, and how consistent the matrix is."""

    weights: tuple[Fraction, ...]
    eigenvalue: Fraction
    index: Fraction
    random_index: Fraction
    ratio: Fraction

    @property
    def is_consistent(self) -> bool:
        return self.ratio < ACCEPTED


def by_columns(matrix: Matrix) -> list[Fraction]:
    """wᵢ = (1/n) Σⱼ aᵢⱼ / Σₖ aₖⱼ: every column made 1, then the mean of each row. Exact."""
    sums = [sum(column, Fraction(0)) for column in zip(*matrix, strict=True)]
    return [
        sum((a / total for a, total in zip(row, sums, strict=True)), Fraction(0)) / len(row) for row in matrix
    ]


def by_roots(matrix: Matrix) -> list[Fraction]:
    """wᵢ ∝ (Πⱼ aᵢⱼ)^(1/n): the geometric mean of each row, settled to forty places, then made 1."""
    even = [Fraction(1)] * len(matrix)
    return normalised([settled(geometric_mean(row, even)) for row in matrix])


METHODS: Mapping[str, Callable[[Matrix], list[Fraction]]] = {"columns": by_columns, "roots": by_roots}


def judge(matrix: Matrix, method: str = "columns") -> Judgement:
    """The weights by a method of METHODS, with CI = (λ − n)/(n − 1) and CR = CI/RI.

    λ is the mean of (Aw)ᵢ/wᵢ. Up to two things cannot contradict each other: CR is 0. The matrix must be
    reciprocal with ones on its diagonal, of an order in RANDOM_INDEX.

    >>> rows = ("1 3 3 7", "1/3 1 1 3", "1/3 1 1 3", "1/7 1/3 1/3 1")
    >>> found = judge([[Fraction(text) for text in row.split()] for row in rows])
    >>> [f"{float(weight):.4f}" for weight in found.weights]
    ['0.5444', '0.1934', '0.1934', '0.0688']
    >>> f"{float(found.eigenvalue):.4f} {float(found.ratio):.4f}", found.is_consistent
    ('4.0079 0.0029', True)
    """
    order = len(matrix)
    weights = METHODS[method](matrix)
    products = [sum((a * w for a, w in zip(row, weights, strict=True)), Fraction(0)) for row in matrix]
    eigenvalue = sum((p / w for p, w in zip(products, weights, strict=True)), Fraction(0)) / order
    if order <= 2:
        return Judgement(tuple(weights), Fraction(order), Fraction(0), Fraction(0), Fraction(0))
    index = (eigenvalue - order) / (order - 1)
    random_index = RANDOM_INDEX[order]
    return Judgement(tuple(weights), eigenvalue, index, random_index, index / random_index)
