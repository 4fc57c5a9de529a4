"""The published divisions of China as units of their own tree; loading them twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.divisions.planning import Life, Plan
from dukao.organisations.models import Succession, Unit, UnitVersion
from dukao.organisations.policies import can_load_divisions
from dukao.organisations.vocabulary import Tree

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many there are now, and how many rows had to be written or taken away for it."""

    units: int
    versions: int
    successions: int
    changes: int


@transaction.atomic
def import_divisions(
    *, actor: Actor, plan: Plan, at: datetime, report: Callable[[int, int], None] = lambda done, total: None
) -> Outcome:
    """The tree of divisions is what ``plan`` says; ``report`` hears how many rows are written.

    Refuses a table that lacks a unit loaded before: pages of past years may already name it.
    """
    require(can_load_divisions(actor))
    units, changed_units = _write_units(plan)
    wanted = [row for life in plan.lives for row in _versions(plan, life, units)]
    versions = _write(
        UnitVersion.objects.filter(unit__tree=Tree.DIVISION), wanted, ("unit_id", "since"),
        ("until", "name", "short_name", "level", "parent_id", "path"), report,
    )  # fmt: skip
    steps = [
        Succession(
            predecessor=units[step.predecessor], successor=units[step.successor], kind=step.kind, on=step.on
        )
        for step in plan.steps
    ]
    successions = _write(
        Succession.objects.filter(predecessor__tree=Tree.DIVISION), steps,
        ("predecessor_id", "successor_id", "on"), ("kind",), lambda done, total: None,
    )  # fmt: skip
    changes = changed_units + versions + successions
    outcome = Outcome(len(units), len(wanted), len(steps), changes)
    if changes:
        record(
            actor=actor, event="divisions_imported", subject=next(iter(units.values())), label="行政区划",
            at=at, after={"units": outcome.units, "versions": outcome.versions, "changes": changes},
        )  # fmt: skip
    return outcome


def _write_units(plan: Plan) -> tuple[dict[Life, Unit], int]:
    """A unit for every life; return them with the number of rows written."""
    known = {(unit.code, unit.since): unit for unit in Unit.objects.filter(tree=Tree.DIVISION)}
    lives = {(life.code, life.since): life for life in plan.lives}
    lost = sorted(known.keys() - lives.keys())
    if lost:
        code, since = lost[0]
        raise DomainError(
            "units_lost",
            f"文件里少了以前导入过的 {len(lost)} 个区划，例如 {code}（{since.year} 年起）。"
            "请用完整的文件再导入。",
        )
    new = [
        Unit(tree=Tree.DIVISION, code=life.code, since=life.since, until=life.until)
        for key, life in lives.items()
        if key not in known
    ]
    Unit.objects.bulk_create(new, batch_size=_BATCH)
    known.update({(unit.code, unit.since): unit for unit in new})
    stale = [unit for key, unit in known.items() if unit.until != lives[key].until]
    for unit in stale:
        unit.until = lives[unit.code, unit.since].until
    Unit.objects.bulk_update(stale, ["until"], batch_size=_BATCH)
    return {life: known[key] for key, life in lives.items()}, len(new) + len(stale)


def _versions(plan: Plan, life: Life, units: dict[Life, Unit]) -> list[UnitVersion]:
    return [
        UnitVersion(
            unit=units[life],
            since=stage.since,
            until=stage.until,
            name=stage.name,
            short_name=stage.name,
            level=stage.level,
            parent=units[stage.above[-1]] if stage.above else None,
            path="".join(f"/{units[one].pk}" for one in (*stage.above, life)) + "/",
        )
        for stage in plan.stages(life)
    ]


def _write(
    present: models.QuerySet[Any],
    wanted: list[Any],
    key: tuple[str, ...],
    fields: tuple[str, ...],
    report: Callable[[int, int], None],
) -> int:
    """Make the rows of ``present`` those of ``wanted``, told apart by ``key``; return how many differed."""
    known = {_values(row, key): row for row in present}
    new, stale = [], []
    for row in wanted:
        old = known.pop(_values(row, key), None)
        if old is None:
            new.append(row)
        elif _values(old, fields) != _values(row, fields):
            row.pk = old.pk
            stale.append(row)
    present.filter(pk__in=[row.pk for row in known.values()]).delete()
    present.model._default_manager.bulk_update(stale, [name.removesuffix("_id") for name in fields], _BATCH)
    for start in range(0, len(new), _BATCH):
        present.model._default_manager.bulk_create(new[start : start + _BATCH])
        report(min(start + _BATCH, len(new)), len(new))
    return len(new) + len(stale) + len(known)


def _values(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
