"""Failures that are nobody's mistake and pass: the database is away, the disk is full. Each has its words."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError


@dataclass(frozen=True, slots=True)
class Outage:
    """What people are told, and after how many seconds a program may ask again."""

    code: str
    title: str
    sentence: str
    retry_after: int


AWAY = Outage(
    "database_away",
    "数据库暂时连不上",
    "这一步没有办成，没有改动任何数据。系统恢复后会自动接上，请过一会儿再试。",
    10,
)
BUSY = Outage(
    "database_busy", "系统正忙", "等待的时间太长，这一步没有办成，没有改动任何数据。请稍后再试。", 5
)
FULL = Outage(
    "disk_full",
    "服务器磁盘已满",
    "现在不能保存，这一步没有办成；已有的内容不受影响。请告诉系统管理员清理磁盘。",
    60,
)
READ_ONLY = Outage(
    "disk_read_only",
    "服务器暂时只读",
    "现在不能保存，这一步没有办成；已有的内容不受影响。请告诉系统管理员检查磁盘。",
    60,
)
DAMAGED = Outage(
    "database_damaged",
    "服务器磁盘读写出错",
    "已停止办理，以免坏上加坏。请告诉系统管理员运行 dukao doctor 检查磁盘。",
    300,
)

_BY_ERRNO = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY}
#: By the beginning of SQLite's own name for it; what is in none of these is a fault of ours.
_BY_SQLITE = {
    "SQLITE_FULL": FULL, "SQLITE_IOERR_SHMSIZE": FULL, "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": BUSY, "SQLITE_LOCKED": BUSY,
    "SQLITE_CORRUPT": DAMAGED, "SQLITE_NOTADB": DAMAGED, "SQLITE_IOERR": DAMAGED, "SQLITE_CANTOPEN": AWAY,
    "SQLITE_PROTOCOL": AWAY,
}  # fmt: skip
#: PostgreSQL's classes and codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
_BY_SQLSTATE = {
    "53100": FULL, "53": BUSY, "25006": READ_ONLY, "57014": BUSY, "57": AWAY, "08": AWAY, "55P03": BUSY,
    "40": BUSY, "58": DAMAGED, "XX001": DAMAGED, "XX002": DAMAGED,
}  # fmt: skip


def outage_behind(error: BaseException | None) -> Outage | None:
    """The outage that made ``error`` happen, however deep it lies; ``None`` when it is a fault of ours."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if found := _named_by(error):
            return found
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def _named_by(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    if name := getattr(error, "sqlite_errorname", None):
        return next((outage for known, outage in _BY_SQLITE.items() if name.startswith(known)), None)
    if state := getattr(error, "sqlstate", None):
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2])
    # A connection that was never made or has been cut has no code of its own.
    return AWAY if isinstance(error, InterfaceError) or _is_cut(error) else None


def _is_cut(error: BaseException) -> bool:
    driver = error.__cause__
    return (
        isinstance(error, OperationalError)
        and type(driver).__module__.startswith("psycopg")
        and not getattr(driver, "sqlstate", None)
    )
