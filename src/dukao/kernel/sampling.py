"""Draws by lot that anyone can repeat: the consistent sampler of R. L. Rivest, with strata.

R. L. Rivest, "Consistent Sampling with Replacement" (2018, arXiv:1808.10016), as his reference program
`consistent_sampler` publishes it. Every item has a ticket number between 0 and 1 that depends on the seed
and on the item alone; the items with the smallest tickets are drawn. So an item more in the list may push
others out of the sample, but never changes their order. No Django in here: what a draw rests on has to
stand alone.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from math import ceil

_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)[%％]")
_NUMBER = re.compile(r"[0-9]{1,7}")


class CannotDraw(ValueError):
    """No sample can be drawn like this; the sentence says what to change."""


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """An item's ticket; with replacement it gets a larger one each time it is drawn.

    `number` is a decimal fraction of any length, written "0.…". Two of them compare as text as they do as
    numbers, which a binary float would not keep.
    """

    number: str
    item: str
    generation: int = 1


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digits(text: str) -> str:
    """The SHA-256 of a text in decimal digits, the last one first: the leading ones would not be even."""
    return f"{int(_digest(text), 16):064d}"[::-1]


def first_ticket(seed: str, item: str) -> Ticket:
    """The ticket of an item.

    >>> first_ticket("01382438112797316654", "AB-130").number[:14]
    '0.262997141228'
    """
    return Ticket(f"0.{_digits(_digest(seed) + item)}", item)


def next_ticket(ticket: Ticket) -> Ticket:
    """The larger ticket with which an item that was drawn goes back.

    The nines the number begins with stay, the rest is drawn anew until it is larger than before.
    """
    digits = ticket.number.removeprefix("0.")
    nines = "9" * (len(digits) - len(digits.lstrip("9")))
    count = 1
    while (number := f"0.{nines}{_digits(f'{ticket.number}:{count}')}") <= f"{ticket.number}0":
        count += 1
    return Ticket(number, ticket.item, ticket.generation + 1)


def tickets(seed: str, items: Iterable[str], *, replacement: bool = False) -> Iterator[Ticket]:
    """The items in the order of their tickets; with replacement without end. Raises CannotDraw."""
    if not seed:
        raise CannotDraw("还没有种子，请先定种子再抽")
    waiting = [first_ticket(seed, item) for item in _distinct(items)]
    heapq.heapify(waiting)
    while waiting:
        ticket = heapq.heappop(waiting)
        if replacement:
            heapq.heappush(waiting, next_ticket(ticket))
        yield ticket


def draw(seed: str, items: Iterable[str], size: int, *, replacement: bool = False) -> list[Ticket]:
    """The first `size` tickets: all items when there are fewer and none goes back. Raises CannotDraw."""
    return list(islice(tickets(seed, items, replacement=replacement), size))


def draw_from_strata(
    seed: str, strata: Mapping[str, str], sizes: Mapping[str, int], size: int | None = None
) -> list[Ticket]:
    """The first of every stratum, and then whoever comes next until there are `size`. Raises CannotDraw.

    `strata` names the stratum of every item. An item's ticket is the same with strata and without.
    """
    order = list(tickets(seed, strata))
    left = Counter(sizes)
    chosen = set()
    for ticket in order:
        if left[strata[ticket.item]] > 0:
            left[strata[ticket.item]] -= 1
            chosen.add(ticket)
    if size is not None and len(chosen) > size:
        raise CannotDraw(f"各层合计要抽 {len(chosen)} 项，超过总数 {size}，请改小每层的数或改大总数")
    rest = (ticket for ticket in order if ticket not in chosen)
    more = islice(rest, (size or len(chosen)) - len(chosen))
    return sorted([*chosen, *more])


def sizes_asked(asked: str, strata: Mapping[str, str]) -> dict[str, int]:
    """How many of each stratum, as people write it: 3, or 10%, or 甲=3,乙=2. Raises CannotDraw."""
    if share := _SHARE.fullmatch(asked):
        return share_sizes(strata, Fraction(share[1]) / 100)
    names = set(strata.values())
    if _NUMBER.fullmatch(asked):
        return dict.fromkeys(names, int(asked))
    sizes = dict(part.rpartition("=")[::2] for part in re.split("[,，]", asked))
    wrong = [name for name, count in sizes.items() if name not in names or not _NUMBER.fullmatch(count)]
    if wrong:
        raise CannotDraw(
            f"每层抽几项写的“{wrong[0] or asked}”看不懂：写 3、10% 或 甲=3,乙=2；"
            f"层有：{'、'.join(sorted(names))}"
        )
    return {name: int(count) for name, count in sizes.items()}


def share_sizes(strata: Mapping[str, str], share: Fraction) -> dict[str, int]:
    """The share of every stratum, rounded up: a stratum that holds anything is never passed over.

    >>> share_sizes({"a": "县", "b": "县", "c": "县", "d": "市"}, Fraction(1, 3))
    {'县': 1, '市': 1}
    """
    return {name: ceil(share * count) for name, count in Counter(strata.values()).items()}


def proportional_sizes(strata: Mapping[str, str], size: int) -> dict[str, int]:
    """`size` shared among the strata by their numbers of items.

    By largest remainder; of equal remainders the larger stratum goes first, then the name decides.

    >>> proportional_sizes({"a": "县", "b": "县", "c": "市"}, 2)
    {'县': 1, '市': 1}
    """
    counts = Counter(strata.values())
    size = min(size, len(strata))
    exact = {name: Fraction(size * count, len(strata)) for name, count in counts.items()}
    sizes = {name: int(quota) for name, quota in exact.items()}
    by_remainder = sorted(counts, key=lambda name: (sizes[name] - exact[name], -counts[name], name))
    for name in by_remainder[: size - sum(sizes.values())]:
        sizes[name] += 1
    return sizes


def _distinct(items: Iterable[str]) -> Sequence[str]:
    every = list(items)
    twice = [item for item, count in Counter(every).items() if count > 1]
    if twice:
        raise CannotDraw(f"编号“{twice[0]}”在清单里出现不止一次，编号不能重复")
    if "" in every:
        raise CannotDraw("清单里有一项没有编号")
    return every
