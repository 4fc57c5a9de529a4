"""Failures that pass are told from faults, however deep they lie."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from dukao.kernel.outage import AWAY, BUSY, DAMAGED, FULL, READ_ONLY, Outage, outage_behind


def sqlite(name: str) -> Exception:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorname = name
    return wrapped(OperationalError("…"), error)


def postgres(state: str | None) -> Exception:
    error = psycopg.OperationalError("…") if state is None else psycopg.errors.lookup(state)("…")
    return wrapped(OperationalError("…"), error)


def wrapped(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (sqlite("SQLITE_FULL"), FULL),
        (sqlite("SQLITE_IOERR_SHMSIZE"), FULL),
        (sqlite("SQLITE_READONLY_DIRECTORY"), READ_ONLY),
        (sqlite("SQLITE_BUSY_SNAPSHOT"), BUSY),
        (sqlite("SQLITE_IOERR_READ"), DAMAGED),
        (sqlite("SQLITE_CORRUPT"), DAMAGED),
        (sqlite("SQLITE_CANTOPEN"), AWAY),
        (sqlite("SQLITE_ERROR"), None),
        (postgres(None), AWAY),
        (postgres("57P01"), AWAY),
        (postgres("57P03"), AWAY),
        (postgres("08006"), AWAY),
        (postgres("57014"), BUSY),
        (postgres("53300"), BUSY),
        (postgres("40P01"), BUSY),
        (postgres("53100"), FULL),
        (postgres("25006"), READ_ONLY),
        (InterfaceError("connection already closed"), AWAY),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "…"), None),
        (wrapped(ProgrammingError("…"), psycopg.errors.UndefinedColumn("…")), None),
        (wrapped(RuntimeError("…"), sqlite("SQLITE_FULL")), FULL),
        (ZeroDivisionError(), None),
        (None, None),
    ],
)
def test_each_failure_has_its_name(error: Exception | None, outage: Outage | None) -> None:
    assert outage_behind(error) is outage
