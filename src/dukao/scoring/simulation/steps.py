"""Columns of floats that follow the engine's steps: roundings, conversions, caps, means."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from dukao.scoring.policies import RoundingMode, RoundingRule
from dukao.scoring.scheme import Combine
from dukao.scoring.simulation.rates import Floats

SLACK = 1e-9
_NEAR = 1e-6  # of a last place: what lies that near a tie counts as one


def mean_of(
    kind: Combine, columns: list[Floats], weights: list[Floats], below: Floats, shape: tuple[int, int]
) -> Floats:
    result = np.zeros(shape)
    nought = np.zeros(shape, dtype=bool)
    for column, weight in zip(columns, weights, strict=True):
        if kind in {Combine.GEOMETRIC_MEAN, Combine.HARMONIC_MEAN}:
            empty = column <= 0
            nought |= empty & (weight > 0)
            safe = np.where(empty, 1.0, column)
            result += weight * (np.log(safe) if kind is Combine.GEOMETRIC_MEAN else 1 / safe)
        else:
            result += weight * column
    if kind is Combine.GEOMETRIC_MEAN:
        result = np.exp(result / below)
    elif kind is Combine.HARMONIC_MEAN:
        result = below / np.where(result > 0, result, 1.0)
    else:
        result = result / below
    return np.where(nought, 0.0, result)


def converted(column: Floats, whole: Floats, kept: Floats | None) -> Floats:
    """The column times whole ÷ kept, where something is kept and something was lost."""
    if kept is None:
        return column
    needed = (kept > SLACK) & (np.abs(kept - whole) > SLACK)
    return np.where(needed, column * whole / np.where(needed, kept, 1.0), column)


def held(column: Floats, floor: object, cap: object, growth: Floats | float) -> Floats:
    if cap is not None:
        column = np.minimum(column, float(Fraction(str(cap))) * growth)
    if floor is not None:
        column = np.maximum(column, float(Fraction(str(floor))) * growth)
    return column


def add_rounded(into: Floats, full: Floats, rate: Floats, rule: RoundingRule) -> None:
    """Add full × rate in last places, rounded; whole numbers, so that the order does not matter."""
    if rule.mode is RoundingMode.HALF_UP and rate.min(initial=0) >= 0:
        part = full * rate
        part += 0.5 + _NEAR
        into += np.floor(part, out=part)
    else:
        into += rounded(full * rate, RoundingRule(places=0, mode=rule.mode))


def rounded(column: Floats, rule: RoundingRule) -> Floats:
    """To the declared places; what lies within a millionth of a last place of a tie counts as one."""
    if rule.places is None:
        return column
    scale = 10.0**rule.places
    size = np.abs(column) * scale
    match rule.mode:
        case RoundingMode.HALF_UP:
            size = np.floor(size + (0.5 + _NEAR))
        case RoundingMode.HALF_EVEN:
            low = np.floor(size)
            tie = np.abs(size - low - 0.5) <= _NEAR
            size = np.where(tie, low + low % 2, np.rint(size))
        case RoundingMode.DOWN:
            size = np.floor(size + _NEAR)
        case RoundingMode.UP:
            size = np.ceil(size - _NEAR)
    return np.copysign(size / scale, column)
