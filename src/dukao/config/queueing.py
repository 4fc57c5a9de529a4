"""The queue of the worker by one setting: a file, Redis or PostgreSQL."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAME = "dukao"
_REDIS = frozenset({"redis", "rediss", "unix"})
_POSTGRES = frozenset({"postgres", "postgresql"})


def queue_settings(address: str, home: Path) -> dict[str, Any]:
    """What ``HUEY`` says for an address; "" is a file in the home folder.

    A name after ``#`` keeps several installations on one server apart.

    >>> queue_settings("redis://127.0.0.1/2#county", Path("/srv"))["name"]
    'county'
    """
    target, name = urldefrag(address)
    common = {"name": name or NAME, "immediate": False, "utc": False}
    scheme = urlsplit(target).scheme
    if not target:
        return {**common, "huey_class": "huey.SqliteHuey", "filename": str(home / "queue.sqlite3")}
    if scheme in _REDIS:
        if find_spec("redis") is None:
            raise ImproperlyConfigured("DUKAO_QUEUE_URL 指向 Redis，请先安装 dukao[redis]")
        return {**common, "huey_class": "huey.RedisHuey", "url": target}
    if scheme in _POSTGRES:
        # Its tables are made when the worker starts, so that no connection is open when the server forks.
        return {**common, "huey_class": "huey.PostgresHuey", "dsn": target, "create_tables": False}
    raise ImproperlyConfigured("DUKAO_QUEUE_URL 只认 redis:// 和 postgres:// 开头的地址；不设就用内置的文件")
