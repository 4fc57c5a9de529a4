"""What an entry changed, in words: targets are named in the journal by their cells alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dukao.journal.sentences import Change, changes
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.selectors import item_names
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.journal.models import Entry


class Wording:
    """Names of the units and items that these entries' targets are about, looked up at once."""

    def __init__(self, actor: Actor, entries: Iterable[Entry]) -> None:
        rows = [entry for entry in entries if _is_of_cells(entry)]
        units, codes = set(), set()
        for entry in rows:
            for key in entry.before or ():
                unit, item, _ = split_cell(key)
                units.add(unit)
                codes.add((int(entry.subject_id), item))
        day = max((local_day(entry.at) for entry in rows), default=None)
        self._actor = actor
        self._units = versions_by_unit(units, day) if day else {}
        self._items = item_names(codes) if codes else {}

    def concerns_reader(self, entry: Entry) -> bool:
        """False for targets that were set for units of other people's scope alone."""
        return not _is_of_cells(entry) or any(self._is_read(entry, key) for key in entry.before or ())

    def changes(self, entry: Entry) -> tuple[Change, ...]:
        found = changes(entry)
        if not _is_of_cells(entry):
            return tuple(found)
        return tuple(
            Change(self._cell(entry, change.key), change.before, change.after, change.key)
            for change in found
            if self._is_read(entry, change.key)
        )

    def title(self, entry: Entry) -> str:
        """What it is about: the cell itself where one target was set, else as the journal has it."""
        cells = (
            [key for key in entry.before or () if self._is_read(entry, key)] if _is_of_cells(entry) else []
        )
        return self._cell(entry, cells[0]) if len(cells) == 1 else entry.subject_label

    def _is_read(self, entry: Entry, key: str) -> bool:
        if self._actor.covers(entry.unit_path, Role.DISCIPLINE):
            return True
        place = self._units.get(split_cell(key)[0])
        return place is not None and self._actor.covers(place.path, Role.DISCIPLINE)

    def _cell(self, entry: Entry, key: str) -> str:
        """市工信局 技改投资 2026 年 12 月, for "12/G-01/2026-12"."""
        unit, item, period = split_cell(key)
        place = self._units.get(unit)
        name = self._items.get((int(entry.subject_id), item), item)
        return f"{place.short_name if place else unit} {name} {Period.parse(period).label}目标"


def _is_of_cells(entry: Entry) -> bool:
    """Targets of a version that had some before, each under its cell."""
    return entry.event == "targets_set" and bool(entry.before)


def split_cell(key: str) -> tuple[int, str, str]:
    """Unit, item and month of a target as the journal writes them.

    >>> split_cell("12/G-01/2026-12")
    (12, 'G-01', '2026-12')
    """
    unit, rest = key.split("/", 1)
    item, period = rest.rsplit("/", 1)
    return int(unit), item, period
