"""Run all benchmarks, or those named: ``python -m benchmarks scoring pages``; keep them in results.md."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.results import keeping_results

HARNESS = {"__main__", "interleaved", "results", "example_city", "ledger", "ledgers", "served"}


def main() -> int:
    known = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HARNESS
    ]
    wanted = sys.argv[1:] or known
    with keeping_results():
        missed = [name for name in wanted if not importlib.import_module(f"benchmarks.{name}").main()]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
