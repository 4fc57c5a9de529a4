"""The database: does it answer, is it as new as the code, does its time run forward."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from dukao.operations.doctor.findings import Finding, advice, fault, good

#: A database in the same building answers in well under a millisecond.
SLOW_MILLISECONDS = 20
UNSEALED_ALARM = timedelta(seconds=10)


def check_database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from dukao.operations.readiness import is_new, missing_migrations, why_unreachable

    try:
        missing = missing_migrations()
    except DatabaseError as error:
        cause, remedy = why_unreachable(error)
        yield fault("数据库", f"连不上：{cause}。", remedy)
        return
    name = f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    if missing and is_new():
        yield fault("数据库", f"{name}，还没有建库。", "运行 dukao setup，建库并设立第一批账户。")
        return
    if missing:
        yield fault("数据库", f"{name}，还差 {missing} 步升级。", "先备份，再运行 dukao migrate。")
        return
    yield good("数据库", f"{name}，结构与程序一致。")
    yield _speed()


def _speed() -> Finding:
    """The best of three small questions: what each page asks dozens of times."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _ in range(3):
            began = time.perf_counter()
            cursor.execute("SELECT 1")
            times.append(time.perf_counter() - began)
    milliseconds = min(times) * 1000
    if milliseconds > SLOW_MILLISECONDS:
        return advice(
            "数据库快慢",
            f"问一句要 {milliseconds:.0f} 毫秒，页面会明显变慢。",
            "检查数据库服务器的负载和网络。",
        )
    return good("数据库快慢", f"问一句 {milliseconds:.1f} 毫秒。")


def check_journal() -> Iterator[Finding]:
    """Whether it goes on being sealed, in time that runs forward; `dukao journal verify` reads it whole."""
    from django.db import DatabaseError

    try:
        yield from _journal_time()
        yield from _journal_sealing()
    except DatabaseError:
        return  # check_database has said it


def _journal_sealing() -> Iterator[Finding]:
    from dukao.journal import anchor
    from dukao.journal.selectors import standing
    from dukao.kernel import clock

    now, state, noted = clock.now(), standing(), anchor.noted()
    if noted and (state.head is None or state.head.pk < noted.checkpoint):
        yield fault(
            "日志", "数据库之外留有的封存点，库里没有：末尾被截去，或恢复了旧的备份。",
            "运行 dukao journal verify；恢复过备份的，留下 journal-head 作证，再移走它。",
        )  # fmt: skip
    elif state.waiting_since and now - state.waiting_since > UNSEALED_ALARM:
        age = (now - state.waiting_since).total_seconds()
        yield advice("日志", f"{state.waiting:,} 条没有封存，最早的已等 {age:,.0f} 秒。", "启动后台进程。")
    else:
        yield good("日志", f"已封存 {state.sealed:,} 条。")


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
