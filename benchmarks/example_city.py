"""The example city in a folder of its own, for benchmarks of the whole product."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def example_city() -> Iterator[None]:
    """Django is set up on a fresh city; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dukao-bench-") as home:
        os.environ.update(DUKAO_HOME=home, DUKAO_DEMO="1", DJANGO_SETTINGS_MODULE="dukao.config.settings")
        from dukao.demo.command import main as demo

        demo(["--no-serve"])
        yield
