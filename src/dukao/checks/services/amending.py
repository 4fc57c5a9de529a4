"""变更: what was approved changes only by what a leader approves again, with before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.checks.models import Amendment, Check, as_frozen
from dukao.checks.policies import can_approve, can_run
from dukao.checks.selectors.levels import distance
from dukao.checks.selectors.quota import findings
from dukao.checks.selectors.seeing import joint_ids, object_ids
from dukao.checks.services.approving import let_through
from dukao.checks.services.holding import held_check, hold_year, note
from dukao.checks.services.registering import tie_objects
from dukao.checks.services.telling import tell_of_check, tell_organisers, tell_units
from dukao.checks.vocabulary import AMENDMENT_FLOW, CheckState
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True, slots=True)
class Change:
    """The check as it shall be; what does not change is said again."""

    scope: str
    times: int
    field_days: int
    starts_on: date
    ends_on: date
    object_ids: tuple[int, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "scope": _lines(self.scope), "times": self.times, "field_days": self.field_days,
            "starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat(),
            "objects": sorted(self.object_ids),
        }  # fmt: skip


def _lines(text: str) -> str:
    """As it is read: a browser ends lines in another way than what wrote them first."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@transaction.atomic
def ask_amendment(*, actor: Actor, check: Check, change: Change, reason: str, at: datetime) -> Amendment:
    """Asked by who runs it; until a leader has decided, what was approved holds."""
    check, places = held_check(check.pk, at)
    require(can_run(actor, places))
    if check.state not in (CheckState.APPROVED, CheckState.ONGOING):
        raise DomainError("not_frozen", "只有已批准、没有结束的检查要申请变更。", 409)
    if check.amendments.filter(state="asked").exists():
        raise DomainError("asked", "已有一份变更等待批准，可以先撤回。", 409)
    if not reason.strip():
        raise DomainError(
            "reason_missing", "请写明变更的理由（第十五条：不得擅自扩大范围、变更对象和内容）。"
        )
    before, after = as_frozen(check, object_ids(check)), change.plain()
    if after["scope"] == _lines(before["scope"]):
        after["scope"] = before["scope"]
    _check_change(check, change, before, after, local_day(at))
    changed = [name for name in after if after[name] != before[name]]
    amendment = Amendment.objects.create(
        check_of=check, before={name: before[name] for name in changed},
        after={name: after[name] for name in changed}, reason=reason.strip(), asked_by_id=account_of(actor),
        asked_at=at,
    )  # fmt: skip
    note(
        actor, "amendment_asked", check, places.organiser, at, before=named(amendment.before),
        after=named(amendment.after), reason=reason,
    )  # fmt: skip
    tell_of_check(check, "变更待批准", roles=(Role.LEADER,), key=f"amend:{amendment.pk}", body=reason, at=at)
    return amendment


@transaction.atomic
def approve_amendment(
    *, actor: Actor, amendment: Amendment, opinion: str = "", exception: str = "", at: datetime
) -> Amendment:
    """The check is as the amendment says, and frozen so; limits are counted again."""
    check, places = held_check(amendment.check_of_id, at)
    amendment = Amendment.objects.get(pk=amendment.pk)
    require(can_approve(actor, places.organiser))
    if check.state not in (CheckState.APPROVED, CheckState.ONGOING):
        raise DomainError("not_frozen", "检查已经结束或撤销，不能再变更。", 409)
    hold_year(check.year)
    old, after = object_ids(check), amendment.after
    objects, times = after.get("objects", old), after.get("times", check.times)
    # Who was in it already was let through when it was approved; only what is added counts anew.
    more = objects if times > check.times else [unit for unit in objects if unit not in old]
    if more:
        found = findings(check, more, local_day(at), times=times)
        let_through(actor, check, found, exception, places.organiser, at)
    apply_move(
        amendment, AMENDMENT_FLOW, "approve", decided_by_id=account_of(actor), decided_at=at,
        opinion=opinion.strip(),
    )  # fmt: skip
    _carry_out(check, amendment, at)
    note(
        actor, "amendment_approved", check, places.organiser, at, before=named(amendment.before),
        after=named(after), reason=opinion or amendment.reason,
    )  # fmt: skip
    tell_organisers(check, "变更已批准", key=f"amended:{amendment.pk}", at=at)
    for word, units in (("列入检查", set(objects) - set(old)), ("不再检查", set(old) - set(objects)),
                        ("检查计划有变更", set(objects) & set(old))):  # fmt: skip
        tell_units(
            units, f"{word}：{check.name}", kind="check_coming", url=f"/checks/{check.pk}/",
            body=amendment.reason, key=f"amended:{amendment.pk}", at=at,
        )  # fmt: skip
    return amendment


