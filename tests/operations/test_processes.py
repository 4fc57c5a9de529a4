"""The product as processes: it serves, stops as a whole, and survives a killed worker."""

from __future__ import annotations

import signal
import sqlite3
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from dukao.operations import serving as server
from tests.operations import processes


@pytest.fixture(scope="module")
def migrated(empty_database: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "dukao.sqlite3").write_bytes(empty_database)
    return home


@pytest.fixture
def serving(migrated: Path) -> Iterator[int]:
    port = processes.free_port()
    process = processes.start(migrated, "serve", "--port", str(port), "--workers", "1")
    try:
        assert processes.health(port) == {"status": "ok"}
        yield port
    finally:
        output = processes.stop(process)
    assert process.returncode == 0, output
    assert "Traceback" not in output


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "dukao.sqlite3", timeout=20) as connection:
        return connection.execute(query).fetchall()


def test_it_serves_with_a_worker_beside_it_and_refuses_a_second_server(migrated: Path, serving: int) -> None:
    beat = migrated / "worker.beat"
    before = beat.stat().st_mtime if beat.exists() else 0
    second = processes.dukao(migrated, "serve", "--port", str(serving))
    assert second.returncode == 1
    assert f"端口 {serving} 已被别的程序占用" in second.stderr
    processes.eventually(lambda: beat.exists() and beat.stat().st_mtime > before)


def test_an_empty_home_is_refused_with_the_way_out(tmp_path: Path) -> None:
    refused = processes.dukao(tmp_path, "serve", "--port", str(processes.free_port()))
    assert refused.returncode == 1
    assert "dukao setup" in refused.stderr
    assert "Traceback" not in refused.stderr


WORKER = textwrap.dedent(
    """
    import pathlib, sys, time
    import django
    django.setup()
    from dukao.background.registry import work
    from dukao.operations.working import work as run

    @work("slow")
    def slow(arguments, report):
        mark = pathlib.Path(arguments["mark"])
        if not mark.exists():
            mark.touch()
            time.sleep(600)
        report(1, 1, "第二次办完")
        return {"sentence": "办完了。"}

    run()
    """
)
START = textwrap.dedent(
    """
    import sys
    import django
    django.setup()
    from dukao.background import registry, services
    from dukao.kernel.actor import SYSTEM
    from dukao.kernel.clock import now
    registry._works["slow"] = lambda arguments, report: {}
    services.start_task(actor=SYSTEM, kind="slow", label="慢活", arguments={"mark": sys.argv[1]}, at=now())
    """
)
RECORD = textwrap.dedent(
    """
    import django
    django.setup()
    from django.db import transaction
    from dukao.journal.services import record
    from dukao.kernel.actor import SYSTEM
    from dukao.kernel.clock import now
    with transaction.atomic():
        record(actor=SYSTEM, event="task_done", subject=None, label="小活", at=now())
    """
)


def test_a_task_whose_worker_was_killed_is_run_again(migrated: Path, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    processes.python(migrated, START, str(mark))
    worker = processes.start_python(migrated, WORKER)
    processes.eventually(mark.exists)
    processes.stop(worker, signal.SIGKILL)
    assert rows(migrated, "select state from background_task") == [("running",)]

    with sqlite3.connect(migrated / "dukao.sqlite3", timeout=20) as connection:
        connection.execute("update background_task set beat_at = '2026-01-01 00:00:00'")
    again = processes.start_python(migrated, WORKER)
    try:
        processes.eventually(
            lambda: rows(migrated, "select 1 from background_task where state = 'done' and attempts = 2")
        )
    finally:
        processes.stop(again)
    assert rows(migrated, "select sentence from background_task") == [("办完了。",)]


def test_the_journal_is_sealed_by_the_worker(migrated: Path, serving: int) -> None:
    processes.python(migrated, RECORD)
    processes.eventually(lambda: rows(migrated, "select 1 from journal_checkpoint"))
    processes.eventually(lambda: not rows(migrated, "select 1 from journal_waiting"))


def test_figures_of_web_processes_need_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk would end a process that writes to it through mapped memory."""
    folder = server.metrics_folder(tmp_path)
    assert folder.parent == server.MEMORY
    assert folder != server.metrics_folder(tmp_path / "other")
    monkeypatch.setattr(server, "MEMORY", tmp_path / "none")
    assert server.metrics_folder(tmp_path) == tmp_path / "metrics"
