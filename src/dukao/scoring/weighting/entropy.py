"""Weights from the data themselves: the entropy method (熵权法)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dukao.scoring.exact import Exact, log
from dukao.scoring.weighting.shares import normalised, settled


@dataclass(frozen=True, slots=True)
class EntropyWeight:
    """What an indicator tells the units apart by: entropy, divergence 1 − e, and its weight."""

    entropy: Fraction
    divergence: Fraction
    weight: Fraction


def entropy_weights(columns: Sequence[Sequence[Fraction]]) -> list[EntropyWeight]:
    """w = (1 − e)/Σ(1 − e) with e = −Σ p·ln p / ln n and p = x/Σx; 0·ln 0 is 0.

    Each column holds one indicator's values, at least two, none negative and not all nought. Entropies are
    settled to forty places. An empty list means that no indicator tells any units apart.

    >>> columns = [[Fraction(n) for n in column] for column in ([1, 1], [1, 3], [0, 5])]
    >>> [f"{float(one.entropy):.4f} {float(one.weight):.4f}" for one in entropy_weights(columns)]
    ['1.0000 0.0000', '0.8113 0.1588', '0.0000 0.8412']
    """
    entropies = [_entropy(column) for column in columns]
    divergences = [1 - entropy for entropy in entropies]
    if not any(divergences):
        return []
    weights = normalised(divergences)
    return [EntropyWeight(*found) for found in zip(entropies, divergences, weights, strict=True)]


def _entropy(values: Sequence[Fraction]) -> Fraction:
    shares = [value for value in normalised(values) if value]
    if len(set(shares)) == 1 and len(shares) == len(values):
        return Fraction(1)
    total: Exact = Fraction(0)
    for share in shares:
        total = total - log(share) * share
    return settled(total / log(Fraction(len(values))))
