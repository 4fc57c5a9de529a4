"""What is in the way of a command, in one sentence that says what to do; faults of ours have none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError

from dukao.kernel.errors import DomainError
from dukao.kernel.outage import DAMAGED, FULL, READ_ONLY, outage_behind
from dukao.scoring.problems import why

_WROTE_NOTHING = {
    FULL: "磁盘已满，写不进去。请清理磁盘，或把 DUKAO_HOME 移到更大的盘，再运行一次。",
    READ_ONLY: "磁盘或文件只读，写不进去。请检查 DUKAO_HOME 的权限和磁盘（dmesg），再运行一次。",
    DAMAGED: "数据库文件读写出错，可能已损坏。请检查磁盘（dmesg），必要时用 dukao restore 恢复备份。",
}


def sentence_for(error: Exception) -> str | None:
    """The words for whoever ran the command; ``None`` when only a traceback helps to find the mistake."""
    if isinstance(error, DomainError):
        return error.sentence
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, EOFError):
        return "要回答几个问题，这里却没有终端。请在终端里运行，或把答案写成选项，见 --help。"
    if isinstance(error, ImproperlyConfigured):
        return f"配置读不出来：{str(error).rstrip('。')}。请改好这个环境变量，写法见 docs/operations.md。"
    outage = outage_behind(error)
    if outage in _WROTE_NOTHING:
        return _WROTE_NOTHING[outage]
    if isinstance(error, OSError):
        return (
            f"读写不了 {error.filename or '文件'}：{why(error)}。请检查它的权限，或用 DUKAO_HOME 另指一处。"
        )
    if any(isinstance(each, DatabaseError | InterfaceError | sqlite3.Error) for each in _chain(error)):
        return _about_the_database(error)
    return None


def _about_the_database(error: Exception) -> str | None:
    """Not there, not made or older than the code: the same words that ``dukao serve`` has for it."""
    from dukao.operations import readiness

    if isinstance(error, sqlite3.Error) and not isinstance(error, DatabaseError):
        return "打不开数据目录里的文件。请检查 DUKAO_HOME 的权限，运行 dukao doctor 可以看到哪里不对。"
    try:
        readiness.require_database()
    except DomainError as refusal:
        return refusal.sentence
    outage = outage_behind(error)
    return f"{outage.title}，没有办成。请稍后再运行一次。" if outage else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
