"""A PostgreSQL of one's own: made in a temporary folder, killed, started again, taken away."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.operations import processes


def binaries() -> Path | None:
    """Where initdb and postgres are; Debian keeps them out of the path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


class Cluster:
    """Runs as the user postgres when the tests run as root, which PostgreSQL refuses to run as."""

    def __init__(self) -> None:
        bin_ = binaries()
        assert bin_ is not None
        self._bin, self.port = bin_, processes.free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="dukao-cluster-", dir="/tmp"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._data = self._folder / "data"
        self._run(
            "initdb",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-locale",
            "-D",
            self._data,
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE dukao")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/dukao"

    def connect(self, name: str = "dukao") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, autocommit=True, connect_timeout=5
        )

    def start(self) -> None:
        """Tried until it runs: orphans of a killed server may hold its memory for a moment."""
        processes.eventually(self._is_started)

    def kill(self) -> None:
        """The server itself; its backends notice and end."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_backend(self) -> bool:
        """One backend of the product: the server then throws out all the others and recovers by itself.

        False when there is none for the moment.
        """
        with suppress(psycopg.Error, ProcessLookupError), self.connect() as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'dukao' AND pid <> pg_backend_pid()"
                " ORDER BY random() LIMIT 1"
            ).fetchone()
            if row:
                os.kill(int(str(row[0])), signal.SIGKILL)
                return True
        return False

    def remove(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self._folder)

    def _is_started(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, "-p", str(self.port), "-k", self._folder,
                 "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", "-c", "shared_buffers=32MB"],
                user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder,
                start_new_session=True,
            )  # fmt: skip
        with suppress(psycopg.Error), self.connect("postgres"):
            return True
        return False

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._bin / program, *arguments],
            user=self._user,
            cwd=self._folder,
            check=True,
            capture_output=True,
        )
