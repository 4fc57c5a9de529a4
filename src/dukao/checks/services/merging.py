"""Putting drafts together: one visit in place of two (严禁重复督查、多头督查, 第十五条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dukao.checks.models import Check
from dukao.checks.policies import can_manage_plan
from dukao.checks.selectors.seeing import joint_ids, object_ids
from dukao.checks.services.holding import held_check, note
from dukao.checks.services.registering import plain, tie_objects
from dukao.checks.services.telling import tell_organisers
from dukao.checks.vocabulary import CHECK_FLOW, PLANNED, CheckState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit

#: Of each: what one visit asks of an object is the most any of the checks asks, not their sum.
_MOST = ("times", "field_days", "lines_asked", "characters_asked", "evidence_asked", "hours_asked")


@transaction.atomic
def merge_check(*, actor: Actor, check: Check, into: Check, reason: str, at: datetime) -> Check:
    """``check`` goes on under the number of ``into``: objects united, organisers joint, the wider period."""
    first, second = sorted([check.pk, into.pk])
    held = {pk: held_check(pk, at) for pk in (first, second)} if first != second else {}
    if not held:
        raise DomainError("same_check", "不能并入自己。")
    (check, places), (into, others) = held[check.pk], held[into.pk]
    require(can_manage_plan(actor, places.organiser))
    require(can_manage_plan(actor, others.organiser))
    if check.year != into.year:
        raise DomainError("other_year", "只能合并同一年度的检查。")
    if into.state not in PLANNED:
        raise DomainError(
            "in_force", f"{into.number} 已经批准，不能再并入。可以引用它的结果，或申请变更。", 409
        )
    before = apply_move(
        check, CHECK_FLOW, "merge", reason=reason, merged_into_id=into.pk, opinion=reason.strip()
    )
    note(
        actor,
        "check_merged",
        check,
        places.organiser,
        at,
        was=before,
        reason=reason,
        after={"merged_into": into.number},
    )
    _take_in(actor, into, check, others.organiser, reason, at)
    tell_organisers(check, f"并入 {into.number}", key="merged", body=reason, at=at)
    return into


def _take_in(actor: Actor, into: Check, check: Check, path: str, reason: str, at: datetime) -> None:
    before = plain(into, object_ids(into))
    if into.state == CheckState.SENT:
        was = apply_move(into, CHECK_FLOW, "return", reason="合并后内容有变，重新送审。")
        note(actor, "check_returned", into, path, at, was=was, reason="合并后内容有变，重新送审。")
    organisers = {check.organiser_id, *joint_ids(check)} - {into.organiser_id}
    objects = [unit for unit in object_ids(check) if unit not in object_ids(into)]
    _refuse_own(organisers | {into.organiser_id}, [*object_ids(into), *objects], at)
    into.starts_on, into.ends_on = min(into.starts_on, check.starts_on), max(into.ends_on, check.ends_on)
    for name in _MOST:
        setattr(into, name, max(getattr(into, name), getattr(check, name)))
    into.methods = list(dict.fromkeys([*into.methods, *check.methods]))
    into.scope = f"{into.scope}\n（并入 {check.number}）{check.scope}"
    if check.basis not in into.basis:
        into.basis = f"{into.basis}；{check.basis}"[:200]
    into.revision += 1
    into.save()
    into.joint.add(*organisers)
    tie_objects(into, objects)
    note(
        actor, "check_revised", into, path, at, before=before, after=plain(into, object_ids(into)),
        reason=f"并入 {check.number}。{reason}",
    )  # fmt: skip


def _refuse_own(organisers: set[int], objects: Sequence[int], at: datetime) -> None:
    own = organisers & set(objects)
    if own:
        names = "、".join(place.short_name for place in versions_by_unit(own, local_day(at)).values())
        raise DomainError("checks_itself", f"合并以后{names}既是组织单位又是对象，请先改对象。")
