"""Days in the field: what the plan says of each object, and how many there were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dukao.checks.fieldwork import attendance
from dukao.checks.models import Check, CheckObject
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import paths_of


@dataclass(frozen=True, slots=True)
class FieldDays:
    """Planned and spent; of several objects, each is over or not for itself."""

    planned: int = 0
    spent: int = 0
    over: int = 0

    def __add__(self, other: FieldDays) -> FieldDays:
        return FieldDays(self.planned + other.planned, self.spent + other.spent, self.over + other.over)

    @property
    def words(self) -> str:
        return f"计划 {self.planned} 天，实际 {self.spent} 天"


NO_DAYS = FieldDays()


def field_days(actor: Actor, checks: Iterable[Check], day: date) -> dict[int, dict[int, FieldDays]]:
    """By check and object, of what may be told the actor; a dropped object is planned no day any more."""
    shown = {check.pk: check for check in checks}
    targets: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = CheckObject.objects.filter(check_of__in=shown).values_list("check_of_id", "unit_id", "dropped_at")
    for check_id, unit, dropped in rows:
        targets[check_id][unit] = dropped is None
    seen = attendance(actor, list(shown))
    standing = objects_standing({(one.check_id, one.unit_id) for one in seen}, day, targets)
    days: dict[tuple[int, int], set[date]] = defaultdict(set)
    for one in seen:
        days[one.check_id, standing[one.check_id, one.unit_id]].add(one.day)
    return {
        check_id: {
            unit: _of(shown[check_id], living, len(days[check_id, unit])) for unit, living in units.items()
        }
        for check_id, units in targets.items()
    }


def objects_standing(
    visited: Collection[tuple[int, int]], day: date,
    targets: dict[int, dict[int, bool]] | None = None,
) -> dict[tuple[int, int], int]:  # fmt: skip
    """For each (check, unit somebody was at): the object it is, or the nearest one above it; else itself."""
    if not visited:
        return {}
    if targets is None:
        targets = defaultdict(dict)
        rows = CheckObject.objects.filter(check_of__in={check for check, _ in visited})
        for check_id, unit in rows.values_list("check_of_id", "unit_id"):
            targets[check_id][unit] = True
    paths = paths_of({unit for _, unit in visited} | {u for units in targets.values() for u in units}, day)
    found = {}
    for check_id, unit in visited:
        above = [one for one in targets.get(check_id, ()) if paths[unit].startswith(paths[one])]
        found[check_id, unit] = max(above, key=lambda one: len(paths[one]), default=unit)
    return found


def _of(check: Check, living: bool, spent: int) -> FieldDays:
    planned = check.field_days * check.times if living else 0
    return FieldDays(planned, spent, max(0, spent - planned))
