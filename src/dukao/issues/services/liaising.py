"""挂钩联系服务组: who stays with which units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dukao.issues.models import LiaisonGroup
from dukao.issues.policies import can_register
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import paths_of, unit_on


@transaction.atomic
def set_liaison_group(
    *, actor: Actor, scope_id: int, name: str, unit_ids: Sequence[int], account_ids: Sequence[int],
    basis: str, group: LiaisonGroup | None = None, at: datetime,
) -> LiaisonGroup:  # fmt: skip
    """A new group, or other members and units for one there is; members see their units' problems at once."""
    place = unit_on(scope_id, local_day(at))
    require(can_register(actor, place.path))
    if group is not None:
        require(can_register(actor, unit_on(group.scope_id, local_day(at)).path))
    if not name.strip() or not basis.strip():
        raise DomainError("name_missing", "请写组名和依据。")
    if not unit_ids or not account_ids:
        raise DomainError("group_empty", "请选联系单位和成员，各至少一个。")
    paths = paths_of(unit_ids, local_day(at))
    if not all(paths[unit].startswith(place.path) for unit in unit_ids):
        raise DomainError("unit_outside", "联系单位要在督考范围之内。")
    group = group or LiaisonGroup()
    if group.ended_on is not None:
        raise DomainError("ended", "这个组已经撤销。", 409)
    group.name, group.basis, group.scope_id = name.strip(), basis.strip(), scope_id
    group.save()
    known = set(group.members.values_list("pk", flat=True))
    group.units.set(unit_ids)
    group.members.set(account_ids)
    record(
        actor=actor, event="liaison_group_set", subject=group, label=group.name, at=at, unit_path=place.path,
        after={"name": group.name, "units": sorted(unit_ids), "members": sorted(account_ids)},
    )  # fmt: skip
    notify(
        account_ids=[one for one in account_ids if one not in known], kind="problem", url="/problems/",
        title=f"你已列入{group.name}", body="可以查看和跟进联系单位的问题整改。",
        key=f"liaison:{group.pk}:{at.isoformat()}", at=at,
    )  # fmt: skip
    return group


@transaction.atomic
def end_liaison_group(*, actor: Actor, group: LiaisonGroup, at: datetime) -> LiaisonGroup:
    """From today on its members see no more than their own roles show them."""
    require(can_register(actor, unit_on(group.scope_id, local_day(at)).path))
    if not LiaisonGroup.objects.filter(pk=group.pk, ended_on=None).update(ended_on=local_day(at)):
        raise DomainError("ended", "这个组已经撤销。", 409)
    record(actor=actor, event="liaison_group_ended", subject=group, label=group.name, at=at)
    return group
