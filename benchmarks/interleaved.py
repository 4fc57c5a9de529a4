"""Timing things against each other on a noisy machine: all in one round, round after round.

Absolute times depend on neighbours; the ratio of two things timed in the same round does not. Figures are
the median of the ratios per round, the best of each over all rounds, and the spread.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table

Case = Callable[[], object]
#: Where reports are kept for `benchmarks/results.md`, across processes.
KEPT = "DUKAO_BENCH_KEPT"


@dataclass(frozen=True)
class Ratio:
    """How many times longer ``subject`` takes than ``anchor``; ``goal`` says what must hold."""

    metric: str
    subject: str
    anchor: str
    median: float
    best: float
    low: float
    high: float
    goal: str
    holds: bool | None

    @property
    def verdict(self) -> str:
        """A goal between the quartiles is neither held nor missed."""
        if self.holds is None:
            return ""
        edge = float(self.goal.split()[-1])
        if self.low < edge < self.high:
            return "inconclusive"
        return "holds" if self.holds else "misses"


def time_rounds(
    cases: Mapping[str, Case], *, rounds: int = 7, clock: Callable[[], float] = perf_counter
) -> dict[str, list[float]]:
    """Seconds of every case by round, after one round to warm up; the order turns from round to round."""
    names = list(cases)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            began = clock()
            cases[name]()
            if turn:
                times[name].append(clock() - began)
    return times


def ratio(
    times: Mapping[str, list[float]],
    metric: str,
    subject: str,
    anchor: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Ratio:
    """The ratio of two cases of one run, held against its goal."""
    each = [s / a for s, a in zip(times[subject], times[anchor], strict=True)]
    low, _, high = quantiles(each, n=4)
    middle = median(each)
    goal, holds = _goal(middle, at_most, at_least)
    best = min(times[subject]) / min(times[anchor])
    return Ratio(metric, subject, anchor, middle, best, low, high, goal, holds)


def counted(
    metric: str, subject: str, anchor: str, value: float, *, at_most: float | None = None,
    at_least: float | None = None,
) -> Ratio:  # fmt: skip
    """A figure that is counted or weighed, not timed: it has no spread."""
    goal, holds = _goal(value, at_most, at_least)
    return Ratio(metric, subject, anchor, value, value, value, value, goal, holds)


def of_rounds(
    metric: str, subject: str, anchor: str, values: list[float], *, at_most: float | None = None,
    at_least: float | None = None,
) -> Ratio:  # fmt: skip
    """A figure worked out of the times of each round, such as a slope."""
    low, _, high = quantiles(values, n=4)
    goal, holds = _goal(median(values), at_most, at_least)
    return Ratio(metric, subject, anchor, median(values), min(values), low, high, goal, holds)


def _goal(value: float, at_most: float | None, at_least: float | None) -> tuple[str, bool | None]:
    if at_most is not None:
        return f"≤ {at_most:g}", value <= at_most
    if at_least is not None:
        return f"≥ {at_least:g}", value >= at_least
    return "", None


def report(title: str, times: Mapping[str, list[float]], ratios: list[Ratio]) -> bool:
    """Print a table and one JSON line; true when every goal holds."""
    table = Table(title=title)
    for heading in ("metric", "subject / anchor", "median", "best", "quartiles", "goal", ""):
        table.add_column(heading)
    for one in ratios:
        mark = {"holds": "[green]holds", "misses": "[red]misses"}.get(one.verdict, one.verdict)
        table.add_row(
            one.metric,
            f"{one.subject} / {one.anchor}",
            f"{one.median:.3g}",
            f"{one.best:.3g}",
            f"{one.low:.3g} to {one.high:.3g}",
            one.goal,
            mark,
        )
    console = Console()
    console.print(table)
    console.print({name: f"{median(seconds) * 1000:.2f} ms" for name, seconds in times.items()})
    line = {
        "title": title,
        "commit": _commit(),
        "python": sys.version.split()[0],
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "median_ms": {name: round(median(seconds) * 1000, 4) for name, seconds in times.items()},
        "ratios": [{**asdict(one), "verdict": one.verdict} for one in ratios],
    }
    text = json.dumps(line, ensure_ascii=False) + "\n"
    console.file.write(text)
    if KEPT in os.environ:
        with open(os.environ[KEPT], "a", encoding="utf-8") as file:
            file.write(text)
    return all(one.verdict != "misses" for one in ratios)


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
