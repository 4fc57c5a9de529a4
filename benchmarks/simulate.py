"""What trying a scheme costs: a thousand replays of a city's year against a thousand full scorings.

A thousand full scorings take half a minute, so a sample of them is timed in every round and counted up.
Both sides get the same weights, and the sample's places must be equal.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.interleaved import ratio, report, time_rounds
from benchmarks.scoring import MONTHS, make_city
from dukao.scoring.policies import EXACT
from dukao.scoring.simulation import Model
from dukao.scoring.simulation.draws import STANDARD, Stream, drawn_weights

RUNS, SAMPLE = 1000, 5


def main() -> bool:
    city = make_city(250)
    rounding = city.scheme.rounding.model_copy(update={"item": EXACT})
    exact = replace(city, scheme=city.scheme.model_copy(update={"rounding": rounding}))
    models = {
        "items to cents": Model.of(city.scheme, city.blocks, MONTHS),
        "items exact": Model.of(exact.scheme, exact.blocks, MONTHS),
    }
    cases = {}
    for words, model in models.items():
        drawn = drawn_weights(model.levers, STANDARD, RUNS, Stream(42))
        assert model.is_fast, "the fast path does not hold for this scheme"
        replayed = model.ranks(drawn)
        for row in range(SAMPLE):
            assert (model.engine_ranks(drawn[row]) == replayed[row]).all(), "replay and engine disagree"
        cases[f"{RUNS} replays, {words}"] = lambda model=model, drawn=drawn: model.ranks(drawn)
        cases[f"{SAMPLE} scorings, {words}"] = lambda model=model, drawn=drawn: [
            model.engine_ranks(row) for row in drawn[:SAMPLE]
        ]
    times = time_rounds(cases, rounds=5)
    for words in models:
        sample = times[f"{SAMPLE} scorings, {words}"]
        times[f"{RUNS} scorings, {words}"] = [seconds * RUNS / SAMPLE for seconds in sample]
    goals = {"items to cents": 20, "items exact": 20}
    ratios = [
        ratio(times, f"R1 ({words})", f"{RUNS} scorings, {words}", f"{RUNS} replays, {words}", at_least=least)
        for words, least in goals.items()
    ]
    return report(
        f"simulate: {RUNS} replays of 250 units × {len(city.kinds)} items × 12 months", times, ratios
    )
