"""What must hold before anything is served."""

from __future__ import annotations

import re

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from dukao.kernel.errors import DomainError

#: A database on the same network answers at once or not at all.
CONNECT_SECONDS = 5


def missing_migrations() -> int:
    """How many migrations the database still lacks; raises ``DatabaseError`` when it does not answer."""
    _try_connecting()
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def forgo_pool() -> None:
    """For a command of one thread: it hears at once and in the server's words why there is no answer.

    A pool would go on trying for a while, and say only that it did.
    """
    connection.settings_dict["OPTIONS"].pop("pool", None)


def is_new() -> bool:
    """Nothing was ever put into this database: there is nothing to back up, and nobody to log in."""
    return not connection.introspection.table_names()


def first_line(error: Exception) -> str:
    """Drivers append hints for programmers on further lines."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


#: What drivers say when there is no connection: the cause in words, and what to do about it.
_NO_CONNECTION = tuple(
    (re.compile(pattern, re.IGNORECASE), cause, remedy)
    for pattern, cause, remedy in (
        (
            r'server at "(.*?)", port (\d+) failed: connection refused',
            r"\1 的 \2 端口没有 PostgreSQL 在运行",
            "请启动数据库服务（systemctl start postgresql），或改 DUKAO_DATABASE_URL。",
        ),
        (
            r"password authentication failed|no password supplied",
            "用户名或密码不对",
            "请改 DUKAO_DATABASE_URL 里的用户名和密码。",
        ),
        (
            r'database "(.*?)" does not exist',
            r"服务器上没有名为 \1 的数据库",
            "请用 createdb 建立，或改 DUKAO_DATABASE_URL。",
        ),
        (
            r'role "(.*?)" does not exist',
            r"服务器上没有名为 \1 的用户",
            "请用 createuser 建立，或改 DUKAO_DATABASE_URL。",
        ),
        (r"no pg_hba\.conf entry", "服务器不接受这台机器连接", "请改数据库服务器的 pg_hba.conf。"),
        (
            r"failed to resolve host '(.*?)'",
            r"找不到主机 \1",
            "请改 DUKAO_DATABASE_URL 里的主机名，或检查网络。",
        ),
        (r"timeout", "等了很久没有回答", "请检查数据库服务和网络。"),
        (
            r"too many clients|connection slots",
            "连接已用完",
            "请停掉多余的程序，或调大数据库的 max_connections。",
        ),
    )
)


def why_unreachable(error: Exception) -> tuple[str, str]:
    """The cause and what to do about it; the driver's own first line where it is of no known kind."""
    for pattern, cause, remedy in _NO_CONNECTION:
        if found := pattern.search(str(error)):
            return found.expand(cause), remedy
    return first_line(error), "请检查 DUKAO_DATABASE_URL、数据库服务和网络。"


def _try_connecting() -> None:
    """One try past the connection pool, which would go on trying for half a minute."""
    if connection.vendor != "postgresql" or connection.connection is not None:
        return
    parameters = {**connection.get_connection_params(), "connect_timeout": CONNECT_SECONDS}
    parameters.pop("pool", None)
    import psycopg

    with connection.wrap_database_errors:
        psycopg.connect(**parameters).close()


def require_database() -> None:
    """Refuse in words when the database does not answer or is older than the code."""
    try:
        missing = missing_migrations()
        new = bool(missing) and is_new()
    except DatabaseError as error:
        cause, remedy = why_unreachable(error)
        raise DomainError("database_unreachable", f"数据库连不上：{cause}。{remedy}") from error
    if new:
        raise DomainError(
            "not_set_up",
            "这里还没有建库。先运行 dukao setup，建库并设立第一批账户（只想看看示例，运行 dukao demo）。",
        )
    if missing:
        raise DomainError(
            "migrations_missing", f"数据库还差 {missing} 步升级。请先备份，再运行 dukao migrate。"
        )
