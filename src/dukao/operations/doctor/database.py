"""The database: does it answer, is it as new as the code, does its time run forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dukao.operations.doctor.findings import Finding, advice, fault, good


def check_database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from dukao.operations.readiness import first_line, missing_migrations

    try:
        missing = missing_migrations()
    except DatabaseError as error:
        yield fault("数据库", f"连不上：{first_line(error)}。", "检查 DUKAO_DATABASE_URL、数据库服务和网络。")
        return
    name = f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    if missing:
        yield fault("数据库", f"{name}，还差 {missing} 步升级。", "先备份，再运行 dukao migrate。")
        return
    yield good("数据库", f"{name}，结构与程序一致。")
    yield from _journal_time()


def _journal_time() -> Iterator[Finding]:
    """A clock that was set back would put new entries before old ones."""
    from dukao.journal.selectors import standing
    from dukao.kernel import clock

    head, now = standing().head, clock.now()
    if head is not None and head.sealed_at > now + timedelta(minutes=1):
        last = head.sealed_at.astimezone(clock.ZONE)
        yield fault(
            "日志时间",
            f"日志最近一次封存于 {last:%Y-%m-%d %H:%M}，晚于现在。",
            "系统时间被拨回过，请校准后再使用。",
        )


def check_engine() -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor == "sqlite":
        yield advice(
            "数据库种类",
            "内置的 SQLite，适合演示和一个单位试用。",
            "全市使用请换 PostgreSQL（Debian：postgresql）。",
        )
