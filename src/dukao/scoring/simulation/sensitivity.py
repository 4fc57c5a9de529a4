"""Which assumption moves the ranks: variance-based indices of first order and in total (Sobol').

Of a model Y = f(X₁ … X_k) with independent inputs, the first-order index Sᵢ = V(E(Y | Xᵢ)) ÷ V(Y) is the part
of the variance that Xᵢ alone accounts for; the total index S_Tᵢ = E(V(Y | X₋ᵢ)) ÷ V(Y) adds all it does
together with others. With two independent samples A and B of N rows, and ABᵢ equal to A save for column i
taken from B, they are estimated from N × (k + 2) runs:

    Sᵢ  = (1/N) Σ f(B) (f(ABᵢ) − f(A)) ÷ V(Y)          Saltelli et al. 2010, table 2 (b)
    S_Tᵢ = (1/2N) Σ (f(A) − f(ABᵢ))² ÷ V(Y)             Jansen 1999

Two kinds of Y are looked at in the same runs: the average shift of all places, and the place of each unit.

A. Saltelli and others: Variance based sensitivity analysis of model output. Computer Physics Communications
181 (2010), 259–270. M. J. W. Jansen: Analysis of variance designs for model output. Ibid. 117 (1999), 35–43.
As used on composite indicators: M. Saisana, A. Saltelli, S. Tarantola: Uncertainty and sensitivity analysis
techniques as tools for the quality assessment of composite indicators. JRSS A 168 (2005), 307–323.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.problems import ScoringError
from dukao.scoring.simulation.assumptions import Assumptions
from dukao.scoring.simulation.choices import Choice
from dukao.scoring.simulation.draws import STANDARD, Spread, Stream, uniform_factors, weights_from_factors
from dukao.scoring.simulation.model import Model, Report
from dukao.scoring.simulation.monte_carlo import shifts_of

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Index:
    """One assumption's part in the variance of the average shift in rank."""

    code: str
    name: str
    kind: str  # weight or choice
    first: float
    total: float


@dataclass(frozen=True, slots=True)
class UnitIndices:
    """What moves one unit's place: `first` and `total` of the assumptions, in the order of the indices.

    `deviation` is that of its place over the runs; nought where it never moved.
    """

    unit: str
    deviation: float
    first: tuple[float, ...]
    total: tuple[float, ...]


@dataclass(frozen=True)
class Sensitivity:
    """Indices of all assumptions, the heaviest first. `shift` is the mean of the output, `runs` its cost."""

    indices: tuple[Index, ...]
    units: tuple[UnitIndices, ...]
    shift: float
    deviation: float
    rows: int
    runs: int
    seed: int

    @property
    def is_still(self) -> bool:
        """No place ever moved: there is nothing to explain."""
        return self.deviation == 0


def sobol_indices(a: Values, b: Values, mixed: Values) -> tuple[Values, Values]:
    """First-order and total index of one assumption from f(A), f(B) and f(ABᵢ).

    Each holds N values, or N rows of several outputs; an output that never varies has nought.
    """
    both = np.concatenate([a, b])
    variance = both.var(axis=0)
    part = np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0)
    first = ((b - both.mean(axis=0)) * (mixed - a)).mean(axis=0) * part
    total = ((a - mixed) ** 2).mean(axis=0) / 2 * part
    return first, total


def sensitivity(
    model: Model,
    *,
    rows: int,
    seed: int,
    spread: Spread = STANDARD,
    choices: Sequence[Choice] = (),
    report: Report | None = None,
) -> Sensitivity:
    """Indices of every weight that can move and of every choice. Raises ScoringError for dependent draws."""
    if spread.kind != "uniform":
        raise ScoringError("敏感性指数要求各项假设相互独立，请把权重的变动写成 ±20% 这样的幅度")
    design = _Design(Assumptions(model, choices), rows, seed, spread)
    return design.carried_out(report)


class _Design:
    """Saltelli's design: A, B, and A with one column of B after the other."""

    def __init__(self, assumptions: Assumptions, rows: int, seed: int, spread: Spread) -> None:
        self._assumptions, self._rows, self._seed = assumptions, rows, seed
        levers, choices = assumptions.model.levers, assumptions.choices
        self._weights = levers.movable
        stream = Stream(seed)
        self._factors = [uniform_factors(stream, rows, len(levers.all), spread) for _ in "ab"]
        self._taken = [
            np.stack([stream.choices(rows, len(choice.alternatives)) for choice in choices], axis=1)
            if choices
            else np.zeros((rows, 0), dtype=np.int64)
            for _ in "ab"
        ]

    def carried_out(self, report: Report | None) -> Sensitivity:
        model, choices = self._assumptions.model, self._assumptions.choices
        count = len(self._weights) + len(choices)
        runs = self._rows * (count + 2)
        done = 0

        def values(factors: NDArray[np.int64], taken: NDArray[np.int64]) -> Values:
            """The average shift of each run, then every unit's place (over several periods their mean)."""
            nonlocal done
            ranks = self._assumptions.ranks(weights_from_factors(model.levers, factors), taken)
            done += len(factors)
            if report is not None:
                report(done, runs)
            return np.column_stack([shifts_of(model, ranks), ranks.mean(axis=1)])

        a, b = (values(factors, taken) for factors, taken in zip(self._factors, self._taken, strict=True))
        found = [sobol_indices(a, b, values(*self._mixed(at))) for at in range(count)]
        named = [
            *((model.levers.all[column].code, model.levers.all[column].name, "weight")
              for column in self._weights),
            *((choice.code, choice.name, "choice") for choice in choices),
        ]  # fmt: skip
        indices = [
            Index(*name, float(first[0]), float(total[0]))
            for name, (first, total) in zip(named, found, strict=True)
        ]
        order = sorted(
            range(count), key=lambda at: (-indices[at].total, -indices[at].first, indices[at].code)
        )
        both = np.concatenate([a, b])
        deviations = both.std(axis=0)
        units = tuple(
            UnitIndices(
                unit, float(deviations[column]),
                tuple(float(found[at][0][column]) for at in order),
                tuple(float(found[at][1][column]) for at in order),
            )
            for column, unit in enumerate(model.roster.units, start=1)
        )  # fmt: skip
        return Sensitivity(
            tuple(indices[at] for at in order), units, float(both[:, 0].mean()), float(deviations[0]),
            self._rows, runs, self._seed,
        )  # fmt: skip

    def _mixed(self, at: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A with assumption number `at` as in B."""
        factors, taken = self._factors[0].copy(), self._taken[0].copy()
        if at < len(self._weights):
            column = self._weights[at]
            factors[:, column] = self._factors[1][:, column]
        else:
            taken[:, at - len(self._weights)] = self._taken[1][:, at - len(self._weights)]
        return factors, taken
