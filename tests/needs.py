"""What some tests need from the machine, and how the end of a run names what was left out for lack of it."""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

import pytest

from tests.operations.killing.cluster import binaries

#: The database of this run: PostgreSQL when the variable names one, otherwise SQLite.
ON_POSTGRES = bool(os.environ.get("DUKAO_TEST_DATABASE_URL"))
#: The shell without windows needs half of the processor; any Chromium will do.
CHROMIUM = os.environ.get("DUKAO_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), ""
)
#: Queues of the tests have names of their own there and are taken away afterwards.
REDIS = os.environ.get("DUKAO_TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
POSTGRES = os.environ.get("DUKAO_TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/dukao"


@lru_cache(maxsize=1)
def has_postgres() -> bool:
    """True when a server answers at the address of the PostgreSQL tests."""
    import psycopg
    from environ import Env

    target = Env.db_url_config(POSTGRES)
    try:
        psycopg.connect(
            host=target["HOST"] or None, port=target["PORT"] or None, user=target["USER"] or None,
            password=target["PASSWORD"] or None, dbname="postgres", connect_timeout=2,
        ).close()  # fmt: skip
    except (psycopg.Error, socket.gaierror):
        return False
    return True


@lru_cache(maxsize=1)
def has_redis() -> bool:
    """True when a server answers at the address of the Redis tests."""
    import redis

    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@dataclass(frozen=True)
class Need:
    """A marker, the tool it stands for, and how to find out whether the tool is there."""

    marker: str
    tool: str
    is_present: Callable[[], bool]

    @property
    def is_required(self) -> bool:
        return self.marker in os.environ.get("DUKAO_REQUIRE", "").split(",")


NEEDS = (
    Need("browser", "Chromium", lambda: bool(CHROMIUM)),
    Need("postgres", "PostgreSQL", has_postgres),
    Need("redis", "Redis", has_redis),
    Need("cluster", "initdb of PostgreSQL", lambda: binaries() is not None),
    Need("ssh", "ssh-keygen", lambda: bool(shutil.which("ssh-keygen"))),
    Need("saml", "xmlsec1 or dukao[saml]", lambda: bool(find_spec("saml2") and shutil.which("xmlsec1"))),
    Need("spark", "Apache Spark or Java", lambda: bool(find_spec("pyspark") and shutil.which("java"))),
)


def pytest_sessionstart() -> None:
    """``DUKAO_REQUIRE=postgres,browser``: what is required and missing ends the run before it begins."""
    missing = [need.tool for need in NEEDS if need.is_required and not need.is_present()]
    if missing:
        raise pytest.UsageError(f"DUKAO_REQUIRE asks for {' and '.join(missing)}, which this machine lacks")


def pytest_collection_finish() -> None:
    """What was loaded by now stays to the end of the run: collecting garbage need not look at it again."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here, and the nightly tests unless they were asked for."""
    reasons = {need.marker: f"{need.tool} is missing" for need in NEEDS if not need.is_present()}
    if not ON_POSTGRES:
        reasons.setdefault("postgres", "only on PostgreSQL: make test-postgres")
    if "nightly" not in str(config.getoption("markexpr", "")):
        reasons["nightly"] = "only when asked for: -m nightly"
    for item in items:
        for marker, reason in reasons.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
        if ON_POSTGRES and (reason := _says_nothing_of_postgres(item)):
            item.add_marker(pytest.mark.skip(reason=reason))
        if item.get_closest_marker("browser"):
            # Chromium, a server and the tests share two cores: one try may fail for want of time.
            item.add_marker(pytest.mark.flaky(reruns=1))
    # pytest-django puts them last, where the longest of them would keep all rows of tests but one idle.
    items.sort(key=lambda item: not _waits_for_processes(item))


def _waits_for_processes(item: pytest.Item) -> bool:
    """The product runs as processes of its own in the test, which does little but wait for them."""
    module = getattr(item, "module", None)
    return hasattr(module, "processes") and not item.get_closest_marker("browser")


def _says_nothing_of_postgres(item: pytest.Item) -> str:
    """Why a test would only repeat on PostgreSQL what ``make test`` has shown; "" when it would not.

    The journeys through the browser run on both; how single pages look and sound does not depend on it.
    """
    if item.get_closest_marker("sqlite"):
        return "about the file of SQLite, done by make test"
    if item.get_closest_marker("once"):
        return "the same on either database, done by make test"
    if item.get_closest_marker("browser") and "e2e" not in item.path.parts:
        return "a page in the browser, seen by make test"
    asked = set(getattr(item, "fixturenames", ()))
    is_stored = any(item.get_closest_marker(marker) for marker in ("django_db", "cluster")) or asked & {
        "db",
        "transactional_db",
        "live_server",
    }
    return "" if is_stored else "without a database, done by make test"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The closing lines count what was skipped, by reason, and name what needed a second try."""
    reports = terminalreporter.getreports("skipped")
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports if report.longrepr
    )
    if reasons:
        terminalreporter.section("left out")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count:5d}  {reason}")
    again = sorted({report.nodeid for report in terminalreporter.getreports("rerun")})
    if again:
        terminalreporter.section("needed a second try")
        for name in again:
            terminalreporter.write_line(name)
