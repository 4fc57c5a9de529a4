"""Faults of the machine met by the product as processes: seen, told, and left behind without a restart."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import OperationalError, connection

from dukao.kernel.outage import AWAY, BUSY, FULL, Outage, outage_behind
from dukao.operations import serving
from tests.operations import processes
from tests.operations.killing.cluster import Cluster
from tests.operations.killing.site import Site


def ask(site: Site, address: str, method: str = "GET") -> tuple[int, str, str]:
    """Status, words, and when to come again."""
    request = Request(f"http://127.0.0.1:{site.port}{address}", method=method)
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode(), ""
    except HTTPError as refusal:
        return refusal.code, refusal.read().decode(), refusal.headers.get("Retry-After", "")


def assert_told(answer: tuple[int, str, str], outage: Outage) -> None:
    assert (answer[0], answer[2]) == (503, str(outage.retry_after)), answer
    assert outage.title in answer[1]
    assert outage.sentence in answer[1]


def diagnosis(site: Site) -> tuple[int, str]:
    done = site.command("doctor")
    return done.returncode, done.stdout.replace("\n", "")


@contextmanager
def running(site: Site) -> Iterator[Site]:
    site.start()
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    processes.eventually(
        lambda: subprocess.run(["umount", folder], capture_output=True, check=False).returncode == 0
    )


def remount(folder: Path, how: str) -> bool:
    done = subprocess.run(["mount", "-o", f"remount,{how}", folder], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.nightly
def test_a_disk_that_fills_up_and_one_that_turns_read_only(small_disk: Path, empty_database: bytes) -> None:
    (small_disk / "dukao.sqlite3").write_bytes(empty_database)
    site = Site(small_disk)
    with running(site):
        assert ask(site, "/act/before/?work", "POST")[1] == "done"
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            file.write(bytes(shutil.disk_usage(small_disk).free))
        answers = [ask(site, f"/act/full-{number}/", "POST") for number in range(200)]
        refused = [answer for answer in answers if answer[0] != 200]
        assert_told(refused[-1], FULL)
        assert ask(site, "/account/login/")[0] == 200, "what needs no writing goes on"
        assert ask(site, "/healthz")[0] == 200
        code, words = diagnosis(site)
        assert code == 1
        assert "磁盘已满" in words

        filler.unlink()
        assert ask(site, "/act/after/?work", "POST")[1] == "done"
        processes.eventually(lambda: not site.rows("SELECT 1 FROM journal_waiting LIMIT 1"))
        site.stop()

        kept = {key for (key,) in site.rows("SELECT key FROM journal_entry WHERE key LIKE 'act-full-%'")}
        told = {f"act-full-{number}" for number, answer in enumerate(answers) if answer[0] == 200}
        assert kept == told, "what was refused was not done, what was told was"

        site.start()
        # A real disk turns read-only under open files; the kernel does so here only once nobody writes.
        site.stop()
        assert remount(small_disk, "ro")
        code, words = diagnosis(site)
        assert code == 1
        assert "只读" in words
        assert remount(small_disk, "rw")
        site.start()
        assert site.command("journal", "verify").returncode == 0


@pytest.mark.postgres
@pytest.mark.cluster
def test_a_database_that_dies_and_comes_back(tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        site = Site(tmp_path, cluster)
        assert site.command("migrate", "--skip-checks", "--verbosity", "0").returncode == 0
        with running(site):
            assert ask(site, "/act/before/?work", "POST")[1] == "done"
            cluster.kill()
            began = time.monotonic()
            assert_told(ask(site, "/act/meanwhile/", "POST"), AWAY)
            assert time.monotonic() - began < 15, "told within seconds"
            assert ask(site, "/healthz/live")[0] == 200
            assert ask(site, "/healthz/ready")[0] == 503
            code, words = diagnosis(site)
            assert (code, "连不上" in words) == (1, True)
            cluster.start()
            processes.eventually(lambda: ask(site, "/act/after/?work", "POST")[1] == "done")
            processes.eventually(lambda: not site.rows("SELECT 1 FROM journal_waiting LIMIT 1"))
        keys = {key for (key,) in site.rows("SELECT key FROM journal_entry WHERE key LIKE 'act-%'")}
        assert keys == {"act-before", "act-after"}
    finally:
        cluster.remove()


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_page_gives_up_on_a_database_that_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STATEMENT_SECONDS", 1)
    other = connection.copy()
    other.settings_dict = {**other.settings_dict, "OPTIONS": {}}
    monkeypatch.setattr(serving, "connection", other)
    serving.limit_statements()
    try:
        with other.cursor() as cursor, pytest.raises(OperationalError) as slow:
            cursor.execute("SELECT pg_sleep(5)")
        assert outage_behind(slow.value) is BUSY
    finally:
        other.close()


@pytest.mark.postgres
@pytest.mark.django_db
def test_web_processes_are_forked_without_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = connection.copy()
    parent.settings_dict = {**parent.settings_dict, "OPTIONS": {"pool": {"min_size": 1, "max_size": 2}}}
    parent.ensure_connection()
    pool = parent.pool
    monkeypatch.setattr(serving, "connection", parent)
    monkeypatch.setattr(serving, "connections", SimpleNamespace(close_all=parent.close))
    serving._let_go_of_the_database()
    assert pool.closed
    assert parent.alias not in parent._connection_pools
