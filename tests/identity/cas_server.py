"""A small CAS 3.0 server that listens for real: tickets good once, for one service."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

_SAID = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{}</cas:serviceResponse>'
_RIGHT = (
    "<cas:authenticationSuccess><cas:user>{0}</cas:user>"
    "<cas:attributes><cas:cn>员工{0}</cas:cn></cas:attributes></cas:authenticationSuccess>"
)
_WRONG = '<cas:authenticationFailure code="INVALID_TICKET">not recognised</cas:authenticationFailure>'


@dataclass
class CasServer:
    url: str = ""
    tickets: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ticket(self, person: str, service: str) -> str:
        ticket = f"ST-{secrets.token_hex(8)}"
        self.tickets[ticket] = (person, service)
        return ticket

    def validate(self, ticket: str, service: str) -> str:
        """What CAS 3.0, 2.5.1 and 2.5.2 answer; a ticket for another service is used up all the same."""
        person, given_for = self.tickets.pop(ticket, ("", ""))
        return _SAID.format(_RIGHT.format(escape(person)) if person and given_for == service else _WRONG)


@contextmanager
def running() -> Iterator[CasServer]:
    cas = CasServer()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            found = address.path == "/cas/p3/serviceValidate"
            body = cas.validate(asked.get("ticket", ""), asked.get("service", "")).encode() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Tests say what they see themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    cas.url = f"http://127.0.0.1:{server.server_port}/cas"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield cas
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
