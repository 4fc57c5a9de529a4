"""How alike two texts are: shared runs of characters, figures and punctuation left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEFT_OUT = re.compile(r"[\W\d_]+")


def bare(text: str) -> str:
    """What remains to be compared.

    >>> bare("1—11 月累计 76 个，为序时计划的 98.2%。")
    '月累计个为序时计划的'
    """
    return _LEFT_OUT.sub("", text)


def grams(text: str, n: int) -> frozenset[str]:
    """All runs of ``n`` characters.

    >>> sorted(grams("老旧小区", 3))
    ['旧小区', '老旧小']
    """
    return frozenset(text[at : at + n] for at in range(max(1, len(text) - n + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared among all, from 0 to 1.

    >>> likeness(grams("abcd", 2), grams("abce", 2))
    0.5
    """
    return len(one & other) / len(one | other) if one or other else 0.0


def clusters(texts: Iterable[str], n: int, least: float) -> list[list[str]]:
    """Texts that hang together, each by likeness with some other of its cluster; equal ones count once."""
    known = list(dict.fromkeys(texts))
    parts = [grams(text, n) for text in known]
    group = list(range(len(known)))
    for one in range(len(known)):
        for other in range(one):
            if group[one] != group[other] and likeness(parts[one], parts[other]) >= least:
                old, new = group[one], group[other]
                group = [new if number == old else number for number in group]
    found: dict[int, list[str]] = {}
    for text, number in zip(known, group, strict=True):
        found.setdefault(number, []).append(text)
    return list(found.values())
