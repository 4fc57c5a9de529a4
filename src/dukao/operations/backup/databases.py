"""One state of the database as a file, taken while others write; and such a file back as a database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import ProgrammingError, connection, transaction

from dukao.kernel.errors import DomainError
from dukao.operations.backup import contents

#: Pages of SQLite between two signs of progress.
PAGES = 2000
#: How the client tools of PostgreSQL are told where the database is, never in words others can see.
_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "service": "PGSERVICE",
}  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    file: str
    tables: dict[str, int]


def copy_to(folder: Path, progress: Progress) -> Copied:
    """The database as one file in ``folder``, of one moment, with the number of rows of each table."""
    return _copy_postgres(folder) if connection.vendor == "postgresql" else _copy_sqlite(folder, progress)


def bring_back(file: Path, engine: str) -> None:
    """The empty database holds what the file holds, all of it or nothing."""
    if engine != connection.vendor:
        raise DomainError(
            "other_engine",
            f"备份来自 {_NAMES.get(engine, engine)}，这里的数据库是 {_NAMES[connection.vendor]}。"
            "请让 DUKAO_DATABASE_URL 指向同一种数据库。",
        )
    if engine == "postgresql":
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
             f"--dbname={connection.settings_dict['NAME']}", str(file))  # fmt: skip
    else:
        target = Path(connection.settings_dict["NAME"])
        fresh = target.with_name(f".{target.name}.restoring")
        shutil.copyfile(file, fresh)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(target)
        connection.close()  # whatever is open has the file of before


def is_empty() -> bool:
    """True when nothing would be overwritten: no file, or a database without a table."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return not path.exists() or path.stat().st_size == 0
    return not connection.introspection.table_names()


def rows_of_tables() -> dict[str, int]:
    """Rows of every table of the database that is connected."""
    with connection.cursor() as cursor:
        return _counted(sorted(connection.introspection.table_names(cursor)), cursor.execute, cursor.fetchone)


def broken_by_own_account() -> str:
    """What the database itself says is wrong with it; "" when nothing is."""
    if connection.vendor == "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (found,) = cursor.fetchone()
        if found != "ok":
            return str(found).splitlines()[0]
        cursor.execute("PRAGMA foreign_key_check")
        row = cursor.fetchone()
        return f"表 {row[0]} 第 {row[1]} 行指向不存在的 {row[2]}" if row else ""


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _copy_sqlite(folder: Path, progress: Progress) -> Copied:
    target = folder / contents.DATABASES["sqlite"]
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True, timeout=20)
    with closing(source), closing(sqlite3.connect(target)) as copy:
        # A read held open shows one moment for the whole copy; without it, each write begins it anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
        # One file that holds everything, instead of one that leans on a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        names = [
            name for (name,) in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
            )
        ]  # fmt: skip
        cursor = copy.cursor()
        return Copied(target.name, _counted(sorted(names), cursor.execute, cursor.fetchone))


def _copy_postgres(folder: Path) -> Copied:
    """The rows are counted in the very snapshot that is written out."""
    target = folder / contents.DATABASES["postgresql"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        names = sorted(connection.introspection.table_names(cursor))
        tables = _counted(names, cursor.execute, cursor.fetchone)
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={target}")  # fmt: skip
    return Copied(target.name, tables)


def _counted(
    names: list[str], execute: Callable[[str], object], fetch: Callable[[], tuple[int, ...] | None]
) -> dict[str, int]:
    counted = {}
    for name in names:
        execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names the database gave
        row = fetch()
        counted[name] = row[0] if row else 0
    return counted


def _run(tool: str, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise DomainError(
            "client_tools_missing",
            f"没有找到 {tool}。请安装与数据库同版本的 PostgreSQL 客户端（Debian：postgresql-client），再试。",
        )
    parameters = connection.get_connection_params()
    told = {name: str(parameters[key]) for key, name in _VARIABLES.items() if parameters.get(key)}
    done = subprocess.run(  # noqa: S603 - our own words
        [program, *arguments], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = (done.stderr.strip() or f"以 {done.returncode} 结束").splitlines()[0]
        raise DomainError("client_tool_failed", f"{tool} 没有办成：{words}")


@contextmanager
def scratch_database(name: str) -> Iterator[None]:
    """Inside, the product works in an empty database beside its own, which is gone afterwards."""
    own = connection.settings_dict["NAME"]
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except ProgrammingError as error:
        raise DomainError(
            "no_scratch_database",
            "数据库账户不能建库，没法在原处试恢复。请授予 CREATEDB，或在另一台机器上用 dukao restore 演练。",
        ) from error
    try:
        _work_in(name)
        yield
    finally:
        _work_in(own)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _work_in(name: str) -> None:
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    connection.settings_dict["NAME"] = name