@transaction.atomic
def refuse_amendment(*, actor: Actor, amendment: Amendment, opinion: str, at: datetime) -> Amendment:
    check, places = held_check(amendment.check_of_id, at)
    amendment = Amendment.objects.get(pk=amendment.pk)
    require(can_approve(actor, places.organiser))
    apply_move(
        amendment, AMENDMENT_FLOW, "refuse", reason=opinion, decided_by_id=account_of(actor), decided_at=at,
        opinion=opinion.strip(),
    )  # fmt: skip
    note(actor, "amendment_refused", check, places.organiser, at, reason=opinion)
    tell_organisers(check, "不同意变更", key=f"unamended:{amendment.pk}", body=opinion, at=at)
    return amendment


@transaction.atomic
def withdraw_amendment(*, actor: Actor, amendment: Amendment, at: datetime) -> Amendment:
    check, places = held_check(amendment.check_of_id, at)
    amendment = Amendment.objects.get(pk=amendment.pk)
    require(can_run(actor, places))
    apply_move(amendment, AMENDMENT_FLOW, "withdraw")
    note(actor, "amendment_withdrawn", check, places.organiser, at)
    return amendment


def named(part: dict[str, Any]) -> dict[str, Any]:
    """Objects by the names they have now, as the journal keeps them."""
    if "objects" not in part:
        return part
    names = versions_by_unit(part["objects"], date.max)
    return {**part, "objects": [names[unit].short_name for unit in part["objects"]]}


def _check_change(
    check: Check, change: Change, before: dict[str, Any], after: dict[str, Any], today: date
) -> None:
    if before == after:
        raise DomainError("no_change", "没有改动任何一项。")
    if not change.scope.strip() or not change.object_ids:
        raise DomainError("scope_missing", "范围和对象不能为空；整项不做的请撤销。")
    if change.ends_on < change.starts_on or {change.starts_on.year, change.ends_on.year} != {check.year}:
        raise DomainError("ends_early", f"期间要在 {check.year} 年内，结束不早于开始。")
    if min(change.times, change.field_days) < 1:
        raise DomainError("times_missing", "次数和现场天数至少是 1。")
    organisers = {check.organiser_id, *joint_ids(check)}
    found = distance(check.organiser_id, change.object_ids, today)
    if organisers & set(change.object_ids) or found.above:
        raise DomainError("checks_itself", "组织单位和上级单位不能列为对象（第五条）。")
    if found.skipped and not check.cross_reason:
        raise DomainError(
            "cross_reason",
            f"{'、'.join(found.skipped[:5])}不是下一级单位，这项检查没有越级的理由（第五条）。",
        )


def _carry_out(check: Check, amendment: Amendment, at: datetime) -> None:
    after = amendment.after
    for name in ("scope", "times", "field_days"):
        if name in after:
            setattr(check, name, after[name])
    for name in ("starts_on", "ends_on"):
        if name in after:
            setattr(check, name, date.fromisoformat(after[name]))
    if "objects" in after:
        gone = check.targets.exclude(unit_id__in=after["objects"]).filter(dropped_at__isnull=True)
        gone.update(dropped_at=at, dropped_reason=f"变更：{amendment.reason}"[:200])
        check.targets.filter(unit_id__in=after["objects"]).update(dropped_at=None, dropped_reason="")
        known = set(check.targets.values_list("unit_id", flat=True))
        tie_objects(check, [unit for unit in after["objects"] if unit not in known])
    check.frozen = as_frozen(check, object_ids(check))
    check.revision += 1
    check.save()
