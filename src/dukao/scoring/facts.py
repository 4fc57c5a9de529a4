"""What is scored: reported values, events, targets and the units, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dukao.scoring.numbers import parse_decimal
from dukao.scoring.periods import Period

ALL_UNITS = "*"


class FactState(StrEnum):
    REPORTED = "reported"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"  # reported, but not reviewed yet: not counted in a provisional score


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported value of a unit. `item` is an item's code or its indicator's, without version."""

    unit: str
    item: str
    period: Period
    value: Decimal | str | int | None
    state: FactState = FactState.REPORTED

    @property
    def number(self) -> Decimal | None:
        """The exact value; none if nothing was reported or the item does not apply."""
        return None if self.value is None else parse_decimal(self.value)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and adds, deducts or vetoes. Events with one `key` are the same fact."""

    unit: str
    item: str
    period: Period
    level: str = ""
    count: int = 1
    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit (or all, `*`) should reach in a period; `worst` and `best` are goalposts."""

    unit: str
    item: str
    period: Period
    value: Decimal | str | int
    name: str = "target"


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A unit that takes part, and its peer group where the scheme does not list it."""

    code: str
    name: str = ""
    group: str = ""
