"""The product as processes of its own, whose parts can be killed by name."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from tests.operations import processes
from tests.operations.killing.cluster import Cluster

ROOT = Path(__file__).parents[3]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.operations.killing.settings", "PYTHONPATH": str(ROOT)}


class Site:
    """Serves at ``port`` from a migrated home, on SQLite or on a cluster that can be killed as well."""

    def __init__(self, home: Path, cluster: Cluster | None = None) -> None:
        self.home, self.cluster, self.port = home, cluster, processes.free_port()
        self._server: subprocess.Popen[str] | None = None
        self._said: IO[str]
        self.victims = ["server", "web", "worker", *(["database", "backend"] if cluster else [])]

    @property
    def variables(self) -> dict[str, str]:
        return {**SETTINGS, **({"DUKAO_DATABASE_URL": self.cluster.url} if self.cluster else {})}

    def start(self) -> None:
        """As a service manager does: what refuses to start beside a database that recovers is started again."""
        processes.eventually(self._is_started)

    def _is_started(self) -> bool:
        if self._server is None or self._server.poll() is not None:
            if self._server is not None:
                processes.sweep(self._server)
                self._said.close()
            # Closed where the server is stopped.
            self._said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
            self._server = processes.start(
                self.home,
                "serve",
                "--port",
                str(self.port),
                "--workers",
                "2",
                output=self._said,
                **self.variables,
            )
        return processes.is_up(self.port)

    def kill(self, victim: str) -> None:
        """``kill -9``; whoever nobody starts again by himself is started again here."""
        match victim:
            case "server":
                self.stop(signal.SIGKILL)
                self.start()
            case "database":
                assert self.cluster is not None
                self.cluster.kill()
                time.sleep(0.2)
                self.cluster.start()
            case "backend":
                assert self.cluster is not None
                processes.eventually(self.cluster.kill_backend)
            case "worker":
                # At work, not still getting up: otherwise nothing would ever be done between two kills.
                asked = time.time()
                processes.eventually(lambda: self._last_beat() > asked and self._kill_child(is_worker=True))
            case _:
                processes.eventually(lambda: self._kill_child(is_worker=False))

    def _last_beat(self) -> float:
        with suppress(FileNotFoundError):
            return (self.home / "worker.beat").stat().st_mtime
        return 0

    def stop(self, how: signal.Signals = signal.SIGTERM) -> str:
        assert self._server is not None
        server, self._server = self._server, None
        with suppress(ProcessLookupError):
            processes.stop(server, how)
        server.wait()
        with self._said:
            self._said.seek(0)
            return self._said.read()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        if self.cluster:
            with self.cluster.connect() as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.home / "dukao.sqlite3", timeout=60)) as connection, connection:
            return connection.execute(query).fetchall()

    def write(self, statement: str) -> None:
        if self.cluster:
            with self.cluster.connect() as connection:
                connection.execute(statement)
            return
        with closing(sqlite3.connect(self.home / "dukao.sqlite3", timeout=60)) as connection, connection:
            connection.execute(statement)

    def command(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self._run("-m", "dukao", *words, **more)

    def python(self, code: str) -> None:
        done = self._run("-c", code)
        assert done.returncode == 0, done.stderr

    def _run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], env=processes.environment(self.home, **{**self.variables, **more}),
            cwd=self.home, capture_output=True, text=True, timeout=processes.PATIENCE_SECONDS, check=False,
        )  # fmt: skip

    def _kill_child(self, *, is_worker: bool) -> bool:
        """False when there is none for the moment, the last one having been killed just now."""
        assert self._server is not None
        for pid in _children(self._server.pid):
            if ("worker" in _words(pid)) == is_worker:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    return True
        return False


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # "pid (name) state ppid …", and the name may hold anything.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return sorted(found)


def _words(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []
