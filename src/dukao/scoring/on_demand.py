"""A mapping whose values are made when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """Values by code, each made once.

    >>> squares = OnDemand({"2": 0, "3": 0}, lambda code: int(code) ** 2)
    >>> squares["3"], list(squares), "4" in squares
    (9, ['2', '3'], False)
    """

    def __init__(self, codes: Collection[str], make: Callable[[str], T]):
        self._codes, self._make = codes, make
        self._made: dict[str, T] = {}

    def __getitem__(self, code: str) -> T:
        if code not in self._made:
            if code not in self._codes:
                raise KeyError(code)
            self._made[code] = self._make(code)
        return self._made[code]

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)
