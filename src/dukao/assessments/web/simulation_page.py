"""The page of one simulation as its address asks for it: one group, movers in the order asked for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import QueryDict

from dukao.assessments.selectors.simulations import Finding, Unit
from dukao.ui.tables import Column, Listing

COLUMNS = (
    Column("name", "单位", sort="name"),
    Column("old_rank", "原名次", sort="old_rank", numeric=True),
    Column("rank", "推演名次", sort="rank", numeric=True),
    Column("rise", "升降", sort="moves"),
    Column("old_total", "原得分", sort="old_total", numeric=True),
    Column("total", "推演得分", sort="total", numeric=True),
    Column("change", "分差", sort="change", numeric=True),
    Column("why", "为什么"),
)
LAST = 10**9

_ORDERS: dict[str, Callable[[Unit], Any]] = {
    "name": lambda unit: unit.name,
    "old_rank": lambda unit: unit.old_rank or LAST,
    "rank": lambda unit: unit.rank or LAST,
    "moves": lambda unit: (abs(unit.rise or 0), abs(unit.change or Decimal(0))),
    "old_total": lambda unit: unit.old_total or Decimal(-LAST),
    "total": lambda unit: unit.total or Decimal(-LAST),
    "change": lambda unit: unit.change or Decimal(0),
}


class SimulationPage:
    """What the template asks of one simulation."""

    def __init__(self, found: Finding, query: QueryDict) -> None:
        self.found, self.simulation = found, found.simulation
        codes = [code for code, _, _ in found.groups]
        asked = query.get("group", "")
        self.group = asked if asked in codes else codes[0] if codes else ""
        units = {unit.code for unit in self._there}
        self.unit = query.get("unit", "") if query.get("unit", "") in units and found.has_units else ""
        listing = Listing(query, columns=COLUMNS, default_sort="-moves", carried=("group", "unit"))
        key = _ORDERS[listing.sort.removeprefix("-")]
        ordered = sorted(self._there, key=key, reverse=listing.sort.startswith("-"))
        self.listing = listing.show(ordered)

    @property
    def _there(self) -> list[Unit]:
        return [unit for unit in self.found.units if unit.group == self.group]

    @cached_property
    def by_rank(self) -> list[Unit]:
        """The group's units with a place, the first first."""
        return sorted(
            (unit for unit in self._there if unit.rank and unit.low), key=lambda unit: unit.rank or 0
        )

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Units whose place can be looked at alone."""
        if not self.found.has_units:
            return []
        placed = sorted((unit for unit in self._there if unit.rank), key=lambda unit: unit.rank or 0)
        return [(unit.code, unit.name) for unit in placed]

    @property
    def size(self) -> int:
        return len(self._there)

    @cached_property
    def weightiest(self) -> list[dict[str, Any]]:
        """The assumptions that move places most (those of all, or that of the unit), with their bars."""
        rows = self.found.weightiest(self.unit)[:12]
        longest = max((max(row["total"], row["first"], 0) for row in rows), default=0) or 1
        return [
            {
                **row,
                "first_bar": f"{max(row['first'], 0) / longest * 100:.2f}",
                "total_bar": f"{max(row['total'], 0) / longest * 100:.2f}",
            }
            for row in rows
        ]

    def driver(self, unit: Unit) -> str:
        """The assumption that moves this unit's place most; empty where none does."""
        rows = self.found.weightiest(unit.code)
        return f"{rows[0]['name']}{'的权重' if rows[0]['kind'] == 'weight' else ''}" if rows else ""
