"""One address, one process group: web workers, and beside them the background worker."""

from __future__ import annotations

import errno
import gc
import hashlib
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import connection, connections
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from dukao.kernel.errors import DomainError

logger = logging.getLogger(__name__)

#: Threads of a web worker that may wait for the database at the same time.
BLOCKING_THREADS = 4
#: Requests under way get this long when the server is stopped.
STOP_SECONDS = 10
#: PostgreSQL gives up a statement of a page after this long, and waiting for a lock after that.
STATEMENT_SECONDS = 30
LOCK_SECONDS = 10
#: A background worker that dies is started again after this pause.
RESTART_PAUSE_SECONDS = 2
#: Ports are numbers below this one.
LAST_PORT = 2**16
#: A folder without a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there belongs to this user alone


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - only compared
        return f"http://{host}:{self.port}/"


def require_free(address: Address) -> None:
    """Refuse in words when nothing can listen at that address."""
    if not 0 < address.port < LAST_PORT:
        raise DomainError("address_unusable", f"没有 {address.port} 这个端口，--port 在 1 到 65535 之间。")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise DomainError("address_unusable", _why_not(address, error)) from error


def _why_not(address: Address, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {address.port} 已被别的程序占用。请先停掉它，或换一个端口：--port {address.port + 1}"
            f"（make demo 用 PORT={address.port + 1}）。"
        )
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {address.port}。1024 以下的端口请交给反向代理，这里换一个较大的端口。"
    why = "找不到这个主机名" if isinstance(error, socket.gaierror) else error.strerror or error
    return f"不能在 {address.host}:{address.port} 上监听：{why}。请检查 --host 和 --port。"


def serve(address: Address, workers: int, *, announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then stop the whole group.

    The application is imported here, once, and the web workers are forked from this process: they
    answer as soon as they exist, and share what was loaded: a collection in a worker would touch every
    object, and so copy it, were they not frozen first. No database connection is open at that moment.
    """
    metrics = metrics_folder(settings.HOME)
    _share_metrics(metrics)
    limit_statements()
    import_string(settings.WSGI_APPLICATION)
    import_module(settings.ROOT_URLCONF)
    _let_go_of_the_database()
    gc.freeze()
    module, _, name = settings.WSGI_APPLICATION.rpartition(".")
    server = Server(
        target=f"{module}:{name}",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    companion = Companion()
    server.on_startup(announce)
    server.on_shutdown(companion.stop)
    # Before the server forks: a fork in the midst of it would keep a pipe open that the start waits for.
    companion.start()
    try:
        server.serve()
    finally:
        companion.stop()
        shutil.rmtree(metrics, ignore_errors=True)


def _let_go_of_the_database() -> None:
    """The pool as well: a forked one shares its sockets with its siblings and has no thread to mend it."""
    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def metrics_folder(home: Path) -> Path:
    """In memory where there is such a place, one for each home.

    The figures are written through mapped files. Where their disk is full the system has no page to give and
    ends the process (SIGBUS): a full disk would then take the pages along that need none of it.
    """
    own = hashlib.sha256(f"{os.getuid()}:{home.resolve()}".encode()).hexdigest()[:16]
    return MEMORY / f"dukao-metrics-{own}" if os.access(MEMORY, os.W_OK) else home / "metrics"


def _share_metrics(folder: Path) -> None:
    """All web processes write their figures into ``folder``; the library looks once, when it is imported."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError:
        logger.warning("no folder for metrics: each web process tells only its own")
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def limit_statements() -> None:
    """A page does not wait for a slow database for ever; the worker's long queries have no such limit."""
    if connection.vendor == "postgresql":
        limits = {"statement_timeout": STATEMENT_SECONDS, "lock_timeout": LOCK_SECONDS}
        said = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
        options = connection.settings_dict["OPTIONS"]
        options["options"] = f"{options.get('options', '')} {said}".strip()


class Companion:
    """The background worker as a child process, started again when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def start(self) -> None:
        self._process = self._started()
        Thread(target=self._keep_running, name="companion", daemon=True).start()

    def stop(self) -> None:
        self._stopping = True
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep_running(self) -> None:
        while not self._stopping:
            if self._process is not None:
                self._process.wait()
            time.sleep(RESTART_PAUSE_SECONDS)
            if not self._stopping:
                self._process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[bytes]:
        # Without close_fds it is spawned, not forked: no web process forked meanwhile is in the way.
        return subprocess.Popen([sys.executable, "-m", "dukao", "worker", "--companion"], close_fds=False)
