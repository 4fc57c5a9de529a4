"""What good practice may come from: an open registry that rooms which sign things off fill at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class Origin:
    """Something that was done: its name and the way there, who did it within whose scope.

    ``title`` and ``text`` are what a case may begin from: what it was, what was done, what came of it.
    """

    ref: str
    label: str
    url: str
    unit_id: int
    scope_id: int
    is_signed_off: bool
    title: str
    text: str
    source: str = ""


#: Raises :class:`Missing` for whoever may not know of it.
Finder = Callable[[Actor, int, date], Origin]

_finders: dict[str, Finder] = {}


def add_finder(kind: str, finder: Finder) -> None:
    """Register ``finder`` for what is called "``kind``:17"; called from ``AppConfig.ready``."""
    _finders[kind] = finder


def origin_of(actor: Actor, ref: str, day: date) -> Origin:
    """What the reference names, for whoever may see it."""
    kind, _, number = ref.rpartition(":")
    if kind not in _finders or not number.isdecimal() or len(number) > 18:
        raise Missing("没有找到要推荐的这件事，可能已移走，或不在你的查看范围。")
    return _finders[kind](actor, int(number), day)
