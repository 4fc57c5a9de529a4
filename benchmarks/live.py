"""What one accepted value costs: its peer group rescored, against the whole city or province."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.interleaved import ratio, report, time_rounds
from benchmarks.scoring import MONTHS, UNITS, City, engine, make_city
from dukao.scoring import Engine, Fact, LiveRun

EDITS = 20


def main() -> bool:
    city, large = make_city(250), make_city(UNITS)
    size = f"{UNITS * len(city.kinds) * 12 / 1e6:.1f}M lines"
    times = time_rounds(
        {
            "one edit, city": edits(city),
            f"one edit, {size}": edits(large),
            "full, city": lambda: engine(city),
            f"full, {size}": lambda: engine(large),
        }
    )
    for name in ("one edit, city", f"one edit, {size}"):
        times[name] = [second / EDITS for second in times[name]]
    ratios = [
        ratio(times, "K6", f"one edit, {size}", "one edit, city", at_most=1.5),
        ratio(times, "K7 city", "full, city", "one edit, city"),
        # the goal of 2,000 is that of a nation: DUKAO_BENCH_UNITS=48000
        ratio(times, "K7", f"full, {size}", f"one edit, {size}", at_least=2000 if UNITS >= 48_000 else None),
    ]
    return report(f"live: one value changed, of 250 units and of {UNITS}", times, ratios)


def edits(city: City, kind: Engine = Engine.NUMPY) -> Callable[[], None]:
    """A case of twenty random edits, each followed by everything that depends on it."""
    chance, live = random.Random(2026), LiveRun(city.scheme, city.blocks, MONTHS, engine=kind)
    codes = [code for code, kind in city.kinds.items() if kind != "deduction"]
    units = city.blocks.roster.units

    def edit() -> None:
        for _ in range(EDITS):
            value = f"{chance.randrange(4_000, 17_000) / 100:.2f}"
            fact = Fact(chance.choice(units), chance.choice(codes), chance.choice(MONTHS), value)
            assert live.update([fact])

    for _ in range(10):
        edit()  # arrays are copied by the first edits that touch them
    return edit
