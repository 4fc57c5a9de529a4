"""What an entry changed, in words: targets are named in the journal by their cells alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dukao.journal.sentences import Change, changes
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import versions_by_unit
from dukao.schemes.selectors import item_names
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.journal.models import Entry


class Wording:
    """Names of the units and items that these entries' targets are about, looked up at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows = [entry for entry in entries if entry.event == "targets_set" and entry.before]
        units, codes = set(), set()
        for entry in rows:
            for key in entry.before or ():
                unit, item, _ = split_cell(key)
                units.add(unit)
                codes.add((int(entry.subject_id), item))
        day = max((local_day(entry.at) for entry in rows), default=None)
        self._units = versions_by_unit(units, day) if day else {}
        self._items = item_names(codes) if codes else {}

    def changes(self, entry: Entry) -> tuple[Change, ...]:
        found = changes(entry)
        if entry.event != "targets_set" or not entry.before:
            return tuple(found)
        return tuple(Change(self._cell(entry, change.field), change.before, change.after) for change in found)

    def _cell(self, entry: Entry, key: str) -> str:
        """市工信局 技改投资 2026 年 12 月, for "12/G-01/2026-12"."""
        unit, item, period = split_cell(key)
        place = self._units.get(unit)
        name = self._items.get((int(entry.subject_id), item), item)
        return f"{place.short_name if place else unit} {name} {Period.parse(period).label}目标"


def split_cell(key: str) -> tuple[int, str, str]:
    """Unit, item and month of a target as the journal writes them.

    >>> split_cell("12/G-01/2026-12")
    (12, 'G-01', '2026-12')
    """
    unit, rest = key.split("/", 1)
    item, period = rest.rsplit("/", 1)
    return int(unit), item, period
