"""Rows of codes turned into units: who lived when, under which names and parents, and who followed whom.

The source knows years, and its lists are those of 31 December; so a span begins and ends on that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dukao.kernel.errors import DomainError
from dukao.organisations.divisions.reading import Row
from dukao.organisations.vocabulary import SuccessionKind


@dataclass(frozen=True, slots=True)
class Stage:
    """A span with one name and one chain of units above, the province first."""

    name: str
    level: str
    since: date
    until: date | None
    above: tuple[Life, ...]


@dataclass(eq=False, slots=True)
class Life:
    """One unit: rows of one code that follow each other without a break."""

    rows: list[Row]

    @property
    def code(self) -> str:
        return self.rows[0].code

    @property
    def since(self) -> date:
        return list_day(self.rows[0].first)

    @property
    def until(self) -> date | None:
        last = self.rows[-1].last
        return None if last is None else list_day(last)

    def row_in(self, year: int) -> Row | None:
        return next(
            (row for row in self.rows if row.first <= year and (row.last is None or year < row.last)), None
        )


@dataclass(frozen=True, slots=True)
class Step:
    """``successor`` took over from ``predecessor`` on that day."""

    predecessor: Life
    successor: Life
    kind: str
    on: date


class Plan:
    """All lives of a table, with their stages and successions."""

    def __init__(self, rows: Iterable[Row]) -> None:
        by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_code[row.code].append(row)
        self._found: dict[tuple[str, int], Life | None] = {}
        self._lives = {code: list(_lives(of_code)) for code, of_code in by_code.items()}
        years = [
            year for row_list in by_code.values() for row in row_list for year in (row.first, row.last or 0)
        ]
        self._last_year = max(years, default=0)
        self.lives = [life for code in sorted(self._lives) for life in self._lives[code]]
        self.steps = list(self._steps())

    def stages(self, life: Life) -> list[Stage]:
        """Spans of the life in which name and everything above stayed the same, oldest first."""
        stages: list[Stage] = []
        for row in life.rows:
            first, chain = row.first, self._above(row, row.first)
            for year in range(row.first + 1, row.last or self._last_year + 1):
                if (now := self._above(row, year)) != chain:
                    stages.append(Stage(row.name, row.level, list_day(first), list_day(year), chain))
                    first, chain = year, now
            until = None if row.last is None else list_day(row.last)
            stages.append(Stage(row.name, row.level, list_day(first), until, chain))
        return stages

    def _above(self, row: Row, year: int) -> tuple[Life, ...]:
        """Province and prefecture of that code in that year; a county may stand directly below a province."""
        codes = [f"{row.code[:2]}0000", f"{row.code[:4]}00"]
        found = (self._living(code, year) for code in dict.fromkeys(codes) if code != row.code)
        return tuple(life for life in found if life is not None)

    def _living(self, code: str, year: int) -> Life | None:
        """Asked for the same prefecture and year by each of its counties, so remembered."""
        if (code, year) not in self._found:
            self._found[code, year] = next(
                (life for life in self._lives.get(code, ()) if life.row_in(year)), None
            )
        return self._found[code, year]

    def _steps(self) -> Iterator[Step]:
        named = [found for life in self.lives for found in self._named_successors(life)]
        heirs: dict[Life, int] = defaultdict(int)
        for life, successor, year in named:
            heirs[successor] += list_day(year) == life.until
        wholes: dict[Life, int] = defaultdict(int)
        for life, _, year in named:
            wholes[life] += list_day(year) == life.until
        for life, successor, year in named:
            on = list_day(year)
            if on != life.until:
                kind = SuccessionKind.TRANSFER
            elif wholes[life] > 1:
                kind = SuccessionKind.SPLIT
            elif successor.since == on and heirs[successor] == 1:
                kind = SuccessionKind.RENAME
            else:
                kind = SuccessionKind.MERGE
            yield Step(life, successor, kind, on)

    def _named_successors(self, life: Life) -> Iterator[tuple[Life, Life, int]]:
        for row in life.rows:
            for code, part_year in row.successors:
                year = part_year or row.last
                successor = None if year is None else self._living(code, year)
                if successor is None or year is None:
                    raise DomainError(
                        "unknown_successor",
                        f"{row.code}（{row.name}）的新代码 {code} 在 {year} 年并不存在，请核对文件。",
                    )
                if successor is not life:
                    yield life, successor, year


def list_day(year: int) -> date:
    return date(year, 12, 31)


def _lives(rows: list[Row]) -> Iterator[Life]:
    """Rows of one code, cut where the unit ended.

    It goes on under a new name when the next row begins as this one ends and the source names no other
    unit that took over; otherwise the code was given to a new unit.
    """
    life: Life | None = None
    for row in sorted(rows, key=lambda row: row.first):
        if life is not None:
            before = life.rows[-1]
            if before.last is None or before.last > row.first:
                raise DomainError(
                    "code_overlap", f"代码 {row.code} 在 {row.first} 年同时属于两个单位，请核对文件。"
                )
            wholly = {code for code, year in before.successors if year is None}
            if before.last == row.first and wholly <= {row.code}:
                life.rows.append(row)
                continue
            yield life
        life = Life([row])
    if life is not None:
        yield life
