"""What Spark costs on one machine, where it cannot win: a warm session against the engines in process."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from time import perf_counter

from benchmarks.interleaved import ratio, report, time_rounds
from benchmarks.scoring import UNITS, engine, make_city
from dukao.scoring import Engine


def main() -> bool:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        print("spark: needs pip install 'dukao[spark]' and Java")
        return True
    city, large = make_city(250), make_city(UNITS)
    size = f"{UNITS * len(city.kinds) * 12 / 1e6:.1f}M lines"
    began = perf_counter()
    digests = {kind: engine(city, kind) for kind in (Engine.SPARK, Engine.NUMPY)}
    print(f"spark: first run, with the start of Java, {perf_counter() - began:.1f} s")
    spark, local = ([result.digest() for result in found.values()] for found in digests.values())
    assert spark == local, "Spark and the engine in process disagree"
    times = time_rounds(
        {
            "spark, city": lambda: engine(city, Engine.SPARK),
            "numpy, city": lambda: engine(city),
            f"spark, {size}": lambda: engine(large, Engine.SPARK),
            f"numpy, {size}": lambda: engine(large),
            f"compiled, {size}": lambda: engine(large, Engine.NUMBA),
        },
        rounds=5,
    )
    ratios = [
        ratio(times, "S1 city", "spark, city", "numpy, city"),
        ratio(times, "S1", f"spark, {size}", f"numpy, {size}"),
        ratio(times, "S1 compiled", f"spark, {size}", f"compiled, {size}"),
    ]
    title = f"spark, local[*], warm: {len(city.kinds)} items × 12 months of 250 units and of {UNITS}"
    return report(title, times, ratios)
