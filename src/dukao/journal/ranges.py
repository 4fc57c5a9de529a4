"""Sets of entry numbers written as ranges: "4001-4500,4503"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def written(numbers: Iterable[int]) -> str:
    """
    >>> written([3, 7, 8, 9, 12])
    '3,7-9,12'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def read(text: str) -> Iterator[int]:
    """
    >>> list(read("3,7-9,12"))
    [3, 7, 8, 9, 12]
    """
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
