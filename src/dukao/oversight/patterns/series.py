"""A unit's figures of one item over the months of a year, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dukao.oversight.patterns.facts import Reported
from dukao.oversight.patterns.pattern import Link


@dataclass(frozen=True, slots=True)
class Course:
    """``lines`` in the order of months, each with a value; a cumulative amount."""

    lines: tuple[Reported, ...]

    @property
    def first(self) -> Reported:
        return self.lines[0]

    @property
    def key(self) -> str:
        return f"{self.first.unit}:{self.first.item}"

    @property
    def values(self) -> list[Decimal]:
        return [line.value for line in self.lines if line.value is not None]

    def steps(self) -> list[tuple[Reported, Decimal]]:
        """What each month added to the one before; the first month stands by itself and is left out."""
        values = self.values
        pairs = zip(self.lines[1:], values[1:], values, strict=False)
        return [(line, now - before) for line, now, before in pairs]

    def figures(self) -> tuple[tuple[str, str], ...]:
        return tuple((line.period, f"{line.value:f}") for line in self.lines)


def once_a_month(lines: Iterable[Reported]) -> Iterable[Reported]:
    """An item of two schemes is reported in each of them, and is one fact of its unit and month."""
    return {(line.unit, line.item, line.period): line for line in lines}.values()


def courses(lines: Iterable[Reported]) -> Iterator[Course]:
    """Of every unit and item that reports a cumulative amount, the months that have a value."""
    found: dict[tuple[int, str], list[Reported]] = defaultdict(list)
    for line in once_a_month(line for line in lines if line.is_amount and line.value is not None):
        found[line.unit, line.item].append(line)
    for rows in found.values():
        yield Course(tuple(sorted(rows, key=lambda row: row.period)))


def report_link(line: Reported) -> Link:
    return Link(f"{line.unit_name} {line.period} 填报", f"/reports/{line.report}/")
