"""Items scored by compiled kernels: all of them in one call, or one alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukao.scoring import kernels
from dukao.scoring.cells import Cells
from dukao.scoring.columns import Rational
from dukao.scoring.fitting import Kernel, fitting, unit_of
from dukao.scoring.methods.base import Method
from dukao.scoring.peers import Peers
from dukao.scoring.policies import RoundingRule
from dukao.scoring.series import Readings
from dukao.scoring.whole import Whole

Scores = NDArray[np.int64]
States = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Task:
    """An item's kernel and what it reads. Where something is `lacking`, the states are those of a series."""

    kernel: Kernel
    values: Readings
    target: Readings | None
    states: States
    lacking: int = kernels.AS_THEY_ARE
    into: int = kernels.NO_SUM


class Scored(NamedTuple):
    """An item or a sum for each row, with all cells one after the other."""

    scores: Scores
    states: States
    sums: Scores
    worst: States  # the last state of each item


class Batch:
    """Items scored in one go, and as many sums of their scores as are asked for."""

    def __init__(self, tasks: Sequence[Task], peers: Peers, shape: tuple[int, ...], sums: int = 0):
        self._shape, self._starts, self._sums = shape, peers.edges, sums
        self._arrays: list[NDArray[Any]] = []  # kept, because the table holds their addresses
        lists = [np.array(task.kernel.listed, dtype=np.int64) for task in tasks]
        ends = np.cumsum([0, *map(len, lists)]).tolist()
        self._lists = np.concatenate([*lists, np.zeros(0, dtype=np.int64)])
        self._constants = np.zeros((len(tasks), 8), dtype=np.int64)
        for row, task in zip(self._constants, tasks, strict=True):
            row[: len(task.kernel.constants)] = task.kernel.constants
        rows = [self._row(task, *edges) for task, edges in zip(tasks, pairwise(ends), strict=True)]
        self._table = np.array(rows, dtype=np.int64).reshape(len(tasks), len(kernels.Column))

    def _row(self, task: Task, first: int, last: int) -> tuple[int, ...]:
        target = task.target if task.kernel.by_target else None
        goal = (0, 0) if target is None else (self._at(target.values.array), self._at(target.states))
        own = self._at(task.values.values.array), self._at(task.states)
        return task.kernel.loop, *own, task.lacking, *goal, task.into, first, last

    def _at(self, array: NDArray[Any]) -> int:
        self._arrays.append(np.ascontiguousarray(array))
        return self._arrays[-1].ctypes.data

    def scored(self, threads: int = 1) -> Scored:
        """All items in all cells; every thread takes a part of the periods."""
        (periods, units), items = self._shape, len(self._table)
        size, threads = periods * units, min(threads, periods)
        found = np.empty((items, size), dtype=np.int64), np.empty((items, size), dtype=np.uint8)
        sums, worst = np.zeros((self._sums, size), dtype=np.int64), np.zeros((threads, items), dtype=np.uint8)
        given = self._table, self._constants, self._lists, self._starts

        def score(part: int) -> None:
            rows = periods * part // threads, periods * (part + 1) // threads
            kernels.score_items(*given, rows, *found, sums, worst[part])

        if threads == 1:
            score(0)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(score, range(threads)))
        return Scored(*found, sums, np.maximum.reduce(worst))


def compiled_scores(method: Method, cells: Cells, states: States, rule: RoundingRule) -> Rational | None:
    """The rounded scores; `states` gets the blocked and not applicable cells. None if no kernel fits."""
    target = cells.goals.get("target")
    kernel = (
        None if cells.events else fitting(method, cells.full, rule, cells.values, target, cells.group_peers)
    )
    if kernel is None or not states.size:
        return None
    found = Batch([Task(kernel, cells.values, target, states)], cells.group_peers, cells.shape).scored()
    states[:] = found.states.reshape(cells.shape)
    return Rational(Whole(found.scores.reshape(cells.shape), kernel.bound), unit_of(rule))
