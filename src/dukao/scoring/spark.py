"""Items scored on Apache Spark: one binary row per item, the same code in every executor, the same bytes.

What Spark pays for is carrying rows, not arithmetic; so a row is an item with its whole blocks, as they are
stored. One machine is faster as long as the facts fit into it (docs/performance.md).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np

from dukao.scoring.absences import Lost
from dukao.scoring.blocks import SeriesKey
from dukao.scoring.columns import Rational
from dukao.scoring.engines import Engine
from dukao.scoring.leaves import LeafScores, score_leaf
from dukao.scoring.packing import packed_series, unpacked_series
from dukao.scoring.problems import ScoringError
from dukao.scoring.scheme import Item
from dukao.scoring.series import Series
from dukao.scoring.setting import Setting

_TASKS_PER_CORE = 2  # items differ in cost, and every task costs its start


@dataclass(frozen=True, slots=True)
class _Work:
    """One row on its way out: an item and the blocks it is scored from."""

    code: str
    blocks: Mapping[SeriesKey, bytes]


@dataclass(frozen=True, slots=True)
class _Scored:
    """One row on its way back: scores and states as a block, and the cells to make good for."""

    code: str
    scores: bytes | None  # None: these scores are no plain numbers, the driver works them out itself
    lost: Mapping[Lost, bytes]


@dataclass(frozen=True)
class _Shared:
    """What every executor is told once: the setting without its blocks."""

    bare: Setting

    @classmethod
    def of(cls, setting: Setting) -> _Shared:
        return cls(replace(setting, blocks=replace(setting.blocks, series={})))

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.code: item for item in self.bare.scheme.leaves()}

    def scored(self, work: _Work) -> _Scored:
        """Runs in an executor."""
        bare = self.bare
        series = {key: unpacked_series(body) for key, body in work.blocks.items()}
        engine = Engine.NUMPY if find_spec("numba") is None else Engine.NUMBA
        setting = Setting.of(bare.scheme, replace(bare.blocks, series=series), bare.periods, engine)
        leaf = score_leaf(replace(setting, repeats=bare.repeats), self.items[work.code])
        column = leaf.column
        if not isinstance(column, Rational) or not isinstance(column.denominator, int):
            return _Scored(work.code, None, {})
        block = Series(bare.periods, column.denominator, column.numerator, leaf.states)
        return _Scored(
            work.code, packed_series(block), {kind: mask.tobytes() for kind, mask in leaf.lost.items()}
        )


def score_leaves(setting: Setting) -> dict[str, LeafScores]:
    """The scores of all items by code, worked out by the cluster that Spark's own settings name."""
    # a value worked out of other figures may read any block, and a row should not carry all of them
    rows = [_row(setting, item) for item in setting.scheme.leaves() if item.value is None]
    found = {one.code: one for one in _carried(rows, _Shared.of(setting))}
    return {item.code: _leaf(setting, item, found.get(item.code)) for item in setting.scheme.leaves()}


def _row(setting: Setting, item: Item) -> _Work:
    series = setting.blocks.series
    return _Work(
        item.code, {key: packed_series(one) for key, one in series.items() if key[0] in item.fact_codes}
    )


def _leaf(setting: Setting, item: Item, found: _Scored | None) -> LeafScores:
    if found is None or found.scores is None:
        return score_leaf(setting, item)
    block = unpacked_series(found.scores)
    lost = {kind: np.frombuffer(mask, dtype=bool).reshape(setting.shape) for kind, mask in found.lost.items()}
    return LeafScores(item, setting, Rational(block.values, block.scale), block.states.copy(), lost)


def _carried(rows: list[_Work], shared: _Shared) -> list[_Scored]:
    if not rows:
        return []
    context = _context()
    from py4j.protocol import Py4JJavaError

    known = context.broadcast(shared)

    def scored(work: _Work) -> _Scored:
        executor: _Shared = known.value
        return executor.scored(work)

    try:
        found: list[_Scored] = (
            context.parallelize(rows, _TASKS_PER_CORE * context.defaultParallelism).map(scored).collect()
        )
    except Py4JJavaError as error:
        raise ScoringError(f"Spark 没有算完，请看它的日志：{_first_line(error)}") from error
    finally:
        known.unpersist()
    return found


def _context() -> Any:
    """The running Spark, or one begun here. Raises ScoringError where something it needs is missing."""
    if find_spec("pyspark") is None:
        raise ScoringError("没有安装 Spark 组件：请执行 pip install 'dukao[spark]'，或改用 --engine numpy")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise ScoringError("没有找到 Java：Spark 需要 Java 17 或更新版本，请先安装，或改用 --engine numpy")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # executors need a Python that has Dukao
    builder = SparkSession.builder.appName("dukao").config("spark.ui.enabled", "false")
    try:
        context = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate().sparkContext
    except PySparkException as error:
        raise ScoringError(f"Spark 没有启动，请检查 Java 和集群设置：{_first_line(error)}") from error
    context.setLogLevel("ERROR")
    return context


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
