"""A gateway on loopback that remembers what it was told and answers as a test wishes."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Call:
    path: str
    number: str
    content: dict[str, Any]


@dataclass
class Gateway:
    """``answers`` are statuses used up one by one, then 200; "cut" breaks the line after hearing, "hold" waits
    for ``release``. With ``forget_doubles`` a number that was heard before is answered and not counted."""

    port: int = 0
    forget_doubles: bool = False
    answers: list[int | str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    heard: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook"

    @property
    def titles(self) -> list[str]:
        return [call.content["title"] for call in self.calls]


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    gateway, lock = Gateway(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            call = Call(self.path, self.headers.get("Idempotency-Key", ""), content)
            with lock:
                answer = gateway.answers.pop(0) if gateway.answers else 200
                known = {earlier.number for earlier in gateway.calls}
                if answer in {200, "cut", "hold"} and not (gateway.forget_doubles and call.number in known):
                    gateway.calls.append(call)
            gateway.heard.set()
            if answer == "hold":
                gateway.release.wait(60)
            if answer in {"cut", "hold"}:
                # Closed without a word: the caller sees a broken line.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
                return
            body = json.dumps(gateway.content).encode()
            self.send_response(int(answer))
            if answer == 302:
                self.send_header("Location", f"http://127.0.0.1:{gateway.port}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
