"""A person at a desk or with a phone: Chromium against the running product, logged in as somebody.

``visitor(account, "desk")`` opens a page; at the end of the test no script error and no breach of the
content security policy may have been reported.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from dukao.identity.models import Account
from tests.needs import CHROMIUM

WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}
#: A page that has not answered by then never will, even on a machine that does other things too.
PATIENCE = 90_000
SHOTS = Path(os.environ.get("DUKAO_SHOTS", "test-results"))

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright's own event loop must not keep Django from its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def _one_at_a_time(application: Callable[..., Any]) -> Callable[..., Any]:
    """All threads of a test share the one connection to SQLite in memory: requests at the same time would
    get into each other's transactions, and leave a broken one to every test that follows."""
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with turn:
            return application(environ, start_response)

    return answer


class OpenConnections:
    """Counts the connections a test server is busy with.

    A page may save itself in the moment its test ends. Rows written then would fall between the tables
    that are being emptied for the next test, so the windows wait until nobody is connected any more.
    """

    def __init__(self, server: LiveServer) -> None:
        self._changed = threading.Condition()
        self._open = 0
        httpd = server.thread.httpd
        self._serve = httpd.process_request_thread
        httpd.process_request = self._accept
        if connection.vendor == "sqlite":
            httpd.set_app(_one_at_a_time(httpd.get_app()))

    def _accept(self, request: Any, address: Any) -> None:
        with self._changed:
            self._open += 1
        threading.Thread(target=self._answer, args=(request, address), daemon=True).start()

    def _answer(self, request: Any, address: Any) -> None:
        try:
            self._serve(request, address)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def wait_until_closed(self) -> None:
        """Every request that reached the server has been answered; a minute's patience, then the test fails."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._open, timeout=60), (
                f"{self._open} connections stay open"
            )


@pytest.fixture(scope="session")
def open_connections(live_server: LiveServer) -> OpenConnections:
    return OpenConnections(live_server)


@dataclass
class Windows:
    """Browser windows opened by one test, and what their pages complained about."""

    chromium: Browser
    url: str
    connections: OpenConnections
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, screen: str, **options: Any) -> BrowserContext:
        """A window of that size, with nobody logged in."""
        width, height = WIDTHS[screen]
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=self.url,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda web_error: self.complaints.append(str(web_error.error)))
        context.on("console", self._hear)
        self.contexts.append(context)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        """No script error and no breach of the policy may have been reported."""
        for context in self.contexts:
            context.close()
        self.connections.wait_until_closed()
        assert self.complaints == []


@pytest.fixture
def visitor(
    chromium: Browser, live_server: LiveServer, open_connections: OpenConnections
) -> Iterator[Visitor]:
    windows = Windows(chromium, live_server.url, open_connections)

    def visit(account: Account | None = None, screen: str = "desk", path: str = "/", **options: Any) -> Page:
        context = windows.open(screen, **options)
        if account is not None:
            context.add_cookies([_session_cookie(account, live_server.url)])
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    windows.close()


def _session_cookie(account: Account, url: str) -> Any:
    client = Client()
    client.force_login(account, backend="dukao.identity.standing.Accounts")
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": url}


def assert_accessible(page: Page) -> None:
    """axe-core finds no violation on the page as it stands."""
    violations = Axe().run(page).response["violations"]
    found = [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})" for v in violations]
    assert found == []


def photograph(page: Page, name: str) -> Path:
    """Keep a picture for the eye under ``DUKAO_SHOTS`` (``test-results`` unless told otherwise)."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=str(path))
    return path
