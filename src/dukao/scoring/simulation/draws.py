"""Random weights from a stored seed: whole numbers from the first bit to the last, equal on every machine.

numpy promises that the raw words of PCG64 never change; it promises nothing of the kind for its
distributions. So only raw words are drawn, and uniform and Dirichlet weights are made of them with whole
numbers alone: no logarithm, no float, nothing that a processor may round in its own way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.problems import ScoringError
from dukao.scoring.simulation.levers import Levers, Pool, Units, apportioned

_STEPS = 2**20  # of a uniform draw
_LINE = 2**53
_PERCENT = re.compile(r"[±+\-]{0,3}\s*(\d{1,2}(?:\.\d)?)\s*[%％]")
_GRAINS = re.compile(r"dirichlet[:：](\d{2,5})")


@dataclass(frozen=True, slots=True)
class Spread:
    """How far weights stray: each by up to `percent` per cent either way, or Dirichlet with so many grains.

    Both are renormalised to the whole. In the Dirichlet a weight that is the part p of its whole has the
    mean p and the variance p (1 − p) ÷ (grains + 1).
    """

    kind: Literal["uniform", "dirichlet"] = "uniform"
    permille: int = 200
    grains: int = 400

    @classmethod
    def parse(cls, text: str) -> Spread:
        """
        >>> Spread.parse("±20%").permille, Spread.parse("dirichlet:400").grains
        (200, 400)
        """
        percent, grains = _PERCENT.fullmatch(text.strip()), _GRAINS.fullmatch(text.strip())
        if percent and float(percent[1]) > 0:
            return cls("uniform", permille=round(float(percent[1]) * 10))
        if grains:
            return cls("dirichlet", grains=int(grains[1]))
        raise ScoringError(f"权重的变动幅度“{text}”写法不对，请写 ±20%（1% 到 99%）或 dirichlet:400")

    @property
    def words(self) -> str:
        if self.kind == "uniform":
            return f"各项权重在原值上下 {self.permille / 10:g}% 内均匀变动，再折合为满分"
        return f"各项权重按狄利克雷分布变动（集中度 {self.grains}），合计为满分"


STANDARD = Spread()


class Stream:
    """The raw words of PCG64 for a seed, in order."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def whole(self, shape: tuple[int, ...], below: int) -> NDArray[np.int64]:
        """Whole numbers from nought up to a power of two, each as likely as any other."""
        shift = 64 - (below.bit_length() - 1)
        words = self._bits.random_raw(int(np.prod(shape)))
        return (np.asarray(words, dtype=np.uint64) >> np.uint64(shift)).astype(np.int64).reshape(shape)

    def choices(self, runs: int, among: int) -> NDArray[np.int64]:
        """One of `among` alternatives for each run."""
        return self.whole((runs,), _STEPS) * among >> 20


def uniform_factors(stream: Stream, runs: int, levers: int, spread: Spread) -> NDArray[np.int64]:
    """Factors around one, as whole numbers of 1 ÷ (1000 × 2²¹), one for each run and lever."""
    drawn = stream.whole((runs, levers), _STEPS)
    return 1000 * 2 * _STEPS + spread.permille * (2 * drawn + 1 - _STEPS) * 2


def weights_from_factors(levers: Levers, factors: NDArray[np.int64]) -> Units:
    """Declared weights times their factors, brought back to the whole of each pool."""
    rows = np.tile(levers.declared, (len(factors), 1))
    for pool in levers.pools:
        if pool.columns.stop - pool.columns.start > 1:
            parts = rows[:, pool.columns] * (factors[:, pool.columns] >> 8)
            rows[:, pool.columns] = apportioned(parts, pool.size)
    return rows


def drawn_weights(levers: Levers, spread: Spread, runs: int, stream: Stream) -> Units:
    """One row of weights for each run."""
    if spread.kind == "uniform":
        return weights_from_factors(levers, uniform_factors(stream, runs, len(levers.all), spread))
    rows = np.tile(levers.declared, (runs, 1))
    for pool in levers.pools:
        if pool.columns.stop - pool.columns.start > 1:
            rows[:, pool.columns] = _dirichlet(levers, pool, spread.grains, runs, stream)
    return rows


def _dirichlet(levers: Levers, pool: Pool, grains: int, runs: int, stream: Stream) -> Units:
    """Dirichlet weights without a single logarithm.

    Throw n − 1 points on a line. The n gaps between them are exchangeable, and sums of a₁, a₂, … of them are
    Dirichlet(a₁, a₂, …) for whole aᵢ (David and Nagaraja, Order Statistics, 2003, section 6.4). The aᵢ are
    the declared weights as so many grains, at least one for a weight that is not nought.
    """
    declared = levers.declared[pool.columns]
    held = declared > 0
    parts = np.maximum(apportioned(declared[None, :], grains)[0], 1)[held]
    points = np.sort(stream.whole((runs, int(parts.sum()) - 1), _LINE), axis=1)
    cuts = points[:, np.cumsum(parts)[:-1] - 1]
    edges = np.hstack([np.zeros((runs, 1), np.int64), cuts, np.full((runs, 1), _LINE, np.int64)])
    rows = np.zeros((runs, len(declared)), dtype=np.int64)
    rows[:, held] = apportioned(np.diff(edges, axis=1) >> 20, pool.size)
    return rows
