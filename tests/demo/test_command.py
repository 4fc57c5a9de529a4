"""``dukao demo``: what is loaded is served by a process that loaded nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukao.demo import command
from dukao.demo.home import DemoHome


def test_what_was_loaded_is_served_afresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Web workers are forks: libraries with threads that the loading used would hang in them."""
    served: list[list[str]] = []

    def run(options: object, home: DemoHome, console: object) -> None:
        (home.path / "demo.loaded").touch()

    monkeypatch.setenv("DUKAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DUKAO_DEMO", "0")
    monkeypatch.setattr(command, "_run", run)
    monkeypatch.setattr(command.os, "execv", lambda path, given: served.append(given))
    assert command.main(["--port", "8123"]) == 0
    assert served == [
        [
            command.sys.executable,
            "-m",
            "dukao",
            "demo",
            "--host",
            "127.0.0.1",
            "--port",
            "8123",
            "--workers",
            "2",
        ]
    ]
    assert command.main(["--port", "8123"]) == 0, "loaded already, it serves at once"
    assert command.main(["--reset", "--no-serve"]) == 0
    assert len(served) == 1
