"""A migrated database without rows, for tests that run the product as processes in homes of their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from dukao.journal import triggers
from tests.operations import processes


@pytest.fixture(scope="session")
def empty_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> bytes:
    """The bytes of an SQLite file, the journal's guards on it.

    Taken from the tests' own database, which is there already unless no test of this run uses it.
    """
    home = tmp_path_factory.mktemp("empty")
    path = home / "dukao.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and "journal_entry" in connection.introspection.table_names():
            _copy_own(path)
        else:
            done = processes.dukao(home, "migrate", "--skip-checks", "--verbosity", "0")
            assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    return path.read_bytes()


def _copy_own(path: Path) -> None:
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
    copy = connection.copy()
    copy.settings_dict = {**copy.settings_dict, "NAME": str(path), "OPTIONS": {}}
    triggers.install(copy)
    copy.close()
