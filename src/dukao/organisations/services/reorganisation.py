"""Units that become one, and one that becomes several: the old ones stay and name their successors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import Succession, Unit
from dukao.organisations.policies import can_change_structure
from dukao.organisations.selectors import children_of
from dukao.organisations.services.checks import called, living_version, require_reason
from dukao.organisations.services.units import change_unit, end_unit
from dukao.organisations.vocabulary import SuccessionKind


@transaction.atomic
def merge_units(
    *,
    actor: Actor,
    units: Sequence[Unit],
    into: Unit,
    on: date,
    reason: str,
    at: datetime,
    key: str = "",
) -> None:
    """``units`` end on ``on`` and ``into`` takes over from each of them with what stands below.

    ``into`` itself lives on under its own name; a new name is a change of its own.
    """
    if is_done(key):
        return
    merged = [unit for unit in units if unit.pk != into.pk]
    require_reason(reason)
    _require_successors(actor, merged, [into], on)
    if not merged:
        raise DomainError("nothing_to_merge", "请选择要并入的单位，不能只选接收单位自己。")
    for unit in merged:
        for child in children_of(unit.pk, on):
            change_unit(actor=actor, unit=child.unit, parent=into, on=on, reason=reason, at=at)
        _succeed(unit, into, SuccessionKind.MERGE, on)
        end_unit(actor=actor, unit=unit, on=on, reason=reason, at=at)
    _record_take_over(actor, merged, into, on, reason, at, key)


@transaction.atomic
def split_unit(
    *,
    actor: Actor,
    unit: Unit,
    into: Sequence[Unit],
    on: date,
    reason: str,
    at: datetime,
    key: str = "",
) -> None:
    """``into`` take over parts of ``unit``, which ends on ``on`` unless it is one of them."""
    if is_done(key):
        return
    successors = [successor for successor in into if successor.pk != unit.pk]
    lives_on = len(successors) < len(into)
    require_reason(reason)
    _require_successors(actor, [unit], successors, on)
    if len(into) < 2:
        raise DomainError(
            "too_few_successors", "拆分后至少要有两个单位；保留原单位时，另选至少一个承接单位。"
        )
    kind = SuccessionKind.TRANSFER if lives_on else SuccessionKind.SPLIT
    for successor in successors:
        _succeed(unit, successor, kind, on)
        _record_take_over(actor, [unit], successor, on, reason, at, "")
    if not lives_on:
        end_unit(actor=actor, unit=unit, on=on, reason=reason, at=at, key=key)
    else:
        version = living_version(unit, on)
        record(
            actor=actor, event="unit_gave_over", subject=unit, label=version.name, at=at, reason=reason,
            after={"on": on.isoformat(), "units": [called(one, on) for one in successors]},
            unit_path=version.path, key=key,
        )  # fmt: skip


def _require_successors(actor: Actor, units: Sequence[Unit], into: Sequence[Unit], on: date) -> None:
    """Both sides live on that day in one tree, under the actor's hand, none inside another."""
    for successor in into:
        place = living_version(successor, on)
        require(can_change_structure(actor, place.path, successor.tree))
        for unit in units:
            if unit.tree != successor.tree:
                raise DomainError("other_tree", "并入和拆分只在同一棵机构树里进行。")
            if f"/{unit.pk}/" in place.path:
                raise DomainError(
                    "own_descendant", f"“{place.name}”是原单位的下级，请先把它划转出来，再由它承接。"
                )
    for unit in units:
        require(can_change_structure(actor, living_version(unit, on).path, unit.tree))


def _succeed(unit: Unit, successor: Unit, kind: str, on: date) -> None:
    _, is_new = Succession.objects.get_or_create(
        predecessor=unit, successor=successor, on=on, defaults={"kind": kind}
    )
    if not is_new:
        raise DomainError("succession_known", f"{on} 的这次承接已经登记过，不必重复。")


def _record_take_over(
    actor: Actor, units: Sequence[Unit], into: Unit, on: date, reason: str, at: datetime, key: str
) -> None:
    version = living_version(into, on)
    record(
        actor=actor, event="unit_took_over", subject=into, label=version.name, at=at, reason=reason,
        after={"on": on.isoformat(), "units": [called(unit, on) for unit in units]},
        unit_path=version.path, key=key,
    )  # fmt: skip
