"""The queue between the pages and the worker: where it stands, and whether it answers."""

from __future__ import annotations

from collections.abc import Iterator

from dukao.operations.doctor.findings import Finding, fault, good


def check_queue() -> Iterator[Finding]:
    from huey.contrib.djhuey import HUEY

    kind = {"SqliteHuey": "内置的文件", "RedisHuey": "Redis", "PostgresHuey": "PostgreSQL"}
    name = kind.get(type(HUEY).__name__, type(HUEY).__name__)
    try:
        _ask(HUEY.storage)
    except Exception as error:
        # The driver's own words may repeat the address with its password.
        yield fault(
            "任务队列",
            f"{name}，连不上（{type(error).__name__}）。",
            "检查 DUKAO_QUEUE_URL 和队列服务。业务照常，提醒和长任务要等它恢复。",
        )
    else:
        yield good("任务队列", f"{name}，能用。")


def _ask(storage: object) -> None:
    """One question that needs a connection and no table: the worker makes those when it first starts."""
    connection = storage.conn  # type: ignore[attr-defined]
    if hasattr(connection, "ping"):
        connection.ping()
    else:
        connection.execute("SELECT 1")
