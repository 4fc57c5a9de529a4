"""What scoring takes beside its input and output: the peak of a process of its own, per engine."""

from __future__ import annotations

import ctypes
import gc
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.interleaved import counted, report
from benchmarks.scoring import MONTHS, UNITS, make_city
from dukao.scoring import Engine
from dukao.scoring.engine import Run, run_scheme

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main() -> bool:
    if not _CLEAR.exists():
        print("memory: needs /proc")
        return True
    ratios = []
    for engine in (Engine.NUMPY, Engine.NUMBA):
        command = [sys.executable, "-m", "benchmarks.memory", engine.value]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        kept, beyond = map(float, found.stdout.split())
        ratios += [
            counted("K8", f"{engine}, beyond input and result", "input", beyond, at_most=0.05),
            counted("K8", f"{engine}, result with all its parts", "input", kept),
        ]
    return report(f"memory: {UNITS} units × 67 items × 12 months", {}, ratios)


def measure(engine: Engine) -> None:
    """Print the arrays of the result and the peak beyond them, each as a share of the input."""
    city = make_city(UNITS)
    given = {
        id(one): one for series in city.blocks.series.values() for one in (series.values.array, series.states)
    }
    size = sum(array.nbytes for array in given.values())
    run_scheme(make_city(16).scheme, make_city(16).blocks, MONTHS, engine=engine)  # loads and compiles
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed shall not be used again unseen
    _CLEAR.write_text("5")  # the peak begins anew
    before = _kilobytes("VmRSS")
    run = run_scheme(city.scheme, city.blocks, MONTHS, engine=engine)
    peak = _kilobytes("VmHWM")
    kept = sum(array.nbytes for key, array in _arrays(run).items() if key not in given)
    beyond = (peak - before) * 1024 - kept
    print(kept / size, max(beyond, 0) / size)


def _arrays(run: Run) -> dict[int, np.ndarray]:
    """Every array the result keeps for its scores, places and explanations."""
    found: dict[int, np.ndarray] = {}

    def walk(value: Any) -> None:
        if isinstance(value, np.ndarray):
            base = value.base if isinstance(value.base, np.ndarray) else value
            found[id(base)] = base
        elif isinstance(value, Mapping):
            for one in value.values():
                walk(one)
        elif isinstance(value, tuple | list):
            for one in value:
                walk(one)
        else:
            names = getattr(value, "__dataclass_fields__", None) or getattr(type(value), "__slots__", ())
            for name in names if type(value).__module__.startswith("dukao") else ():
                walk(getattr(value, name))

    for part in (run.nodes, run.stages, run.standing, run.applicable):
        walk(part)
    return found


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", _STATUS.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return int(found.group(1))


if __name__ == "__main__":
    measure(Engine(sys.argv[1]))
