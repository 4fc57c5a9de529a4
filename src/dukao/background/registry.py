"""Kinds of long work by name; each room registers its own in its ``jobs`` module."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

#: ``report(done, total, sentence)``: how far the work is, in words a person waits with.
Report = Callable[[int, int, str], None]
#: The result may hold ``sentence`` (what came out) and ``url`` (where to see it).
Work = Callable[[dict[str, Any], Report], dict[str, Any]]

_works: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Register the function that carries out tasks of ``kind``.

    It must be idempotent: after a power cut it is called again with the same arguments. It opens its
    own transactions, and reports between them, since nobody sees what is reported inside one.
    """

    def register(function: Work) -> Work:
        if _works.setdefault(kind, function) is not function:
            raise ValueError(f"two works are called {kind!r}")
        return function

    return register


def find(kind: str) -> Work:
    """The work of that kind; ``KeyError`` when no room registered one."""
    load_jobs()
    return _works[kind]


@lru_cache(maxsize=1)
def load_jobs() -> None:
    """Import the ``jobs`` module of every room: late, because pages do not need them."""
    autodiscover_modules("jobs")
