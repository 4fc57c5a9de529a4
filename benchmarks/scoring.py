"""What exact scoring costs: a city's year scored by the engine against a plain loop over decimals."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks.interleaved import of_rounds, ratio, report, time_rounds
from dukao.scoring import Engine, FactBlocks, Period, Result, Scheme, scheme_from_data, score_blocks
from dukao.scoring.roster import Roster
from dukao.scoring.series import ABSENT, REPORTED, Series
from dukao.scoring.whole import Whole

YEAR = Period.parse("2026")
MONTHS = YEAR.months()
#: 3,730 make three million lines; 48,000 a nation.
UNITS = int(os.environ.get("DUKAO_BENCH_UNITS", "3730"))
CENT = Decimal("0.01")
ORDER = ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"]
GRADES: list[dict[str, Any]] = [
    {"name": "优秀", "range": "[85, +∞)", "quota": {"share": "20%"}},
    {"name": "良好", "range": "[70, 85)"},
    {"name": "合格", "range": "[60, 70)"},
    {"name": "不合格", "range": "(-∞, 60)"},
]
BANDS = [
    ("[100, +∞)", "1"),
    ("[90, 100)", "0.9"),
    ("[80, 90)", "0.8"),
    ("[60, 80)", "0.6"),
    ("(-∞, 60)", "0"),
]
FLOORS_OF_GRADES = (Decimal(85), Decimal(70), Decimal(60))
FLOORS = (Decimal(100), Decimal(90), Decimal(80), Decimal(60))
RATIOS = (Decimal(1), Decimal("0.9"), Decimal("0.8"), Decimal("0.6"), Decimal(0))
# 67 items: how many of each method
MIX = {"completion": 31, "efficacy": 12, "rank": 8, "tiers": 8, "deduction": 8}


@dataclass(frozen=True)
class City:
    """A scheme, its facts as dense blocks for the engine, and the same facts as decimals for the loop."""

    scheme: Scheme
    blocks: FactBlocks
    weights: dict[str, Decimal]
    kinds: dict[str, str]
    values: dict[tuple[str, int, int], Decimal]
    targets: dict[tuple[str, int, int], Decimal]


def main() -> bool:
    city, large = make_city(250), make_city(UNITS)
    loop, result = plain_loop(city), engine(city)
    assert loop == published(result), "the loop and the engine disagree"
    for each in (city, large):
        engine(each, Engine.NUMBA, 2)  # compiles, or loads what was compiled before
    few, many = (len(each.blocks.roster.units) * len(each.kinds) * 12 for each in (city, large))
    size = f"{many / 1e6:.1f}M lines"
    arrays = [series.values.array for series in large.blocks.series.values()]
    times = time_rounds(
        {
            "plain loop, city": lambda: plain_loop(city),
            "numpy, city": lambda: engine(city),
            "compiled, city": lambda: engine(city, Engine.NUMBA),
            f"numpy, {size}": lambda: engine(large),
            f"compiled, {size}": lambda: engine(large, Engine.NUMBA),
            f"compiled, 2 threads, {size}": lambda: engine(large, Engine.NUMBA, 2),
            f"read and write once, 2 threads, {size}": streaming(arrays, 2),
        }
    )
    lines = {name: few if name.endswith("city") else many for name in times}
    per_line = {name: [one / lines[name] for one in seconds] for name, seconds in times.items()}
    loop_name, fast = "plain loop, city", f"compiled, 2 threads, {size}"
    ratios = [
        ratio(times, "K1", fast, f"read and write once, 2 threads, {size}", at_most=10),
        ratio(times, "K2 city", loop_name, "compiled, city", at_least=300),
        ratio(per_line, "K2", loop_name, fast, at_least=500),
        ratio(per_line, "K2 one thread", loop_name, f"compiled, {size}"),
        ratio(per_line, "K3", loop_name, f"numpy, {size}", at_least=50),
        ratio(times, "K3 city", loop_name, "numpy, city"),
        of_rounds(
            "K5", f"compiled, {size}", "city, log-log slope", slopes(times, size, few, many), at_most=1.05
        ),
        ratio(times, "numpy / compiled", f"numpy, {size}", f"compiled, {size}"),
        ratio(times, "1 / 2 threads", f"compiled, {size}", fast),
    ]
    title = f"scoring: {len(city.kinds)} items × 12 months of 250 units and of {UNITS}"
    return report(title, times, ratios)


def slopes(times: Mapping[str, list[float]], size: str, few: int, many: int) -> list[float]:
    """The growth of each round: 1 where ten times the lines take ten times as long."""
    pairs = zip(times[f"compiled, {size}"], times["compiled, city"], strict=True)
    return [math.log(large / small) / math.log(many / few) for large, small in pairs]


def engine(city: City, engine: Engine = Engine.NUMPY, threads: int = 1) -> dict[Period, Result]:
    return score_blocks(city.scheme, city.blocks, MONTHS, engine=engine, threads=threads)


class Standing(NamedTuple):
    total: Decimal
    in_group: int
    overall: int
    grade: str


def published(results: Mapping[Period, Result]) -> list[dict[str, Standing]]:
    return [
        {
            one.unit: Standing(
                one.total or Decimal(0), one.rank_in_group or 0, one.rank or 0, one.grade or ""
            )
            for one in results[month]
        }
        for month in MONTHS
    ]


# -- the plain loop: what one writes without an engine --------------------------------------------------


def plain_loop(city: City) -> list[dict[str, Standing]]:
    """Totals, places and grades per month, with decimals, dictionaries and nothing clever."""
    roster = city.blocks.roster
    groups: dict[str, list[int]] = {}
    for unit, group in enumerate(roster.groups):
        groups.setdefault(group, []).append(unit)
    found = []
    for month in range(12):
        totals = [Decimal(0)] * len(roster.units)
        for item, kind in city.kinds.items():
            weight = city.weights[item]
            for members in groups.values():
                known = {
                    unit: city.values[item, month, unit]
                    for unit in members
                    if (item, month, unit) in city.values
                }
                for unit, points in _SCORERS[kind](city, item, month, weight, known).items():
                    totals[unit] += points.quantize(CENT, ROUND_HALF_UP)
        totals = [total.quantize(CENT, ROUND_HALF_UP) for total in totals]
        ordered = sorted(totals, reverse=True)
        overall = {total: 1 + index for index, total in reversed(list(enumerate(ordered)))}
        standing: dict[str, Standing] = {}
        for members in groups.values():
            grades = _grades({unit: totals[unit] for unit in members})
            for unit in members:
                place = 1 + sum(totals[other] > totals[unit] for other in members)
                standing[roster.units[unit]] = Standing(
                    totals[unit], place, overall[totals[unit]], grades[unit]
                )
        found.append(standing)
    return found


def _grades(totals: Mapping[int, Decimal]) -> dict[int, str]:
    """By the total; the best grade for a fifth of the group, and equals at the line all stay below."""
    best = {
        unit: next((index for index, floor in enumerate(FLOORS_OF_GRADES) if total >= floor), 3)
        for unit, total in totals.items()
    }
    rivals = [total for unit, total in totals.items() if best[unit] == 0]
    seats = len(totals) // 5
    return {
        unit: GRADES[
            0 if not grade and sum(one >= totals[unit] for one in rivals) <= seats else max(grade, 1)
        ]["name"]
        for unit, grade in best.items()
    }


Known = Mapping[int, Decimal]


def _completion(city: City, item: str, month: int, weight: Decimal, known: Known) -> dict[int, Decimal]:
    scored = {}
    for unit, actual in known.items():
        target = city.targets[item, month, unit]
        if actual >= target:
            scored[unit] = weight
        elif actual < target * Decimal("0.6"):
            scored[unit] = Decimal(0)
        else:
            scored[unit] = weight * actual / target
    return scored


def _efficacy(city: City, item: str, month: int, weight: Decimal, known: Known) -> dict[int, Decimal]:
    if not known:
        return {}
    low, high = min(known.values()), max(known.values())
    if low == high:
        return dict.fromkeys(known, weight)
    return {
        unit: weight * (Decimal("0.6") * (high - low) + Decimal("0.4") * (actual - low)) / (high - low)
        for unit, actual in known.items()
    }


def _rank(city: City, item: str, month: int, weight: Decimal, known: Known) -> dict[int, Decimal]:
    ordered = sorted(known.values(), reverse=True)
    place = {value: index for index, value in reversed(list(enumerate(ordered)))}
    return {
        unit: weight * max(1 - Decimal("0.02") * place[actual], Decimal(0)) for unit, actual in known.items()
    }


def _tiers(city: City, item: str, month: int, weight: Decimal, known: Known) -> dict[int, Decimal]:
    scored = {}
    for unit, actual in known.items():
        tier = next((index for index, floor in enumerate(FLOORS) if actual >= floor), len(FLOORS))
        scored[unit] = weight * RATIOS[tier]
    return scored


def _deduction(city: City, item: str, month: int, weight: Decimal, known: Known) -> dict[int, Decimal]:
    everyone = city.values
    return {
        unit: max(weight - everyone.get((item, month, unit), Decimal(0)) * Decimal("0.1"), Decimal(0))
        for unit in range(len(city.blocks.roster.units))
        if unit in known
    }


_SCORERS = {
    "completion": _completion,
    "efficacy": _efficacy,
    "rank": _rank,
    "tiers": _tiers,
    "deduction": _deduction,
}


# -- the city -------------------------------------------------------------------------------------------


def make_city(units: int) -> City:
    """Units in groups of 8 to 60, 67 items of five methods, one value in a hundred missing."""
    rng = np.random.default_rng(2026)
    roster = Roster(tuple(f"u{unit:05d}" for unit in range(units)), _groups(units, rng))
    kinds = {f"{kind}{number}": kind for kind, count in MIX.items() for number in range(count)}
    weights = _weights(len(kinds), rng)
    document = {
        "format": "dukao-scheme/1",
        "code": "benchmark",
        "name": "基准办法",
        "year": 2026,
        "rounding": {"total": 2, "item": 2},
        "order": ORDER,
        "missing": "zero",
        "grades": GRADES,
        "items": [
            {"code": "all", "name": "全部指标", "children": [
                {"code": item, "name": item, "weight": str(weight), "method": _method(kind)}
                for (item, kind), weight in zip(kinds.items(), weights, strict=True)
            ]}
        ],
    }  # fmt: skip
    series: dict[tuple[str, str], Series] = {}
    values: dict[tuple[str, int, int], Decimal] = {}
    targets: dict[tuple[str, int, int], Decimal] = {}
    for item, kind in kinds.items():
        array, present = _figures(kind, units, rng)
        series[item, "value"] = _series(array, present)
        if units <= 250:
            values |= _decimals(item, array, present)
        if kind == "completion":
            goals = rng.integers(50_00, 200_00, (12, units)) // 100 * 100
            series[item, "target"] = _series(goals, np.ones_like(present))
            if units <= 250:
                targets |= _decimals(item, goals, np.ones_like(present))
    blocks = FactBlocks(roster, series, {})
    by_item = dict(zip(kinds, weights, strict=True))
    return City(scheme_from_data(document), blocks, by_item, kinds, values, targets)


def _groups(units: int, rng: np.random.Generator) -> tuple[str, ...]:
    edges = [0]
    while edges[-1] < units:
        edges.append(min(edges[-1] + int(rng.integers(8, 61)), units))
    return tuple(
        f"g{group:04d}" for group, (low, high) in enumerate(pairwise(edges)) for _ in range(low, high)
    )


def _weights(count: int, rng: np.random.Generator) -> list[Decimal]:
    cuts = np.sort(rng.choice(np.arange(1, 200), count - 1, replace=False))
    return [Decimal(int(step)) / 2 for step in np.diff([0, *cuts, 200])]


def _method(kind: str) -> dict[str, object]:
    return {
        "completion": {"kind": "completion", "threshold": "0.6"},
        "efficacy": {"kind": "efficacy", "worst": "group", "best": "group", "base": "0.6"},
        "rank": {"kind": "rank", "step": "0.02"},
        "tiers": {"kind": "tiers", "bands": [{"range": text, "ratio": ratio} for text, ratio in BANDS]},
        "deduction": {"kind": "deduction", "points": "0.1"},
    }[kind]


def _figures(kind: str, units: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Values in hundredths and whether they were reported."""
    if kind == "deduction":
        return rng.poisson(0.4, (12, units)) * 100, np.ones((12, units), dtype=bool)
    present = rng.random((12, units)) >= 0.01
    return np.where(present, rng.integers(40_00, 180_00, (12, units)), 0), present


def _series(array: np.ndarray, present: np.ndarray) -> Series:
    states = np.where(present, REPORTED, ABSENT).astype(np.uint8)
    return Series(MONTHS, 100, Whole.of(array.astype(np.int64)), states)


def _decimals(item: str, array: np.ndarray, present: np.ndarray) -> dict[tuple[str, int, int], Decimal]:
    return {
        (item, month, unit): Decimal(int(array[month, unit])) / 100
        for month, unit in np.argwhere(present).tolist()
    }


def streaming(arrays: list[np.ndarray], threads: int) -> Callable[[], None]:
    """The traffic no engine can do without: every figure read once, every score written once."""
    outs = [np.zeros(array.shape, dtype=np.int32) for array in arrays]

    def once(first: int) -> None:
        for array, out in zip(arrays[first::threads], outs[first::threads], strict=True):
            np.copyto(out, array, casting="unsafe")

    def all_of_them() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(once, range(threads)))

    return all_of_them
