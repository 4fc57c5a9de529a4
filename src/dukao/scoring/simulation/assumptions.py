"""Weights and choices together: a replay is one row of weights and one alternative for every choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.simulation.choices import Choice, chosen, combinations
from dukao.scoring.simulation.levers import Units
from dukao.scoring.simulation.model import Model, Ranks, Report

Taken = NDArray[np.int64]  # a row for each replay, a column for each choice


class Assumptions:
    """A model and the choices around it. Each combination of choices is scored once, when first met."""

    def __init__(self, model: Model, choices: Sequence[Choice] = ()) -> None:
        self.model, self.choices = model, tuple(choices)
        combinations(model.scheme, self.choices)
        self._models: dict[tuple[int, ...], Model] = {(0,) * len(self.choices): model}

    def ranks(self, units: Units, taken: Taken, report: Report | None = None) -> Ranks:
        """Places in every replay."""
        found = np.zeros((len(units), *self.model.declared_ranks.shape), dtype=np.int32)
        done = 0
        for combination in sorted({tuple(row) for row in taken.tolist()}):
            rows = np.flatnonzero((taken == np.array(combination, dtype=np.int64)).all(axis=1))

            def told(part: int, _: int, before: int = done) -> None:
                if report is not None:
                    report(before + part, len(units))

            found[rows] = self.of(combination).ranks(units[rows], told)
            done += len(rows)
        return found

    def of(self, taken: tuple[int, ...]) -> Model:
        """The model of one combination."""
        if taken not in self._models:
            scheme = chosen(self.model.scheme, self.choices, taken)
            self._models[taken] = Model.of(scheme, self.model.blocks, self.model.periods)
        return self._models[taken]

    def engine_ranks(self, row: Units, taken: Sequence[int]) -> Ranks:
        """Places in one replay by a full scoring."""
        return self.of(tuple(taken)).engine_ranks(row)
