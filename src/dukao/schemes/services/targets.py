"""Setting what units should have reached by the end of each month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.policies import can_edit, can_set_targets
from dukao.schemes.selectors.findings import last_year
from dukao.schemes.selectors.names import day_of
from dukao.schemes.selectors.versions import document, unit_ids
from dukao.schemes.services.scope import filed_around, filed_under
from dukao.schemes.vocabulary import VersionState, is_due
from dukao.scoring import Period, Scheme

Cell = tuple[int, str, str]  # unit, item, month "2026-09"
CLEARED: Final = "cleared"
#: A figure, ``None`` for "does not apply to this unit", or cleared: no target is set.
Value = Decimal | Literal["cleared"] | None
BATCH = 500
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@transaction.atomic
def set_targets(
    *,
    actor: Actor,
    version: SchemeVersion,
    values: Mapping[Cell, Value],
    at: datetime,
    reason: str = "",
    key: str | None = None,
) -> int:
    """Each of these cells holds its new value; returns how many changed.

    A draft takes any month of its year. Once published, a change needs its reason and reaches no month
    that is over: for those a new version is drafted and approved.
    """
    require(can_set_targets(actor, version))
    if is_done(key or ""):
        return 0
    existing = {
        (row.unit_id, row.item, row.period): row
        for row in version.targets.filter(period__in={period for _, _, period in values})
    }
    changed = {cell: value for cell, value in values.items() if _now(existing.get(cell)) != value}
    if not changed:
        return 0
    _refuse_foreign(version, changed, at)
    _refuse_frozen(version, changed, reason, at)
    _write(version, changed, existing)
    before, after = _trace(version, changed, existing)
    record(
        actor=actor, event="targets_set", subject=version, label=str(version), at=at, reason=reason, key=key,
        before=before, after=after,
        unit_path=filed_around(actor, (unit for unit, _, _ in changed), local_day(at)),
    )  # fmt: skip
    return len(changed)


@transaction.atomic
def copy_targets(
    *, actor: Actor, version: SchemeVersion, growth: Decimal, at: datetime, key: str | None = None
) -> int:
    """Empty cells of a draft hold last year's targets, grown by ``growth`` percent; returns how many.

    What has been filled in stays; items and units that are no longer there are left out.
    """
    require(can_edit(actor, version))
    if is_done(key or ""):
        return 0
    former = last_year(version)
    if former is None:
        raise DomainError("no_last_year", "上年没有同名的已发布办法，没有可以照填的目标。")
    scheme = document(version)
    items = {item.code: item for item in scheme.leaves()}
    units = _units_of(version, scheme, at)
    taken = set(version.targets.values_list("unit_id", "item", "period"))
    rows = []
    for unit, item, period, value in former.targets.values_list("unit_id", "item", "period", "value"):
        cell = (unit, item, f"{scheme.year}{period[4:]}")
        if cell in taken or unit not in units or item not in items:
            continue
        if is_due(items[item].frequency.value, Period.parse(cell[2]).last_month):
            rows.append((cell, None if value is None else _grown(value, growth)))
    Target.objects.bulk_create(
        (
            Target(version=version, unit_id=unit, item=item, period=period, value=value)
            for (unit, item, period), value in rows
        ),
        batch_size=BATCH,
    )
    record(
        actor=actor, event="targets_copied", subject=version, label=str(version), at=at, key=key,
        after={"from": str(former), "cells": len(rows), "growth": f"{growth:f}%"},
        unit_path=filed_under(actor),
    )  # fmt: skip
    return len(rows)


def _grown(value: Decimal, percent: Decimal) -> Decimal:
    """With as many digits behind the point as the value had, at least two."""
    if not percent:
        return value
    places = max(2, -int(value.as_tuple().exponent))
    return (value * (100 + percent) / 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _now(row: Target | None) -> Value:
    return CLEARED if row is None else row.value


def _write(version: SchemeVersion, changed: Mapping[Cell, Value], existing: Mapping[Cell, Target]) -> None:
    """Changed rows are taken out and put back: two plain statements a batch on every database."""
    gone = [existing[cell].pk for cell in changed if cell in existing]
    for start in range(0, len(gone), BATCH):
        Target.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    Target.objects.bulk_create(
        (
            Target(version=version, unit_id=unit, item=item, period=period, value=value)
            for (unit, item, period), value in changed.items()
            if value != CLEARED
        ),
        batch_size=BATCH,
    )


def _units_of(version: SchemeVersion, scheme: Scheme, at: datetime) -> set[int]:
    members = [code for group in scheme.groups for code in group.members]
    return set(unit_ids(members, day_of(version, local_day(at))).values())


def _refuse_foreign(version: SchemeVersion, changed: Mapping[Cell, Value], at: datetime) -> None:
    """Targets stand only where the scheme asks for them: its items, its units, its months."""
    scheme = document(version)
    items = {item.code: item for item in scheme.leaves()}
    units = _units_of(version, scheme, at)
    for unit, item, text in changed:
        if not _MONTH.fullmatch(text) or int(text[:4]) != scheme.year:
            raise DomainError("bad_month", f"目标按 {scheme.year} 年的月份填写，例如 {scheme.year}-09。")
        period = Period.parse(text)
        if item not in items:
            raise DomainError("unknown_item", f"办法里没有代码为 {item} 的指标。")
        if unit not in units:
            raise DomainError("unknown_unit", "有单位不在这份办法的考评对象里，请先在分组中加入。")
        if not is_due(items[item].frequency.value, period.last_month):
            raise DomainError(
                "not_due", f"{item} {items[item].name}{period.label}不考核，目标只写在考核的那个月。"
            )


def _refuse_frozen(version: SchemeVersion, changed: Mapping[Cell, Value], reason: str, at: datetime) -> None:
    if version.state == VersionState.DRAFT:
        return
    if not reason.strip():
        raise DomainError("reason_missing", "办法发布后调整目标，要写明原因。")
    this_month = str(Period.of_date(local_day(at)))
    past = sorted({period for _, _, period in changed if period < this_month})
    if past:
        raise DomainError(
            "past_month",
            f"{Period.parse(past[0]).label}已经过去，目标不能再改。确需调整，请起草办法新版，经批准后施行。",
        )


def _trace(
    version: SchemeVersion, changed: Mapping[Cell, Value], existing: Mapping[Cell, Target]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What the journal keeps: every cell once the scheme is published, the number of cells in a draft."""
    if version.state == VersionState.DRAFT:
        return None, {"cells": len(changed)}
    before = {_name(cell): _text(_now(existing.get(cell))) for cell in changed}
    return before, {_name(cell): _text(value) for cell, value in changed.items()}


def _name(cell: Cell) -> str:
    return "/".join(map(str, cell))


def _text(value: Value) -> str:
    if value is None:
        return "不适用"
    return "" if value == CLEARED else f"{value:f}"
