"""Plain facts that patterns read; selectors gather them from the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One cell of a published scheme's targets, changed. ``eases``: the new value asks for less."""

    entry: int
    at: datetime
    unit: int
    unit_name: str
    item: str
    item_name: str
    period: str
    before: Decimal
    after: Decimal
    eases: bool
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What one person decided in the year, as reviewer of one lead unit."""

    account: int
    name: str
    unit: int | None
    unit_name: str
    accepted: int
    returned: int


@dataclass(frozen=True, slots=True)
class Total:
    """One unit's total in one round, with the lines of the scheme's grades."""

    round: int
    round_name: str
    unit: int
    unit_name: str
    total: Decimal
    lines: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """One reported line. ``is_amount``: a cumulative quantity, not a rate or a score."""

    line: int
    report: int
    unit: int
    unit_name: str
    item: str
    item_name: str
    period: str
    value: Decimal | None
    is_amount: bool
    narrative: str
    returns: int
    target_is_nought: bool


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture attached to a line, with its 64-bit fingerprint."""

    line: int
    unit: int
    unit_name: str
    item_name: str
    period: str
    name: str
    file: int
    fingerprint: int
    added_on: date


@dataclass(frozen=True, slots=True)
class Grant:
    """An extension that was granted."""

    extension: int
    matter: int
    number: str
    title: str
    unit: int
    unit_name: str
    old_due_on: date
    new_due_on: date
    asked_on: date
    granted_on: date
    granted_by: str
    reason: str
