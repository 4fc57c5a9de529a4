"""What a unit was called, where it stood, what it came from and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dukao.kernel.errors import Missing
from dukao.kernel.validity import day_before
from dukao.organisations.models import Succession, Unit, UnitVersion
from dukao.organisations.selectors.units import versions_by_unit
from dukao.organisations.vocabulary import FEATURES


@dataclass(frozen=True, slots=True)
class Stage:
    """A span in which name, place and standing stayed the same. ``until`` is not included."""

    version: UnitVersion
    since: date
    until: date | None
    parent: UnitVersion | None

    @property
    def last_day(self) -> date | None:
        return day_before(self.until)


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of succession as seen from a unit: the other unit as it stood at that time."""

    on: date
    kind: str
    words: str
    other: UnitVersion


def unit_versions(unit_id: int) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(unit_id=unit_id).select_related("unit", "parent").order_by("since")


def version_of(unit_id: int, version_id: int) -> UnitVersion:
    version = unit_versions(unit_id).filter(pk=version_id).first()
    if version is None:
        raise Missing("没有这段沿革，可能已被撤销，请回到单位页查看。")
    return version


def stages_of(unit: Unit) -> list[Stage]:
    """The life of the unit, oldest first.

    A unit that only moved along with what stands above it has several versions which look the same;
    they are one stage.
    """
    versions = list(unit_versions(unit.pk))
    runs: list[list[UnitVersion]] = []
    for version in versions:
        if runs and _looks_the_same(runs[-1][-1], version):
            runs[-1].append(version)
        else:
            runs.append([version])
    return [_stage(run) for run in runs]


def origins_of(unit: Unit) -> list[Passage]:
    """What the unit took over from, oldest first."""
    rows = list(Succession.objects.filter(successor=unit).order_by("on", "predecessor__code"))
    return _passages([(row, row.predecessor_id) for row in rows])


def successions_of(unit: Unit) -> list[Passage]:
    """What took over from the unit, oldest first."""
    rows = list(Succession.objects.filter(predecessor=unit).order_by("on", "successor__code"))
    return _passages([(row, row.successor_id) for row in rows])


def _passages(rows: list[tuple[Succession, int]]) -> list[Passage]:
    """The other units as they stood on the day of the last of these steps: one query."""
    if not rows:
        return []
    others = versions_by_unit({unit_id for _, unit_id in rows}, rows[-1][0].on)
    return [Passage(row.on, row.kind, row.get_kind_display(), others[unit_id]) for row, unit_id in rows]


def _looks_the_same(one: UnitVersion, other: UnitVersion) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in FEATURES if name != "position")


def _stage(run: list[UnitVersion]) -> Stage:
    first, last = run[0], run[-1]
    parents = versions_by_unit([first.parent_id], first.since) if first.parent_id else {}
    return Stage(last, first.since, last.until, parents.get(first.parent_id or 0))
