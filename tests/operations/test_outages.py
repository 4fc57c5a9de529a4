"""A disk that is full, a database that is away or locked: a page that says so, and work as before afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client

from dukao.documents import storage
from dukao.kernel import outage
from tests.conftest import PASSWORD, City
from tests.needs import ON_POSTGRES

#: Sessions, log-ins and pages as a person has them: what fails is answered, not raised.
ENTRY = {"username": "reporter", "password": PASSWORD}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def assert_says(answer: object, expected: outage.Outage) -> None:
    assert answer.status_code == 503  # type: ignore[attr-defined]
    assert answer.headers["Retry-After"] == str(expected.retry_after)  # type: ignore[attr-defined]
    words = answer.content.decode()  # type: ignore[attr-defined]
    assert expected.title in words
    assert expected.sentence in words


@pytest.fixture
def full_database(transactional_db: None) -> Iterator[None]:
    """A real one: SQLite is told to grow no further, and what is free inside is filled."""
    if ON_POSTGRES:
        pytest.skip("PostgreSQL has no such limit; its codes stand in tests/kernel/test_outage.py")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (bytes blob)")
        cursor.execute("INSERT INTO filler VALUES (zeroblob(200000))")  # what can be given back later
        cursor.execute("PRAGMA max_page_count")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA max_page_count = 1")  # as small as it is
        for size in (10_000_000, 100_000, 3000, 100):
            with pytest.raises(OperationalError):
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {before}")
        cursor.execute("DROP TABLE filler")


def test_a_full_disk_is_told_and_left_behind(city: City, full_database: None, visitor: Client) -> None:
    assert visitor.get("/account/login/").status_code == 200
    for _ in range(100):  # the last rows find room on pages that are not quite full
        answer = visitor.post("/account/login/", ENTRY)
        if answer.status_code != 302:
            break
    assert_says(answer, outage.FULL)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM filler")
    assert visitor.post("/account/login/", ENTRY).status_code == 302


@pytest.mark.parametrize(
    ("name", "expected"), [("SQLITE_BUSY", outage.BUSY), ("SQLITE_READONLY", outage.READ_ONLY)]
)
def test_a_locked_and_a_read_only_database_are_told(
    city: City, visitor: Client, name: str, expected: outage.Outage
) -> None:
    raw = sqlite3.OperationalError("…")
    raw.sqlite_errorname = name
    failure = OperationalError("…")
    failure.__cause__ = raw
    visitor.force_login(city.office)
    with mock.patch("dukao.identity.middleware.actor_on_record", side_effect=failure):
        assert_says(visitor.get("/"), expected)
        fragment = visitor.get("/", headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment.headers["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert fragment.content.decode().startswith(expected.title)
        answer = visitor.post("/api/v1/score/preview", {}, content_type="application/json")
        assert answer.json() == {"error": {"code": expected.code, "message": expected.sentence}}
    assert visitor.get("/").status_code == 200


def test_a_fault_of_ours_stays_one(city: City, visitor: Client) -> None:
    visitor.force_login(city.office)
    with mock.patch("dukao.identity.middleware.actor_on_record", side_effect=ZeroDivisionError):
        answer = visitor.get("/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "服务器出错" in answer.content.decode()
    assert "{{" not in answer.content.decode()


def test_evidence_that_finds_no_room_leaves_no_half_file(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", refuse)
        with pytest.raises(OSError, match="No space") as full:
            storage.keep(b"no room")
    assert outage.outage_behind(full.value) is outage.FULL
    folder = storage.path_of(storage.digest_of(b"no room")).parent
    assert list(folder.iterdir()) == []
    assert storage.read(storage.keep(b"no room")) == b"no room"
