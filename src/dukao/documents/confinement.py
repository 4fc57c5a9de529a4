"""Foreign files are read in a process of their own: what unfolds without end stops there, not the product."""

from __future__ import annotations

import json
import subprocess
import sys

from dukao.kernel.errors import DomainError

#: Seconds on the clock; the process itself has limits of processor time and memory (``confined.py``).
PATIENCE = 30
#: How the process ends when a rule said no, and when it ran out of memory.
SAID_NO, TOO_MUCH = 10, 11


class Overrun(Exception):
    """The work took more time or memory than any honest file needs."""


def run_confined(task: str, *, content: bytes = b"", **arguments: str | int) -> bytes:
    """The result of a task of ``confined.py``; raises its :class:`DomainError`, or :class:`Overrun`."""
    header = json.dumps({"task": task, "arguments": arguments}).encode()
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "dukao.documents.confined"],
            input=header + b"\n" + content, capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Overrun from None
    if ended.returncode == SAID_NO:
        raise DomainError(**json.loads(ended.stdout))
    if ended.returncode == TOO_MUCH or ended.returncode < 0:
        raise Overrun
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode("utf-8", "replace"))
    return ended.stdout
