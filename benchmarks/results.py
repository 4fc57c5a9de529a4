"""What was measured last, as a table for readers: ``benchmarks/results.md``."""

from __future__ import annotations

import json
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.interleaved import KEPT

RESULTS = Path(__file__).parent / "results.md"
PACKAGES = ("django", "numpy", "numba", "granian", "psycopg")
HEAD = """# Measured

Written by `make bench`. Every figure is a ratio of two things timed in the same round, the median over the
rounds with its quartiles; a goal that lies between the quartiles is inconclusive. What each metric means and
what a missed goal is owed to is in [docs/performance.md](../docs/performance.md). Sections that were not run
this time stand as they were measured before.
"""


@contextmanager
def keeping_results() -> Iterator[None]:
    """Reports written meanwhile, in this process or its children, end up in the table."""
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as folder:
        kept = Path(folder) / "reports.jsonl"
        kept.touch()
        os.environ[KEPT] = str(kept)
        try:
            yield
        finally:
            del os.environ[KEPT]
            reports = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
            _write({report["title"]: _section(report) for report in reports})


def _write(fresh: dict[str, str]) -> None:
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", before, re.MULTILINE | re.DOTALL))
    sections |= fresh
    parts = [f"## {title}\n\n{text.strip()}\n" for title, text in sections.items()]
    RESULTS.write_text(HEAD + "\n" + "\n".join(parts), encoding="utf-8")


def _section(report: dict) -> str:
    rows = [
        f"| {one['metric']} | {one['subject']} / {one['anchor']} | {one['goal']} | {one['median']:.3g} |"
        f" {one['low']:.3g} to {one['high']:.3g} | {one['verdict']} |"
        for one in report["ratios"]
    ]
    table = [
        "| metric | subject / anchor | goal | median | quartiles | verdict |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([_circumstances(report["commit"]), "", *table, *rows])


def _circumstances(commit: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    known = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            known.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    machine = f"{_processor()}, {os.cpu_count()} cores at load {os.getloadavg()[1]:.0f}"
    return f"{day}, commit {commit}, {machine}; {', '.join(known)}."


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found.group(1) if found else platform.machine()
