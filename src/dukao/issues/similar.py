"""How alike two problems read: shares of common character pairs, without anything but the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_MARKS = re.compile(r"[\W_\d]+")


def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters; marks, blanks and figures separate nothing.

    >>> sorted(pairs("路面 恢复"))
    ['恢复', '路面', '面恢']
    """
    plain = _MARKS.sub("", text)
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice: twice what is common over what there is, from 0 to 1.

    >>> round(likeness(pairs("路面恢复超期"), pairs("路面恢复不及时")), 2)
    0.55
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def most_alike(
    text: str, known: Iterable[tuple[T, str]], *, least: float, most: int
) -> list[tuple[T, float]]:
    """Those of ``known`` that read most like ``text``, the likest first; earlier ones win a draw."""
    wanted = pairs(text)
    scored = [(key, likeness(wanted, pairs(other))) for key, other in known]
    near = [(key, share) for key, share in scored if share >= least]
    return sorted(near, key=lambda one: -one[1])[:most]
