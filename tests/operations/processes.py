"""Running the product as a person would: as a process of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar
from urllib.error import URLError

Found = TypeVar("Found")

#: Long enough for a busy machine; nothing waits that long when all is well.
PATIENCE_SECONDS = 300


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUKAO_", "DJANGO_"))}
    # The gateways of the tests stand on this machine.
    return {**kept, "DUKAO_HOME": str(home), "DUKAO_HTTPS": "0", "DUKAO_GATEWAYS": "127.0.0.0/8", **more}


def dukao(
    home: Path, *arguments: str, python: str = sys.executable, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``more`` are further variables."""
    return subprocess.run(
        [python, "-m", "dukao", *arguments],
        env=environment(home, **more), cwd=home, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def start(
    home: Path,
    *arguments: str,
    python: str = sys.executable,
    output: int | IO[str] = subprocess.PIPE,
    **more: str,
) -> subprocess.Popen[str]:
    """Start a command in a process group of its own; ``more`` are further variables.

    Whoever may say more than a pipe holds (64 KB) gets a file as ``output``: a full pipe that nobody reads
    would stop it.
    """
    return subprocess.Popen(
        [python, "-m", "dukao", *arguments],
        env=environment(home, **more), cwd=home, text=True, start_new_session=True,
        stdout=output, stderr=subprocess.STDOUT,
    )  # fmt: skip


def python(home: Path, code: str, *arguments: str) -> None:
    """Run a few lines inside the configured product."""
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(home, DJANGO_SETTINGS_MODULE="dukao.config.settings"),
        cwd=home, timeout=PATIENCE_SECONDS, check=True,
    )  # fmt: skip


def start_python(home: Path, code: str) -> subprocess.Popen[str]:
    """Start a few lines inside the configured product, in a process group of their own."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment(home, DJANGO_SETTINGS_MODULE="dukao.config.settings"),
        cwd=home, text=True, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> str:
    """End the group and return what it printed; nobody of it is left, whatever happens."""
    try:
        os.killpg(process.pid, how)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
        return output
    finally:
        sweep(process)


def sweep(process: subprocess.Popen[str]) -> None:
    """Whoever of the group outlived the process that was started is killed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def health(port: int) -> dict[str, str]:
    """What the health address answers, as soon as anything answers there."""
    return eventually(lambda: _ask(port))


def is_up(port: int) -> bool:
    return _ask(port) is not None


def _ask(port: int) -> dict[str, str] | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            found: dict[str, str] = json.load(answer)
            return found
    except (URLError, ConnectionError, TimeoutError):
        return None


def eventually(look: Callable[[], Found | None], seconds: int = PATIENCE_SECONDS) -> Found:
    """The first thing ``look`` finds."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing was found within {seconds} s")
