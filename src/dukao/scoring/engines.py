"""Which implementation scores the items; all give the same digests."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec

from dukao.scoring.problems import ScoringError

#: Below so many cells, loading the compiled kernels takes longer than they save.
WORTH_COMPILING = 2_000_000


class Engine(StrEnum):
    """How the scores of single items are worked out; sums, places and grades are the same code for all."""

    AUTO = "auto"  # compiled where that is installed and there is enough to do
    NUMPY = "numpy"  # exact integers in blocks; always there
    NUMBA = "numba"  # compiled kernels where their guards hold, numpy for the rest (extra `dukao[fast]`)
    SPARK = "spark"  # the items by the executors of a Spark cluster (extra `dukao[spark]`)
    PYTHON = "python"  # cell by cell with the formulas that explain a score; slow, the reference


def chosen(engine: Engine, cells: int) -> Engine:
    """The engine that really runs. Raises ScoringError if numba is asked for and not installed.

    >>> chosen(Engine.AUTO, cells=200_000)
    <Engine.NUMPY: 'numpy'>
    """
    installed = find_spec("numba") is not None
    if engine is Engine.NUMBA and not installed:
        raise ScoringError("没有安装加速组件：请执行 pip install 'dukao[fast]'，或改用 --engine numpy")
    if engine is Engine.AUTO:
        return Engine.NUMBA if installed and cells >= WORTH_COMPILING else Engine.NUMPY
    return engine
