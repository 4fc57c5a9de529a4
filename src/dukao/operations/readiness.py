"""What must hold before anything is served."""

from __future__ import annotations

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


def is_new() -> bool:
    """Nothing was ever put into this database: there is nothing to back up, and nobody to log in."""
    return not connection.introspection.table_names()


def first_line(error: Exception) -> str:
    """Drivers append hints for programmers on further lines."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


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
        raise DomainError(
            "database_unreachable",
            f"数据库连不上：{first_line(error)}。请检查 DUKAO_DATABASE_URL 和数据库服务。",
        ) from error
    if new:
        raise DomainError(
            "not_set_up",
            "这里还没有建库。先运行 dukao setup，建库并设立第一批账户（只想看看示例，运行 dukao demo）。",
        )
    if missing:
        raise DomainError(
            "migrations_missing", f"数据库还差 {missing} 步升级。请先备份，再运行 dukao migrate。"
        )
