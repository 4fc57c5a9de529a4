"""Backups: complete while others write, tried by restoring them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from pytest_django import Settings
from rich.console import Console

from dukao.documents import storage
from dukao.documents.models import StoredFile
from dukao.kernel.errors import DomainError
from dukao.kernel.sealing import new_key
from dukao.operations import readiness
from dukao.operations.backup import command, databases, manifest
from dukao.operations.backup.making import Made, backups_in, forget_older, make_backup
from dukao.operations.backup.manifest import Manifest
from dukao.operations.backup.restoring import restore
from dukao.operations.backup.showing import bars
from dukao.organisations.models import Person
from tests.conftest import NOW
from tests.operations import processes
from tests.operations.killing.cluster import Cluster
from tests.operations.killing.site import Site
from tests.operations.planting import PLANT

Capture = pytest.CaptureFixture[str]


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: database.execute(f'select * from "{name}" order by 1').fetchall()  # noqa: S608
            for name in names
        }


class Writer(Thread):
    """Somebody who goes on working: two rows in each transaction, so that half of one would be seen."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._path, self._ended, self.written = home / "dukao.sqlite3", Event(), 0

    def run(self) -> None:
        with closing(sqlite3.connect(self._path, timeout=60)) as database:
            while not self._ended.wait(0.001):
                pair = [(f"B{self.written:05}-{half}", "2020-01-01", "administrative") for half in "ab"]
                with database:
                    database.executemany(
                        "insert into organisations_unit (code, since, tree, uscc, area_code) values (?, ?, ?, '', '')",
                        pair,
                    )
                self.written += 1

    def stop(self) -> None:
        self._ended.set()
        self.join()


@pytest.fixture
def home(empty_database: bytes, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "dukao.sqlite3").write_bytes(empty_database)
    processes.python(folder, PLANT)
    return folder


