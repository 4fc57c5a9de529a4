"""Bringing a backup back into an empty place, and proving that it is all there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import dukao
from dukao.documents.selectors import kept_digests
from dukao.journal import anchor
from dukao.journal.verification import Verification, verify
from dukao.kernel.errors import DomainError
from dukao.operations import readiness
from dukao.operations.backup import contents, databases
from dukao.operations.backup.manifest import Manifest
from dukao.operations.backup.placing import put
from dukao.operations.backup.showing import Show


@dataclass(frozen=True, slots=True)
class Restored:
    rows: int
    files: int
    steps: int
    journal: Verification


def restore(folder: Path, found: Manifest, *, show: Show, linked: bool = False) -> Restored:
    """Database and files of the backup are in their places, brought up to this version, and proven.

    The backup's digests have been checked. Files come first and the database last: whoever is interrupted
    begins again, and finds no half of a product. ``linked`` spares the copying of files, for a trial.
    """
    _require_known(found)
    if not databases.is_empty():
        raise DomainError(
            "not_empty",
            "这里已有数据库，恢复从不覆盖。请用 DUKAO_HOME（和 DUKAO_DATABASE_URL）指向空的地方。",
        )
    with show("恢复文件", found.size) as advance:
        for item in found.items:
            if (target := _place_of(item.path)) is not None:
                put(folder / item.path, target, linked=linked)
                advance(item.size)
    databases.bring_back(folder / contents.DATABASES[connection.vendor], found.engine)
    _require_whole(found.tables, databases.rows_of_tables(), equal=True)
    steps = readiness.missing_migrations()
    if steps:
        call_command("migrate", interactive=False, verbosity=0)
        _require_whole(found.tables, databases.rows_of_tables(), equal=False)
    return Restored(found.rows, _files_there(found), steps, _journal())


def _require_known(found: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(found.migrations) - known):
        raise DomainError(
            "backup_newer",
            f"备份来自更新的督考 {found.product}（{unknown[0]}），这里是 {dukao.__version__}。请先升级。",
        )


def _require_whole(before: dict[str, int], after: dict[str, int], *, equal: bool) -> None:
    """No row is lost on the way; an upgrade may add some, and take away what Django keeps for itself."""
    for table, rows in before.items():
        now = after.get(table, 0)
        if now < rows or (equal and now != rows):
            raise DomainError(
                "rows_lost", f"表 {table} 备份时有 {rows:,} 行，恢复后是 {now:,} 行，不能使用。"
            )


def _journal() -> Verification:
    if broken := databases.broken_by_own_account():
        raise DomainError("database_damaged", f"恢复后的数据库有损坏：{broken}。请换一份备份。")
    verification = verify(anchor=anchor.noted())
    if verification.fault:
        raise DomainError(
            "journal_broken", f"恢复后的日志不完整：{verification.fault.place}，{verification.fault.sentence}"
        )
    return verification


def _files_there(found: Manifest) -> int:
    """Every file the database refers to is in its place, except those the backup says were lost."""
    there = {path.name for path in contents.evidence_files(Path(settings.MEDIA_ROOT))}
    if missing := sorted(set(kept_digests()) - there - set(found.lost)):
        raise DomainError("files_lost", f"有 {len(missing)} 份佐证文件没有恢复出来，例如 {missing[0]}。")
    return len(there)


def _place_of(path: str) -> Path | None:
    """Where a file of the backup belongs; the database is brought back in another way."""
    top, _, rest = path.partition("/")
    places: dict[str, Path] = {contents.FILES: Path(settings.MEDIA_ROOT), contents.HOME: settings.HOME}
    return places[top] / rest if top in places else None
