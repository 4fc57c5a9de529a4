"""The queue on a file, on Redis and on PostgreSQL, by one setting."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from huey.contrib import djhuey
from huey.contrib.djhuey import get_backend

from dukao.config.queueing import queue_settings
from dukao.operations.doctor.findings import Level
from dukao.operations.doctor.queue import check_queue
from tests.needs import REDIS


def postgres_address() -> str:
    """The database of this run as an address."""
    at = connection.settings_dict
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{secret}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


ADDRESSES = [
    pytest.param(lambda: "", id="file"),
    pytest.param(lambda: REDIS, id="redis", marks=pytest.mark.redis),
    pytest.param(postgres_address, id="postgres", marks=[pytest.mark.postgres, pytest.mark.django_db]),
]


def queue_at(address: str, home: Path) -> Any:
    options = queue_settings(f"{address}#test-{uuid.uuid4()}" if address else "", home)
    return get_backend(options.pop("huey_class"))(options.pop("name"), **options)


@pytest.fixture(params=ADDRESSES)
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    queue = queue_at(request.param(), tmp_path)
    if hasattr(queue.storage, "initialize_schema"):
        queue.storage.initialize_schema()
    yield queue
    queue.flush()
    queue.storage.close()


def test_what_is_queued_is_carried_out_once(queue: Any) -> None:
    done = []
    work = queue.task(name="work")(done.append)
    work(7)
    assert queue.pending_count() == 1
    queue.execute(queue.dequeue())
    assert done == [7]
    assert queue.dequeue() is None


def test_the_doctor_names_a_queue_that_answers(queue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(djhuey, "HUEY", queue)
    (finding,) = check_queue()
    assert finding.level is Level.GOOD, finding


@pytest.mark.parametrize(
    "address", ["redis://:geheim@127.0.0.1:1/0", "postgres://dukao:geheim@127.0.0.1:1/dukao"]
)
def test_the_doctor_names_one_that_does_not_and_keeps_its_password(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(djhuey, "HUEY", queue_at(address, tmp_path))
    (finding,) = check_queue()
    assert finding.level is Level.FAULT
    assert "连不上" in finding.sentence
    assert "geheim" not in finding.sentence


def test_other_addresses_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="只认 redis:// 和 postgres://"):
        queue_settings("amqp://127.0.0.1", tmp_path)
