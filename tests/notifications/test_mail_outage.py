"""A mail server that is away: nothing is lost, and what waited goes once it is back."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from pytest_django import Settings

from dukao.notifications import sending, services
from dukao.notifications.models import Delivery, Notice
from tests.conftest import NOW, City
from tests.notifications.planting import reachable, tell

LETTERS: list[str] = []


class Post(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as it takes to be handed one letter."""

    def handle(self) -> None:
        self._say("220 post")
        while line := self.rfile.readline().decode().strip():
            match line.split(maxsplit=1)[0].upper():
                case "DATA":
                    self._say("354 go on")
                    text = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        text += part
                    LETTERS.append(text.decode())
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 yes")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def post_office(port: int) -> Iterator[None]:
    with Server(("127.0.0.1", port), Post) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield
        server.shutdown()
        serving.join()


@pytest.fixture
def port(settings: Settings) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", number
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DUKAO_MAIL = f"smtp://127.0.0.1:{number}"
    return number


def test_letters_wait_for_a_mail_server_that_is_away_and_go_once(
    city: City, settings: Settings, port: int
) -> None:
    LETTERS.clear()
    services.add_channel(actor=city.actor(city.system_admin), name="邮件", medium="email", at=NOW)
    reachable(city.reporter)
    tell(city.reporter)
    sending.deliver_due()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.sentence) == ("waiting", "连不上邮件服务器。")
    assert Notice.objects.count() == 1, "the inbox does not wait for the mail server"

    settings.DUKAO_CLOCK_OFFSET += 3 * 60
    with post_office(port):
        sending.deliver_due()
        sending.deliver_due()
    assert Delivery.objects.get().state == "sent"
    (letter,) = LETTERS
    assert f"<{waiting.message}@dukao>" in letter
