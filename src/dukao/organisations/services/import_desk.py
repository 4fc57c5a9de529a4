"""What the lines of a unit workbook share: who imports, from which day, and what stands so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.vocabulary import Tree
from dukao.organisations.workbook.reading import Line
from dukao.organisations.workbook.sheets import UNITS

Key = tuple[str, str]


class BadLine(Exception):
    """A line that cannot be carried out: which column, what is wrong, what to do."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What a line did. ``word`` is 新增, 变更 or 更正."""

    word: str
    subject: str
    detail: str = ""


@dataclass(slots=True)
class Desk:
    """Who imports from which day on, and the structure as it stands by the line at hand."""

    actor: Actor
    on: date
    at: datetime
    reason: str
    #: Units as they stood before the first line.
    known: dict[Key, UnitVersion] = field(default_factory=dict)
    #: Those and the ones added since.
    units: dict[Key, Unit] = field(default_factory=dict)
    #: Units whose line cannot be carried out, with the number of the line.
    given_up: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        versions = UnitVersion.objects.filter(holds_on(self.on)).exclude(unit__tree=Tree.DIVISION)
        for version in versions.select_related("unit", "parent"):
            self.known[version.unit.tree, version.unit.code] = version
        self.units = {key: version.unit for key, version in self.known.items()}

    def unit(self, tree: str, code: str, column: str) -> Unit:
        if (tree, code) in self.given_up:
            number = self.given_up[tree, code]
            raise BadLine(column, f"“{code}”在“单位”表第 {number} 行，那一行没有通过。请先改那一行。")
        unit = self.units.get((tree, code))
        if unit is None:
            raise BadLine(column, f"{self.on} 没有代码为“{code}”的单位。请先在“单位”表里加上它，或核对代码。")
        return unit

    def give_up(self, line: Line) -> None:
        """Nothing of this line stays, and what needs its unit cannot be carried out either."""
        if line.sheet == UNITS.key:
            self.given_up[key_of(line)] = line.number

    def by(self) -> dict[str, Any]:
        return {"actor": self.actor, "at": self.at, "reason": self.reason}


def key_of(line: Line) -> Key:
    """What tells the units of the file apart."""
    return tree_in(line.cells), line.cells.get("code", "")


def day_in(cells: dict[str, str], key: str, fallback: date) -> date:
    """The day in that cell; an empty one means the day of the import."""
    return date.fromisoformat(cells[key]) if cells.get(key) else fallback


def tree_in(cells: dict[str, str]) -> str:
    return cells.get("tree") or Tree.ADMINISTRATIVE


def as_bad_line(error: DomainError) -> BadLine:
    """What a service refused, at the column it most likely stands in."""
    return BadLine(_COLUMNS.get(error.code, ""), error.sentence)


_COLUMNS = {
    "code_taken": "单位代码",
    "level_missing": "层级",
    "level_above_parent": "层级",
    "parent_ends": "上级代码",
    "parent_missing": "上级代码",
    "own_descendant": "上级代码",
    "not_begun": "设立日期",
    "post_held": "任职日期",
    "link_held": "关系",
    "same_unit": "对方单位代码",
    "ends_before_start": "到期日期",
}
