"""The indicator library: entries are added, and revised by writing a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.schemes.models import Indicator, IndicatorVersion
from dukao.schemes.policies import can_draft
from dukao.schemes.services.scope import filed_under


class Meaning(TypedDict, total=False):
    """What an indicator means; all of it may change from one version to the next."""

    name: str
    definition: str
    measure_unit: str
    decimals: int
    direction: str
    frequency: str
    source_organ: str
    supply: str
    lead_id: int | None
    evidence: str
    is_hard: bool
    basis: str


@transaction.atomic
def add_indicator(
    *, actor: Actor, code: str, at: datetime, key: str | None = None, **meaning: Unpack[Meaning]
) -> IndicatorVersion:
    """The library has a new indicator in its first version."""
    require(can_draft(actor))
    if Indicator.objects.filter(code=code).exists():
        raise DomainError("code_taken", f"指标代码 {code} 已在库中，请换一个代码，或修订原来的指标。")
    indicator = Indicator.objects.create(code=code)
    return _write(actor, indicator, 1, "", at, key, meaning, before=None)


@transaction.atomic
def revise_indicator(
    *, actor: Actor, indicator: Indicator, reason: str, at: datetime, key: str | None = None,
    **changes: Unpack[Meaning],
) -> IndicatorVersion:  # fmt: skip
    """A new version that differs in ``changes``; schemes go on meaning the version they name."""
    require(can_draft(actor))
    current = indicator.versions.latest("number")
    if is_done(key or ""):
        return current
    if not reason.strip():
        raise DomainError("reason_missing", "修订指标要写明原因。")
    before: dict[str, Any] = {name: getattr(current, name) for name in Meaning.__annotations__}
    meaning: dict[str, Any] = {**before, **changes}
    if meaning == before:
        raise DomainError("nothing_changed", "与现行版本没有不同，没有存为新版。")
    changed = {name: before[name] for name in meaning if meaning[name] != before[name]}
    return _write(actor, indicator, current.number + 1, reason, at, key, meaning, before=changed)


def _write(
    actor: Actor,
    indicator: Indicator,
    number: int,
    reason: str,
    at: datetime,
    key: str | None,
    meaning: Any,
    *,
    before: dict[str, Any] | None,
) -> IndicatorVersion:
    version = IndicatorVersion.objects.create(
        indicator=indicator, number=number, reason=reason.strip(), created_at=at,
        created_by_id=actor.account_id, **meaning,
    )  # fmt: skip
    after = meaning if before is None else {name: meaning[name] for name in before}
    record(
        actor=actor, event="indicator_revised" if before else "indicator_added", subject=indicator, at=at,
        label=f"{indicator.code} {version.name}", before=before, after=dict(after), reason=reason, key=key,
        unit_path=filed_under(actor),
    )  # fmt: skip
    return version


@transaction.atomic
def import_indicators(
    *, actor: Actor, rows: list[dict[str, Any]], reason: str, at: datetime
) -> tuple[int, int]:
    """All rows stand in the library: new codes added, differing ones revised; returns how many of each."""
    require(can_draft(actor))
    known = {each.code: each for each in Indicator.objects.filter(code__in=[row["code"] for row in rows])}
    added = revised = 0
    for row in rows:
        meaning = {key: value for key, value in row.items() if key != "code"}
        indicator = known.get(row["code"])
        if indicator is None:
            add_indicator(actor=actor, code=row["code"], at=at, **meaning)
            added += 1
        elif _differs(indicator, meaning):
            revise_indicator(actor=actor, indicator=indicator, reason=reason, at=at, **meaning)
            revised += 1
    return added, revised


def _differs(indicator: Indicator, meaning: dict[str, Any]) -> bool:
    current = indicator.versions.latest("number")
    return any(getattr(current, name) != value for name, value in meaning.items())
