"""The worker beside the server: started again when it dies, not when it is stopped."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from dukao.operations import serving
from tests.operations import processes


def test_it_is_started_again_when_it_dies_and_not_when_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "worker"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr(serving, "RESTART_PAUSE_SECONDS", 0.05)
    companion = serving.Companion()
    companion.start()
    first = companion._process
    assert first is not None
    assert first.poll() is None, "there before the server forks"
    first.kill()

    def next_one() -> subprocess.Popen[bytes] | None:
        return companion._process if companion._process is not first else None

    second = processes.eventually(next_one)
    companion.stop()
    assert second.poll() is not None
    time.sleep(0.3)
    assert companion._process is second
