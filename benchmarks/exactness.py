"""What is the same: digests over engines and threads, and every score against its explanation."""

from __future__ import annotations

from benchmarks.interleaved import counted, report
from benchmarks.scoring import MONTHS, engine, make_city
from dukao.scoring import Engine, score_blocks

EXPLAINED = 100  # units of one month, 67 items each; every explanation checks itself against the engine


def main() -> bool:
    city, small = make_city(250), make_city(40)
    runs = [(kind, threads) for kind in (Engine.NUMPY, Engine.NUMBA) for threads in (1, 2)]
    digests = {tuple(result.digest() for result in engine(city, *run).values()) for run in runs}
    by_hand = {
        score_blocks(small.scheme, small.blocks, MONTHS[:1], engine=each)[MONTHS[0]].digest()
        for each in (Engine.NUMPY, Engine.NUMBA, Engine.PYTHON)
    }
    result = engine(city)[MONTHS[0]]
    wrong = sum(not result.explain(unit).adds_up for unit in result.units[:EXPLAINED])
    lines = EXPLAINED * len(city.kinds)
    ratios = [
        counted("K9", "different digests, city", "4 engines × threads", len(digests), at_most=1),
        counted("K9", "different digests, 40 units", "3 engines", len(by_hand), at_most=1),
        counted("K10", "explanations that differ", f"{lines} lines", wrong, at_most=0),
    ]
    return report("exactness: the same bytes, explained", {}, ratios)
