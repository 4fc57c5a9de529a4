"""Harmonic and geometric means of score columns: estimated in bulk, exact wherever a decision is close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from dukao.scoring.columns import EPSILON, Cell, Column, Estimated, Floats
from dukao.scoring.exact import Exact, geometric_mean, harmonic_mean
from dukao.scoring.whole import Mask, Whole

_UNKNOWN = 1e100  # an error bound that makes every decision exact

#: A column's part in a sum, and how far off it can be: of its shares, its values and their errors.
_Term = Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]


def harmonic(columns: Sequence[Column], shares: Sequence[Whole], shape: tuple[int, ...]) -> Estimated:
    """The harmonic mean weighted by whole shares that may differ from cell to cell (0: left out)."""

    def term(part: Floats, values: Floats, errors: Floats) -> tuple[Floats, Floats]:
        return part / values, part / values * (2 * errors / values + EPSILON)

    inverse, slack, weight, nought = _summed(columns, shares, shape, term)
    inverse = np.where(inverse > 0, inverse, 1.0)
    values = np.where(nought, 0.0, weight / inverse)
    errors = np.where(nought, _UNKNOWN, values * (slack / inverse + 4 * EPSILON))
    return Estimated(values, errors, lambda cell: harmonic_mean(*_at(columns, shares, cell)))


def geometric(columns: Sequence[Column], shares: Sequence[Whole], shape: tuple[int, ...]) -> Estimated:
    """The geometric mean weighted by whole shares that may differ from cell to cell (0: left out)."""

    def term(part: Floats, values: Floats, errors: Floats) -> tuple[Floats, Floats]:
        logs = np.log(values)
        return part * logs, part * (2 * errors / values + np.abs(logs) * EPSILON)

    exponent, slack, weight, nought = _summed(columns, shares, shape, term)
    weight = np.where(weight > 0, weight, 1.0)
    values = np.where(nought, 0.0, np.exp(exponent / weight))
    doubt = slack / weight + np.abs(exponent / weight) * EPSILON + EPSILON
    errors = np.where(nought, np.inf, values * doubt)
    return Estimated(values, errors, lambda cell: geometric_mean(*_at(columns, shares, cell)))


def _summed(
    columns: Sequence[Column], shares: Sequence[Whole], shape: tuple[int, ...], term: _Term
) -> tuple[Floats, Floats, Floats, Mask]:
    """Σ terms, Σ their errors, Σ shares, and where a score that counts is nought or too close to tell."""
    total, slack, weight = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    nought = np.zeros(shape, dtype=bool)
    for column, share in zip(columns, shares, strict=True):
        values, errors = column.estimate()
        part, doubtful = share.floats(), values <= 2 * errors
        own, off = term(part, np.where(doubtful, 1.0, values), errors)
        total, slack, weight = total + own, slack + off, weight + part
        nought |= doubtful & (part > 0)
    return total, slack, weight, nought


def _at(columns: Sequence[Column], shares: Sequence[Whole], cell: Cell) -> tuple[list[Exact], list[Fraction]]:
    return [column.exact(cell) for column in columns], [Fraction(share.at(cell)) for share in shares]
