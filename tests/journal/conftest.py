"""The journal as its owner and as an attacker finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from dukao.journal import triggers
from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.kernel.actor import SYSTEM
from tests.conftest import NOW


@pytest.fixture
def journal_guarded(db: None) -> None:
    triggers.install(connection)


@pytest.fixture
def raw(db: None) -> Callable[..., None]:
    """Run SQL as the owner of the database can, past every guard."""
    triggers.remove_guards(connection)

    def execute(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return execute


@pytest.fixture
def write(db: None) -> Callable[[int], list[Entry]]:
    """Write that many plain entries."""
    return lambda count: [
        record(actor=SYSTEM, event="unit_changed", subject=None, label=f"第 {n} 件", at=NOW, after={"n": n})
        for n in range(count)
    ]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """Where the noted head of the chain is kept."""
    settings.HOME = tmp_path
    return tmp_path
