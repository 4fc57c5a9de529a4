"""Pages over HTTP: the product behind granian on this machine, and one connection to it that is kept.

The floor is served by the same worker: fifty rows by one raw query, written by an f-string, for anybody.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.interleaved import Case, time_rounds

if TYPE_CHECKING:
    from django.test import Client

#: The statement of the floor, for the server.
FLOOR = "DUKAO_BENCH_FLOOR"
#: A row of the floor is filled up to what a row of a page takes, so that as much is sent.
ROW_BYTES = 1600
#: Threads that wait for a whole round are not given up: their times would be lost.
IDLE_SECONDS = 600
#: Each thread of the worker has its own connection to the database, which must have been used.
WARM_UP = 12


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    from dukao.config.wsgi import application as product
    from dukao.kernel.ledger import KEPT

    if environ["PATH_INFO"] == "/forget":
        KEPT.forget()
        body = b""
    elif environ["PATH_INFO"] == "/floor":
        body = floor(os.environ[FLOOR]).encode()
    else:
        return product(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def floor(statement: str) -> str:
    """What no page can beat: no session, no rights, no middleware, no template."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return "".join(_row("<td>".join(map(str, row))) for row in cursor.fetchall())


def _row(cells: str) -> str:
    return f"<tr><td>{cells}<td>{'-' * (ROW_BYTES - len(cells))}</tr>"


def serve(port: int) -> None:
    """As ``dukao serve`` does, with one worker and none for the background."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    import_module("dukao.config.wsgi")  # sets Django up, for what follows
    import_module("dukao.config.urls")
    from dukao.operations.serving import BLOCKING_THREADS

    gc.freeze()
    Server(
        target="benchmarks.served:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI,
        workers=1, blocking_threads=BLOCKING_THREADS, blocking_threads_idle_timeout=IDLE_SECONDS,
        log_level=LogLevels.warning,
    ).serve()  # fmt: skip


class Served:
    """While it is entered, pages are asked for one after another, as signed-in people."""

    def __init__(self, statement: str) -> None:
        self._statement = statement

    def __enter__(self) -> Served:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.served", str(port)],
            env={**os.environ, FLOOR: self._statement},
        )
        self._connection = self._connected(port)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._server.terminate()
        self._server.wait()

    def floor(self) -> Case:
        return self._warm("/floor", "")

    def page(self, username: str, address: str) -> Case:
        """The page as this person, where the address leads in the end."""
        cookie = _signed_in(username)
        while (moved := self._get(address, cookie)) is not None:
            address = moved
        return self._warm(address, cookie)

    def page_after_a_change(self, username: str, address: str) -> Case:
        """The same, when all that was counted has been forgotten just before; that request is timed too."""
        forget, page = self._warm("/forget", ""), self.page(username, address)

        def both() -> None:
            forget()
            page()

        return both

    def _warm(self, address: str, cookie: str) -> Case:
        for _ in range(WARM_UP):
            self._get(address, cookie)
        return lambda: self._get(address, cookie)

    def processor_seconds(self) -> float:
        """What all threads of the worker have used: neighbours delay a page, but do not work for it."""
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children").read_text().split()
        spent = (
            int(thread.read_text().split()[0])
            for child in children
            for thread in Path(f"/proc/{child}/task").glob("*/schedstat")
        )
        return sum(spent) / 1e9

    def _connected(self, port: int) -> socket.socket:
        for _ in range(3000):
            try:
                connection = socket.create_connection(("127.0.0.1", port))
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
        self._server.terminate()
        raise SystemExit("the server does not answer")

    def _get(self, address: str, cookie: str) -> str | None:
        """Reads the whole answer; where it leads, if it is no page."""
        asked = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        self._connection.sendall(asked.encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._connection.recv(1 << 18)
        head, _, body = got.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        missing = int(headers["content-length"]) - len(body)
        while missing > 0:
            missing -= len(self._connection.recv(1 << 18))
        if " 200" in status:
            return None
        if "location" not in headers:
            raise SystemExit(f"{address} answers {status}")
        return headers["location"]


def both_times(
    cases: Mapping[str, Case], served: Served, *, rounds: int = 15, burst: int = 1
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """How long one waits for each, and how long the processor works for it; of so many in a row, for one."""
    rows = {name: _in_a_row(case, burst) for name, case in cases.items()}
    waited = time_rounds(rows, rounds=rounds)
    worked = time_rounds(rows, rounds=rounds, clock=served.processor_seconds)
    return tuple(  # type: ignore[return-value]
        {name: [one / burst for one in each] for name, each in times.items()} for times in (waited, worked)
    )


def _in_a_row(case: Case, burst: int) -> Case:
    def row() -> None:
        for _ in range(burst):
            case()

    return row


def queries_of(username: str, address: str) -> int:
    """What the page asks of the database, in this process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(username)
    client.get(address, follow=True)
    with CaptureQueriesContext(connection) as queries:
        client.get(address, follow=True)
    return len(queries)


def _signed_in(username: str) -> str:
    """The cookies a browser sends once it has seen a page."""
    client = _client(username)
    client.get("/account/")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _client(username: str) -> Client:
    from django.test import Client

    from dukao.identity.models import Account

    client = Client(headers={"host": "localhost"})
    account = Account.objects.get(username=username)
    client.force_login(account, backend="dukao.identity.standing.Accounts")
    return client


if __name__ == "__main__":
    serve(int(sys.argv[1]))