def test_a_backup_of_a_product_at_work_comes_back_whole(home: Path, tmp_path: Path) -> None:
    writer = Writer(home)
    writer.start()
    try:
        made = processes.dukao(home, "backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys"))
    finally:
        writer.stop()
    assert made.returncode == 0, made.stderr
    assert "演练通过" in made.stdout
    assert writer.written > 10
    (data,), (keys,) = (tmp_path / "data").glob("dukao-*"), (tmp_path / "keys").glob("dukao-*")
    assert not list((tmp_path / "data").glob(".dukao-*")), "neither half a backup nor the place of the trial"

    copied = {path.relative_to(keys).as_posix() for path in keys.rglob("*") if path.is_file()}
    assert copied == {"manifest.json", "secret-key", "seal-keys", "journal-key-ed25519", "channels/robot"}
    secrets = {(home / name).read_bytes() for name in copied - {"manifest.json"}}
    assert not secrets & {path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert stat.S_IMODE(keys.stat().st_mode) == stat.S_IMODE(data.stat().st_mode) == 0o700

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    restored = processes.dukao(fresh, "restore", str(data), "--keys", str(keys))
    assert restored.returncode == 0, restored.stderr
    assert "恢复完成" in restored.stdout
    kept, now = tables(data / "database.sqlite3"), tables(fresh / "dukao.sqlite3")
    assert kept == now
    halves = [row for row in now["organisations_unit"] if any("-a" in str(v) or "-b" in str(v) for v in row)]
    assert 0 < len(halves) < 2 * writer.written
    assert len(halves) % 2 == 0, "a moment between two transactions, never within one"
    assert len(now["journal_entry"]) == 10
    for name in ("secret-key", "seal-keys", "journal-key-ed25519", "channels/robot"):
        assert (fresh / name).read_bytes() == (home / name).read_bytes()
        assert stat.S_IMODE((fresh / name).stat().st_mode) == 0o600
    assert json.loads((home / "last-backup").read_text())["is_tried"] is True


@pytest.fixture
def product(
    db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Made]:
    """A home with a small database and one evidence file that the product knows of; makes backups of it."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    with closing(sqlite3.connect(tmp_path / "dukao.sqlite3")) as database:
        database.execute("create table journal_entry (id integer)")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "dukao.sqlite3"))
    digest = storage.keep(b"evidence")
    StoredFile.objects.create(digest=digest, media_type="application/pdf", size=8, pages=1, stored_at=NOW)
    made = count()

    def back_up() -> Made:
        return make_backup(
            target=tmp_path / "data", at=NOW + timedelta(days=next(made)), show=bars(Console(file=StringIO()))
        )

    return back_up


@pytest.mark.sqlite
def test_the_next_backup_shares_intact_files_and_takes_damaged_ones_anew(product: Callable[[], Made]) -> None:
    place = f"files/{storage.relative_path(storage.digest_of(b'evidence'))}"
    first, second = product(), product()
    assert (first.folder / place).stat().st_ino == (second.folder / place).stat().st_ino
    assert (first.shared, second.shared) == (0, len(b"evidence"))

    (second.folder / place).write_bytes(b"rotten")
    third = product()
    assert (third.folder / place).read_bytes() == b"evidence"
    assert third.manifest.lost == ()
    assert forget_older(third.folder.parent, 1) == [first.folder, second.folder]
    assert [path.name for path in third.folder.parent.glob("dukao-*")] == [third.folder.name]


@pytest.mark.sqlite
def test_evidence_that_is_damaged_in_the_product_is_saved_by_the_backup_before_or_named(
    product: Callable[[], Made],
) -> None:
    digest = storage.digest_of(b"evidence")
    first = product()
    storage.path_of(digest).write_bytes(b"rotten")
    assert product().manifest.lost == ()
    forget_older(first.folder.parent, 1)
    for path in first.folder.parent.glob(f"*/files/**/{digest}"):
        path.unlink()
    assert product().manifest.lost == (digest,)


@pytest.mark.sqlite
def test_a_backup_never_overwrites_and_leaves_nothing_half_done(
    product: Callable[[], Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = product()
    with pytest.raises(DomainError, match="备份从不覆盖"):
        make_backup(target=tmp_path / "data", at=NOW, show=bars(Console(file=StringIO())))
    usage = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(DomainError, match="放不下"):
        product()
    assert backups_in(tmp_path / "data") == [first.folder]
    assert {path.name for path in (tmp_path / "data").iterdir()} == {first.folder.name, ".lock"}


@pytest.mark.sqlite
def test_nothing_is_restored_over_a_database(product: Callable[[], Made], tmp_path: Path) -> None:
    made = product()
    before = (tmp_path / "dukao.sqlite3").read_bytes()
    with pytest.raises(DomainError, match="恢复从不覆盖"):
        restore(made.folder, made.manifest, show=bars(Console(file=StringIO())))
    assert (tmp_path / "dukao.sqlite3").read_bytes() == before


@pytest.mark.sqlite
def test_a_backup_of_a_newer_product_is_refused(product: Callable[[], Made]) -> None:
    made = product()
    newer = replace(made.manifest, migrations=("journal.0099_later",), product="9.0")
    with pytest.raises(DomainError, match=r"更新的督考 9\.0（journal\.0099_later）"):
        restore(made.folder, newer, show=bars(Console(file=StringIO())))


@pytest.mark.parametrize(
    ("target", "keys", "words"),
    [("home/backups", None, "会一起丢"), ("data", "data/keys", "密钥要与数据分开放")],
)
def test_places_that_would_be_lost_together_are_refused(
    target: str, keys: str | None, words: str, tmp_path: Path, settings: Settings
) -> None:
    from django.core.management import CommandError, call_command

    settings.HOME = tmp_path / "home"
    options = {"keys": tmp_path / keys} if keys else {}
    with pytest.raises(CommandError, match=words):
        call_command("backup", tmp_path / target, **options)
    assert not (tmp_path / target).exists()


def test_a_place_where_nothing_was_ever_put_is_no_backup(
    tmp_path: Path, product: Callable[[], Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "is_new", lambda: True)
    with pytest.raises(DomainError, match=f"还没有建库.*{tmp_path}"):
        product()
    assert not (tmp_path / "data").exists()


@pytest.mark.django_db
def test_a_trial_opens_what_is_sealed_and_fails_with_the_keys_of_another(settings: Settings) -> None:
    keys = settings.DUKAO_SEAL_KEYS
    Person.objects.create(name="方远", phone="88001234")
    assert command._open_seals() == 1
    Person.objects.all().delete()
    settings.DUKAO_SEAL_KEYS = keys
    Person.objects.create(name="方远", phone="88001234")
    # Every installation's first key has the same name.
    settings.DUKAO_SEAL_KEYS = [new_key(keys[0].partition(":")[0])]
    with pytest.raises(DomainError, match="这套密钥打不开"):
        command._open_seals()


def test_keys_of_another_installation_are_not_overwritten(tmp_path: Path) -> None:
    from dukao.operations.backup.placing import put_keys

    saved, home = tmp_path / "keys", tmp_path / "home"
    saved.mkdir()
    home.mkdir()
    (saved / "secret-key").write_text("old")
    (home / "secret-key").write_text("new")
    kept = Manifest("keys", "0.1.0", "", (manifest.item_of(saved / "secret-key", saved),))
    with pytest.raises(DomainError, match="已有不同的密钥：secret-key"):
        put_keys(saved, kept, home)
    assert (home / "secret-key").read_text() == "new"
    shutil.copy(saved / "secret-key", home / "secret-key")
    put_keys(saved, kept, home)


def test_missing_client_tools_are_told_by_their_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: None)
    with pytest.raises(DomainError, match=r"没有找到 pg_dump。.*postgresql-client"):
        databases._run("pg_dump")


@pytest.mark.postgres
@pytest.mark.cluster
def test_a_backup_of_postgresql_comes_back_whole(tmp_path: Path) -> None:
    """Tried in a temporary database, which is gone afterwards; restored into another, row by row the same."""
    cluster = Cluster()
    try:
        site = Site(tmp_path / "home", cluster)
        site.home.mkdir()
        assert site.command("migrate", "--skip-checks", "--verbosity", "0").returncode == 0
        site.python(PLANT)
        made = site.command("backup", str(tmp_path / "data"), "--keys", str(tmp_path / "keys"))
        assert made.returncode == 0, made.stderr
        assert "演练通过" in made.stdout
        with cluster.connect("postgres") as server:
            assert (
                server.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'dukao_trial%'").fetchall() == []
            )
            server.execute("CREATE DATABASE fresh")
        (data,), (keys,) = (tmp_path / "data").glob("dukao-*"), (tmp_path / "keys").glob("dukao-*")
        place = {
            "DUKAO_HOME": str(tmp_path / "fresh"),
            "DUKAO_DATABASE_URL": cluster.url.replace("/dukao", "/fresh"),
        }
        restored = site.command("restore", str(data), "--keys", str(keys), **place)
        assert restored.returncode == 0, restored.stderr
        for table in ("journal_entry", "journal_attestation", "documents_storedfile", "organisations_unit"):
            query = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608
            with cluster.connect() as old, cluster.connect("fresh") as new:
                rows = old.execute(query).fetchall()
                assert rows
                assert new.execute(query).fetchall() == rows
        again = site.command("restore", str(data), "--keys", str(keys), **place)
        assert (again.returncode, "恢复从不覆盖" in again.stderr) == (1, True)
    finally:
        cluster.remove()
