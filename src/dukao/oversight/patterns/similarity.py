"""How alike two texts are: shared runs of characters, figures and punctuation left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

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


def _pairs(parts: Sequence[frozenset[str]], least: float) -> Iterator[tuple[int, int]]:
    """Every pair that may be as alike as ``least``, and few others.

    Of two sets that share so much each has one of its own rarest members in common with the other's: it is
    enough to look for those among the first few in the order of rarity (prefix filter of set joins).
    """
    counts = Counter(gram for part in parts for gram in part)
    holding: dict[str, list[int]] = defaultdict(list)
    for one, part in enumerate(parts):
        few = len(part) - ceil(least * len(part) - 1e-9) + 1
        rarest = sorted(part, key=lambda gram: (counts[gram], gram))[:few]
        for other in sorted({other for gram in rarest for other in holding[gram]}):
            yield one, other
        for gram in rarest:
            holding[gram].append(one)


def clusters(texts: Iterable[str], n: int, least: float) -> list[list[str]]:
    """Texts that hang together, each by likeness with some other of its cluster; equal ones count once."""
    known = list(dict.fromkeys(texts))
    parts = [grams(text, n) for text in known]
    group = list(range(len(known)))
    for one, other in _pairs(parts, least):
        if group[one] != group[other] and likeness(parts[one], parts[other]) >= least:
            old, new = group[one], group[other]
            group = [new if number == old else number for number in group]
    found: dict[int, list[str]] = {}
    for text, number in zip(known, group, strict=True):
        found.setdefault(number, []).append(text)
    return list(found.values())
