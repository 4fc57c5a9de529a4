"""``kill -9`` of server, web process, worker and database under load: nothing lost, nothing doubled.

``pytest -m nightly -s tests/operations/test_killing.py`` is the long run, of ``DUKAO_KILLS`` kills; it prints
its seed, and ``DUKAO_KILL_SEED`` repeats one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread
from urllib.request import urlopen

import pytest

from tests.operations import processes
from tests.operations.killing.cluster import Cluster
from tests.operations.killing.counting import assert_nothing_lost_or_doubled, finish_work, kill_under_load
from tests.operations.killing.site import Site

SEED = int(os.environ.get("DUKAO_KILL_SEED") or time.time_ns() % 1_000_000)
NIGHTLY = int(os.environ.get("DUKAO_KILLS") or 200)


@pytest.fixture
def site(empty_database: bytes, tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "dukao.sqlite3").write_bytes(empty_database)
    yield from serving(Site(tmp_path))


@pytest.fixture
def clustered(tmp_path: Path) -> Iterator[Site]:
    cluster = Cluster()
    try:
        site = Site(tmp_path, cluster)
        migrated = site.command("migrate", "--skip-checks", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield from serving(site)
    finally:
        cluster.remove()


def serving(site: Site) -> Iterator[Site]:
    site.start()
    try:
        yield site
    finally:
        site.stop()


def survive(site: Site, kills: int) -> None:
    print(f"seed {SEED}")  # noqa: T201 - a run that fails is repeated with it
    killed = kill_under_load(site, kills, Random(SEED))
    print(killed)  # noqa: T201
    finish_work(site)
    assert len(killed.told) > kills
    assert_nothing_lost_or_doubled(site, killed)


def test_a_few_kills_lose_and_double_nothing(site: Site) -> None:
    survive(site, kills=3)


@pytest.mark.nightly
def test_many_kills_lose_and_double_nothing(site: Site) -> None:
    survive(site, NIGHTLY)


@pytest.mark.postgres
@pytest.mark.cluster
def test_a_few_kills_with_the_database_among_them(clustered: Site) -> None:
    survive(clustered, kills=5)


@pytest.mark.nightly
@pytest.mark.postgres
@pytest.mark.cluster
def test_many_kills_with_the_database_among_them(clustered: Site) -> None:
    survive(clustered, NIGHTLY)


def test_who_is_stopped_finishes_what_was_asked(site: Site) -> None:
    answers: list[bytes] = []

    def ask() -> None:
        with urlopen(f"http://127.0.0.1:{site.port}/slow/", timeout=30) as answer:
            answers.append(answer.read())

    asking = Thread(target=ask)
    asking.start()
    time.sleep(1)
    output = site.stop()
    asking.join()
    assert answers == [b"slow and whole"]
    assert "Traceback" not in output
    site.start()
    assert processes.is_up(site.port)
