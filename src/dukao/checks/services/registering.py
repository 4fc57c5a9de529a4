"""Putting checks into the year's plan, and writing them anew until they are sent for approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from dukao.checks.models import Check, CheckNumber, CheckObject
from dukao.checks.policies import can_plan
from dukao.checks.selectors.levels import distance
from dukao.checks.selectors.rules import rules_on
from dukao.checks.services.holding import held_check, note
from dukao.checks.vocabulary import CheckState
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, versions_by_unit


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """What a check says of itself; figures of what is asked hold for one object, each time."""

    name: str
    kind: str
    form: str
    methods: tuple[str, ...]
    content_kind: str
    topic_id: int
    regime: str
    basis: str
    basis_level: str
    organiser_id: int
    object_ids: tuple[int, ...]
    starts_on: date
    ends_on: date
    scope: str
    field_days: int = 1
    times: int = 1
    joint_ids: tuple[int, ...] = ()
    cross_reason: str = ""
    added_reason: str = ""
    lines_asked: int = 0
    characters_asked: int = 0
    evidence_asked: int = 0
    hours_asked: int = 0


#: What is copied as it stands; texts are stripped.
_PLAIN = (
    "kind", "form", "content_kind", "topic_id", "regime", "basis_level", "organiser_id", "starts_on",
    "ends_on", "field_days", "times", "lines_asked", "characters_asked", "evidence_asked", "hours_asked",
)  # fmt: skip
_TEXTS = ("name", "basis", "scope", "cross_reason")


@transaction.atomic
def register_check(*, actor: Actor, draft: CheckDraft, at: datetime, key: str | None = None) -> Check | None:
    """The check stands in the plan as 拟列入; ``None`` when this very form was sent before."""
    organiser = unit_on(draft.organiser_id, local_day(at))
    require(can_plan(actor, organiser.path))
    if is_done(key or "", "check_registered"):
        return None
    return enter_check(actor, draft, at, key=key)


def enter_check(actor: Actor, draft: CheckDraft, at: datetime, *, key: str | None = None) -> Check:
    """A new check in the plan, for whoever was allowed it."""
    today = local_day(at)
    check_draft(draft, today)
    check = Check(
        number=_next_number(draft.starts_on.year), registered_by_id=account_of(actor), registered_at=at,
        added_on=today if is_addition(draft.starts_on.year, today) else None,
    )  # fmt: skip
    _write(check, draft)
    check.save()
    _tie(check, draft)
    path = unit_on(draft.organiser_id, today).path
    note(actor, "check_registered", check, path, at, key=key, after=plain(check, draft.object_ids))
    return check


@transaction.atomic
def revise_check(*, actor: Actor, check: Check, revision: int, draft: CheckDraft, at: datetime) -> Check:
    """A check not yet sent says what ``draft`` says; an approved one changes by an amendment alone."""
    check, places = held_check(check.pk, at, revision)
    require(can_plan(actor, places.organiser))
    require(can_plan(actor, unit_on(draft.organiser_id, local_day(at)).path))
    if check.state != CheckState.PROPOSED:
        raise DomainError(
            "not_draft", "只有拟列入的检查可以直接修改。送审的先退回；已批准的请申请变更。", 409
        )
    check_draft(draft, local_day(at))
    if draft.starts_on.year != check.year:
        raise DomainError("other_year", f"这项检查编在 {check.year} 年的计划里，开始日期不能改到别的年度。")
    before = plain(check, [target.unit_id for target in check.targets.all()])
    _write(check, draft)
    check.revision += 1
    check.save()
    check.targets.all().delete()
    _tie(check, draft)
    note(
        actor, "check_revised", check, places.organiser, at, before=before,
        after=plain(check, draft.object_ids),
    )  # fmt: skip
    return check


def is_addition(year: int, day: date) -> bool:
    """月控: after the plan of a year was made up, what is added is an addition of its month."""
    return (day.year, day.month) > (year, rules_on(day).plan_until_month)


def check_draft(draft: CheckDraft, today: date) -> None:
    """Refuse what no check can be; clauses are those of 《政府督查工作条例》."""
    if not draft.name.strip():
        raise DomainError("name_missing", "请写明检查的名称。")
    if not draft.basis.strip():
        raise DomainError("basis_missing", "请写明依据的文件和条款。没有依据的检查不能列入计划。")
    if not draft.scope.strip():
        raise DomainError("scope_missing", "请写明检查的内容和范围（第十五条：督查应当有方案）。")
    if not draft.methods:
        raise DomainError("methods_missing", "请至少选一种方式（第十二条）。")
    if draft.ends_on < draft.starts_on:
        raise DomainError("ends_early", "结束日期不能早于开始日期。")
    if draft.ends_on.year != draft.starts_on.year:
        raise DomainError("two_years", "一项检查编在一个年度里，跨年的请分年度列入。")
    if draft.ends_on < today:
        raise DomainError("past", "检查的期间已经过去，请核对日期。")
    if min(draft.times, draft.field_days) < 1:
        raise DomainError("times_missing", "次数和现场天数至少是 1。")
    if draft.field_days > (draft.ends_on - draft.starts_on).days + 1:
        raise DomainError("field_days", "现场天数比检查期间还长，请核对。")
    if draft.organiser_id in draft.joint_ids:
        raise DomainError("joint_organiser", "组织单位不能同时是联合单位。")
    _check_objects(draft, today)
    if is_addition(draft.starts_on.year, today) and not draft.added_reason.strip():
        raise DomainError(
            "added_reason", "年度计划已经编定，现在列入属于月度增补。请写明增补的理由和批准的依据。"
        )


def _check_objects(draft: CheckDraft, today: date) -> None:
    if not draft.object_ids:
        raise DomainError("objects_missing", "请选定检查的对象。")
    found = distance(draft.organiser_id, draft.object_ids, today)
    if found.itself or set(draft.joint_ids) & set(draft.object_ids):
        raise DomainError("checks_itself", "组织检查的单位不能是自己的检查对象。")
    if found.above:
        raise DomainError(
            "checks_above",
            f"{'、'.join(found.above[:5])}的层级高于组织单位，不能列为对象（第五条、第十五条：严禁越权督查）。",
        )
    if found.skipped and not draft.cross_reason.strip():
        names = "、".join(found.skipped[:5]) + ("等" if len(found.skipped) > 5 else "")
        raise DomainError("cross_reason", f"{names}不是下一级单位，越级检查要写明必要的理由（第五条）。")


def _write(check: Check, draft: CheckDraft) -> None:
    for name in _PLAIN:
        setattr(check, name, getattr(draft, name))
    for name in _TEXTS:
        setattr(check, name, getattr(draft, name).strip())
    check.methods = list(draft.methods)
    check.year = draft.starts_on.year
    check.added_reason = draft.added_reason.strip() if check.added_on else ""


def _tie(check: Check, draft: CheckDraft) -> None:
    check.joint.set(draft.joint_ids)
    tie_objects(check, draft.object_ids)


def tie_objects(check: Check, units: Iterable[int]) -> None:
    CheckObject.objects.bulk_create(
        [CheckObject(check_of=check, unit_id=unit) for unit in dict.fromkeys(units)]
    )


def _next_number(year: int) -> str:
    """The row is held until the transaction ends, so numbers have neither gaps nor doubles."""
    CheckNumber.objects.get_or_create(year=year)
    CheckNumber.objects.filter(year=year).update(last=F("last") + 1)
    return f"JC-{year}-{CheckNumber.objects.get(year=year).last:04d}"


def plain(check: Check, objects: Iterable[int]) -> dict[str, Any]:
    """The check as the journal keeps it, with the names its units have then."""
    units = sorted(objects)
    names = versions_by_unit([check.organiser_id, *units], check.starts_on)
    return {
        "number": check.number, "name": check.name, "kind": check.kind, "form": check.form,
        "basis": check.basis, "organiser": names[check.organiser_id].short_name,
        "objects": [names[unit].short_name for unit in units],
        "starts_on": check.starts_on.isoformat(), "ends_on": check.ends_on.isoformat(),
        "times": check.times, "field_days": check.field_days, "scope": check.scope,
        "added_reason": check.added_reason,
    }  # fmt: skip
