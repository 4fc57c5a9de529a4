"""The database by one setting: a file of SQLite, or PostgreSQL."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

#: A connection that was just opened reads the whole schema and prepares every statement anew, which takes
#: longer than most pages: it is kept for a minute, with up to 16 MB of what it read.
SQLITE_SECONDS = 60
#: FULL: a commit that was acknowledged is on the disk, also when the power fails in the next moment.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-16000;"
)
#: Pages ask many cheap things in one statement, whose cost looks high: compiling it first took ten times as
#: long as answering it.
POSTGRES_SETTINGS = "-c jit=off"
#: A database that is away is told within seconds, and found again by itself when it is back.
POOL = {"min_size": 1, "max_size": 8, "timeout": 5}


def database_settings(address: str, home: Path) -> dict[str, Any]:
    """What ``DATABASES["default"]`` says for an address; "" is a file in the home folder.

    >>> database_settings("postgres://dukao:secret@127.0.0.1/city", Path("/srv"))["NAME"]
    'city'
    >>> address = "postgres://127.0.0.1/city?options=-c statement_timeout=9000"
    >>> database_settings(address, Path("/srv"))["OPTIONS"]["options"]
    '-c jit=off -c statement_timeout=9000'
    """
    with warnings.catch_warnings(action="ignore"):  # of a kind it does not know: refused below, in words
        found: dict[str, Any] = environ.Env.db_url_config(address or f"sqlite:///{home}/dukao.sqlite3")
    options = found.setdefault("OPTIONS", {})
    match found.get("ENGINE", "").rpartition(".")[2]:
        case "sqlite3":
            options |= {
                "transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS,
            }  # fmt: skip
            return {**found, "CONN_MAX_AGE": SQLITE_SECONDS}
        case "postgresql":
            # Only questions that send their values apart can be planned once (kernel.prepared).
            # What the address itself says of the server's settings holds besides, and comes last.
            settings = " ".join(part for part in (POSTGRES_SETTINGS, options.get("options")) if part)
            options |= {
                "pool": dict(POOL), "connect_timeout": 5, "prepare_threshold": 2, "options": settings,
            }  # fmt: skip
            return {**found, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    raise ImproperlyConfigured(
        "DUKAO_DATABASE_URL 要写成 postgres://用户:密码@主机:5432/库名；不设就用内置的 SQLite"
    )
