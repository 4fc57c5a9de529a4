"""Making a backup while the product runs: the database of one moment, then the files, the keys apart."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import dukao
from dukao.documents.selectors import kept_digests
from dukao.kernel.clock import ZONE
from dukao.kernel.errors import DomainError
from dukao.operations import readiness
from dukao.operations.backup import contents, databases, manifest
from dukao.operations.backup.manifest import Item, Manifest
from dukao.operations.backup.showing import Show

PREFIX = "dukao-"
KEYS_SUFFIX = "-keys"


@dataclass(frozen=True, slots=True)
class Made:
    folder: Path
    manifest: Manifest
    #: Bytes that an earlier backup on the same disk already holds; they take no room a second time.
    shared: int


def make_backup(*, target: Path, at: datetime, show: Show) -> Made:
    """A folder in ``target`` holds database, files and manifest, complete; or there is none.

    Files are only ever added to the product, so whatever the database of an earlier moment refers to is
    there when they are copied after it. The note of the journal's head is taken before: it must not be
    newer than the database it will be held against.
    A place where nothing was ever put in is the wrong one, and refused.
    """
    if readiness.is_new():
        raise DomainError(
            "nothing_to_back_up",
            f"没有备份：这里还没有建库。DUKAO_HOME 现在是 {settings.HOME}，请检查它和 DUKAO_DATABASE_URL。",
        )
    with _building(target, _name(at)) as (partial, previous):
        items = [_copied(path, partial, contents.HOME) for path in contents.home_files(settings.HOME)]
        size = _size_of_database()
        _require_room(partial, size)
        with show("数据库", size) as advance:
            copied = databases.copy_to(partial, _as_bytes(advance, size))
        items.append(manifest.item_of(partial / copied.file, partial))
        evidence = _Evidence(Path(settings.MEDIA_ROOT), partial / contents.FILES, previous)
        evidence.copy(show)
        made = Manifest(
            kind="data", product=dukao.__version__, made_at=_moment(at), engine=connection.vendor,
            items=(*items, *evidence.items), migrations=tuple(sorted(_migrations())), tables=copied.tables,
            lost=tuple(evidence.lost),
        )  # fmt: skip
        manifest.write(made, partial)
    return Made(target / _name(at), made, evidence.shared)


def make_key_backup(*, target: Path, at: datetime) -> Made:
    """A folder in ``target`` holds the keys, readable by its owner only."""
    with _building(target, f"{_name(at)}{KEYS_SUFFIX}") as (partial, _):
        items = tuple(_copied(path, partial, "") for path in contents.key_files(settings.HOME))
        made = Manifest(kind="keys", product=dukao.__version__, made_at=_moment(at), items=items)
        manifest.write(made, partial)
    return Made(target / f"{_name(at)}{KEYS_SUFFIX}", made, 0)


def backups_in(target: Path) -> list[Path]:
    """Complete backups of data, the oldest first."""
    found = (path.parent for path in target.glob(f"{PREFIX}*/{manifest.NAME}"))
    return sorted(path for path in found if not path.name.endswith(KEYS_SUFFIX))


def forget_older(target: Path, keep: int) -> list[Path]:
    """Of the backups in ``target`` the newest ``keep`` are left; returns those that are gone."""
    old = backups_in(target)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return old


class _Evidence:
    """The files by digest: linked to those of the backup before where they are intact, else copied."""

    def __init__(self, source: Path, target: Path, previous: Path | None) -> None:
        self._source, self._target = source, target
        self._previous = previous / contents.FILES if previous else None
        self.items: list[Item] = []
        self.lost: list[str] = []
        self.shared = 0

    def copy(self, show: Show) -> None:
        # A database older than the code lacks tables to ask; its backup must be made all the same.
        wanted = set() if readiness.missing_migrations() else set(kept_digests())
        paths = list(contents.evidence_files(self._source))
        sizes = sum(path.stat().st_size for path in paths)
        with show("佐证文件", sizes) as advance:
            for path in paths:
                self._take(path, advance)
        there = {Path(item.path).name for item in self.items} | set(self.lost)
        self.lost += sorted(wanted - there)

    def _take(self, path: Path, advance: Callable[[int], None]) -> None:
        digest, place = path.name, path.relative_to(self._source)
        target = self._target / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if self._is_linked(place, target, advance):
            self.shared += target.stat().st_size
        else:
            _require_room(self._target, path.stat().st_size)
            shutil.copyfile(path, target)
            if manifest.sha256_of(target, advance) != digest:
                target.unlink()
                self.lost.append(digest)
                return
        self.items.append(Item(f"{contents.FILES}/{place.as_posix()}", target.stat().st_size, digest))

    def _is_linked(self, place: Path, target: Path, advance: Callable[[int], None]) -> bool:
        """What is linked is read again each time: damage must not be handed down from backup to backup."""
        earlier = self._previous / place if self._previous else None
        if earlier is None or not earlier.is_file() or manifest.sha256_of(earlier, advance) != place.name:
            return False
        try:
            os.link(earlier, target)
        except OSError:  # a disk that knows no links
            return False
        return True


@contextmanager
def _building(target: Path, name: str) -> Iterator[tuple[Path, Path | None]]:
    """A folder to fill, and the newest backup before it; it gets its name only when it is complete."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_in(target):
        if (target / name).exists():
            raise DomainError("backup_exists", f"{target / name} 已经有了。备份从不覆盖，请稍后再做。")
        for stale in target.glob(f".{PREFIX}*.partial"):
            shutil.rmtree(stale)
        earlier = backups_in(target)
        partial = target / f".{name}.partial"
        partial.mkdir(mode=0o700)
        try:
            yield partial, earlier[-1] if earlier else None
            os.sync()  # a backup that is named is on the disk, whatever happens to the machine next
            partial.rename(target / name)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


@contextmanager
def _alone_in(target: Path) -> Iterator[None]:
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DomainError("backup_running", f"另一份备份正在写到 {target}。请等它做完。") from error
        yield


def _copied(path: Path, partial: Path, below: str) -> Item:
    target = partial / below / path.relative_to(settings.HOME)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy2(path, target)
    return manifest.item_of(target, partial)


def _require_room(folder: Path, needed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        words = manifest.size_in_words
        raise DomainError(
            "no_room", f"{folder.parent} 放不下：还要 {words(needed)}，只剩 {words(free)}。请换一块盘。"
        )


def _size_of_database() -> int:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
        return int(size)


def _as_bytes(advance: Callable[[int], None], size: int) -> databases.Progress:
    done = 0

    def progress(pages: int, total: int) -> None:
        nonlocal done
        now = size * pages // max(total, 1)
        advance(now - done)
        done = now

    return progress


def _migrations() -> Iterable[str]:
    return (f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _moment(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="seconds")


def _name(at: datetime) -> str:
    return f"{PREFIX}{at.astimezone(ZONE):%Y%m%d-%H%M%S}"
