"""One press for many rows: those it is for are done, the others are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from dukao.kernel.errors import DomainError

T = TypeVar("T")


def parted(
    ticked: Iterable[T], is_apt: Callable[[T], object], *, refusal: str, others: str
) -> tuple[list[T], str]:
    """Those the act is for, and ``others`` with how many were ticked besides; ``refusal`` where none is apt.

    >>> parted([1, 2, 3], lambda row: row < 3, refusal="一件都不能办。", others="另有 {} 件没有动。")
    ([1, 2], '另有 1 件没有动。')
    """
    rows = list(ticked)
    apt = [row for row in rows if is_apt(row)]
    if not apt:
        raise DomainError("none_apt", refusal, 409)
    left = len(rows) - len(apt)
    return apt, others.format(left) if left else ""
