"""From which lists field verification may be drawn: rooms that hold the items say so at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dukao.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One item that may be drawn. Nothing in it is secret: the list is published with its digest."""

    number: str
    title: str
    unit_id: int
    matter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """``ranges`` gives what can be drawn from now, as value and words; ``items`` the closed list of one."""

    key: str
    label: str
    ranges: Callable[[Actor, datetime], list[tuple[str, str]]]
    items: Callable[[Actor, str, datetime], list[Item]]


_pools: dict[str, Pool] = {}


def add_pool(pool: Pool) -> None:
    """Called from ``AppConfig.ready``."""
    _pools[pool.key] = pool


def pools() -> tuple[Pool, ...]:
    return tuple(_pools.values())


def pool_of(key: str) -> Pool | None:
    return _pools.get(key)
