"""Tasks from the office's draft to their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from dukao.identity.selectors import accounts_holding
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.flow import apply_move
from dukao.kernel.regimes import Regime
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, work_calendar
from dukao.patrols.models import ChecklistItem, Finding, PatrolTask, TaskNumber
from dukao.patrols.policies import can_manage_tasks, can_report_task, can_waive_training
from dukao.patrols.selectors import conflicts_of_task, patrol_rules_on, plan_gaps, untrained
from dukao.patrols.services.holding import held_task, of_task
from dukao.patrols.services.telling import tell, tell_group, tell_office
from dukao.patrols.vocabulary import TASK_FLOW, FindingState, MemberRole, PlanLink, TaskForm, TaskState


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the 核查清单."""

    text: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    title: str
    owner_id: int
    group_id: int
    legal_basis: str
    starts_on: date
    ends_on: date
    form: str = TaskForm.SPECIAL
    regime: str = Regime.PATROL
    object_ids: tuple[int, ...] = ()
    sent_ids: tuple[int, ...] = ()
    reader_ids: tuple[int, ...] = ()
    requirements: str = ""
    checklist: Sequence[Question] = field(default=())
    matter_id: int | None = None
    check_id: int | None = None
    is_unannounced: bool = True
    keeps_location: bool = False
    location_reason: str = ""


@transaction.atomic
def draft_task(*, actor: Actor, draft: TaskDraft, at: datetime, key: str | None = None) -> PatrolTask | None:
    """The task stands as 拟办; the group does not know of it yet. ``None`` when sent before."""
    require(can_manage_tasks(actor, unit_on(draft.owner_id, local_day(at)).path))
    if is_done(key or "", "task_drafted"):
        return None
    year = local_day(at).year
    task = PatrolTask(
        number=_next_number(year), year=year, owner_id=draft.owner_id, drafted_by_id=account_of(actor),
        drafted_at=at,
    )  # fmt: skip
    _write(task, draft, at)
    record(actor=actor, event="task_drafted", after={"number": task.number}, key=key, **of_task(task, at))
    return task


@transaction.atomic
def revise_task(
    *, actor: Actor, task: PatrolTask, revision: int, draft: TaskDraft, at: datetime
) -> PatrolTask:
    """督查条例第十五条: once issued, objects and content do not change; a new task is issued instead."""
    task, ground = held_task(actor, task.pk, at, revision)
    require(can_manage_tasks(actor, ground.owner))
    if task.state != TaskState.DRAFT:
        raise DomainError(
            "issued",
            "任务已经下达，对象和内容不能再改（《政府督查工作条例》第十五条）。请撤销后另行下达。",
            409,
        )
    task.revision += 1
    # What a leader agreed to was for the people named then.
    task.training_waived_by, task.training_waived_at, task.training_waiver = None, None, ""
    _write(task, draft, at)
    record(actor=actor, event="task_revised", after={"revision": task.revision}, **of_task(task, at))
    return task


@transaction.atomic
def waive_training(*, actor: Actor, task: PatrolTask, reason: str, at: datetime) -> PatrolTask:
    """A leader lets members go untaught, with a reason."""
    task, ground = held_task(actor, task.pk, at)
    require(can_waive_training(actor, ground.owner))
    if task.state != TaskState.DRAFT:
        raise DomainError("issued", "任务已经下达，不用再批准。", 409)
    if not reason.strip():
        raise DomainError("reason_missing", "请写明为什么可以先出发、何时补训。")
    if task.training_waived_at is not None:
        raise DomainError("waived", "已经批准先出发，不用再批准。", 409)
    task.training_waived_by_id, task.training_waived_at = account_of(actor), at
    task.training_waiver = reason.strip()
    task.save(update_fields=["training_waived_by", "training_waived_at", "training_waiver"])
    record(actor=actor, event="training_waived", **of_task(task, at))
    tell_office(
        task, f"巡查任务 {task.number} 准予未培训先出发，可以下达", url=f"/patrols/tasks/{task.pk}/",
        key=f"patrol-waived:{task.pk}:{at.isoformat()}", at=at,
    )  # fmt: skip
    return task


@transaction.atomic
def issue_task(*, actor: Actor, task: PatrolTask, at: datetime) -> PatrolTask:
    """下达: the group is told. Hard block on recusal; missing training only a leader may lift."""
    task, ground = held_task(actor, task.pk, at)
    require(can_manage_tasks(actor, ground.owner))
    _check_ready(task, at)
    rules = patrol_rules_on(local_day(at))
    before = apply_move(
        task, TASK_FLOW, "issue", issued_at=at, issued_by_id=account_of(actor),
        report_by=work_calendar().add(task.ends_on, rules.report_workdays),
    )  # fmt: skip
    record(
        actor=actor, event="task_issued", before={"task_state": before}, after={"task_state": task.state},
        **of_task(task, at),
    )  # fmt: skip
    key, url = f"patrol-issued:{task.pk}", f"/patrols/tasks/{task.pk}/"
    tell_group(task.group_id, f"巡查任务 {task.number} 已下达", url=url, key=key, at=at)
    readers = list(task.readers.values_list("pk", flat=True))
    tell(readers, f"巡查任务 {task.number} 已下达，请你知悉", url=url, key=key, at=at)
    return task


@transaction.atomic
def report_task(*, actor: Actor, task: PatrolTask, report: str, at: datetime) -> PatrolTask:
    """报告: the group's leader tells the office how it went; no finding stays behind in the field."""
    task, ground = held_task(actor, task.pk, at)
    require(can_report_task(actor, ground))
    if not report.strip():
        raise DomainError("report_missing", "请写明督查情况：去了哪里、看了什么、总体判断。")
    left = Finding.objects.filter(visit__task=task, state=FindingState.DRAFT).count()
    if left:
        sentence = f"还有 {left} 条发现是草稿，请先上报，再报告任务。记错的在现场走访里改。"
        raise DomainError("drafts_left", sentence, 409)
    before = apply_move(
        task, TASK_FLOW, "report", report=report.strip(), reported_at=at, reported_by_id=account_of(actor)
    )
    record(
        actor=actor, event="task_reported", before={"task_state": before}, after={"task_state": task.state},
        **of_task(task, at),
    )  # fmt: skip
    tell_office(
        task, f"巡查任务 {task.number} 已报告", url=f"/patrols/tasks/{task.pk}/",
        key=f"patrol-reported:{task.pk}:{at.isoformat()}", at=at,
    )  # fmt: skip
    return task


@transaction.atomic
def return_task(*, actor: Actor, task: PatrolTask, reason: str, at: datetime) -> PatrolTask:
    """退回补充: the group goes on."""
    task, ground = held_task(actor, task.pk, at)
    require(can_manage_tasks(actor, ground.owner))
    before = apply_move(task, TASK_FLOW, "return", reason=reason, opinion=reason.strip())
    record(
        actor=actor, event="task_returned", before={"task_state": before}, after={"task_state": task.state},
        **of_task(task, at),
    )  # fmt: skip
    tell_group(
        task.group_id, f"巡查任务 {task.number} 退回补充", url=f"/patrols/tasks/{task.pk}/",
        key=f"patrol-returned:{task.pk}:{at.isoformat()}", at=at, leader_only=True,
    )  # fmt: skip
    return task


@transaction.atomic
def close_task(*, actor: Actor, task: PatrolTask, opinion: str, at: datetime) -> PatrolTask:
    """办结: every finding has been spoken of."""
    task, ground = held_task(actor, task.pk, at)
    require(can_manage_tasks(actor, ground.owner))
    left = Finding.objects.filter(visit__task=task, state=FindingState.REPORTED).count()
    if left:
        raise DomainError("findings_left", f"还有 {left} 条发现没有处理，请先反馈、移交或不采纳。", 409)
    before = apply_move(
        task, TASK_FLOW, "close", reason=opinion, opinion=opinion.strip(), closed_at=at,
        closed_by_id=account_of(actor),
    )  # fmt: skip
    record(
        actor=actor, event="task_closed", before={"task_state": before}, after={"task_state": task.state},
        **of_task(task, at),
    )  # fmt: skip
    return task


@transaction.atomic
def drop_task(*, actor: Actor, task: PatrolTask, reason: str, at: datetime) -> PatrolTask:
    """撤销: nobody goes; the number stays on record."""
    task, ground = held_task(actor, task.pk, at)
    require(can_manage_tasks(actor, ground.owner))
    if Finding.objects.filter(visit__task=task).exists():
        raise DomainError("has_findings", "任务已有发现，不能撤销。请让组长报告后办结。", 409)
    was_out = task.state != TaskState.DRAFT
    before = apply_move(task, TASK_FLOW, "drop", reason=reason, opinion=reason.strip())
    record(
        actor=actor, event="task_dropped", before={"task_state": before}, after={"task_state": task.state},
        **of_task(task, at),
    )  # fmt: skip
    if was_out:
        tell_group(
            task.group_id, f"巡查任务 {task.number} 已撤销", url="/patrols/tasks/",
            key=f"patrol-dropped:{task.pk}", at=at,
        )  # fmt: skip
    return task


def _check_ready(task: PatrolTask, at: datetime) -> None:
    """What must hold before a group goes out."""
    rules = patrol_rules_on(local_day(at))
    sent = list(task.sent.select_related("person"))
    if not sent or not task.objects_of.exists():
        raise DomainError("incomplete", "下达前要写明对象和派出人员。")
    leads = task.group.members.filter(holds_on(task.starts_on), role=MemberRole.LEADER)
    if not leads.exists():
        raise DomainError(
            "no_leader", "这个组在任务开始那天没有组长，请先任命（《政府督查工作条例》第八条）。"
        )
    conflicts = conflicts_of_task(task, rules)
    if conflicts:
        why = "；".join(conflict.sentence.rstrip("。") for conflict in conflicts)
        raise Refused(f"{why}。请换人后再下达（{rules.recusal_basis}）。", code="recusal")
    gaps = plan_gaps(task, local_day(at)) if rules.plan_link == PlanLink.REFUSE else []
    if gaps:
        why = "".join(gaps)
        raise DomainError("unplanned", f"{why}请先列入检查计划或申请变更（{rules.plan_basis}）。")
    untaught = untrained(sent, task.starts_on, rules)
    if untaught and task.training_waived_at is None:
        names = "、".join(member.person.name for member in untaught)
        raise DomainError(
            "untrained",
            f"{names}没有 {rules.training_months} 个月内的培训记录（{rules.training_basis}）。"
            "请先培训，或由领导写明理由批准先出发。",
        )


def _write(task: PatrolTask, draft: TaskDraft, at: datetime) -> None:
    if not draft.title.strip() or not draft.legal_basis.strip():
        raise DomainError("title_missing", "请写明任务和依据。")
    if draft.ends_on < draft.starts_on:
        raise DomainError("ends_first", "结束日期不能早于开始日期。")
    if draft.keeps_location and not draft.location_reason.strip():
        raise DomainError("location_reason", "照片保留拍摄位置要写明理由（国办函〔2026〕12 号）。")
    for name in (
        "group_id", "form", "regime", "starts_on", "ends_on", "matter_id", "is_unannounced", "keeps_location",
    ):  # fmt: skip
        setattr(task, name, getattr(draft, name))
    task.check_of_id = draft.check_id
    for name in ("title", "legal_basis", "requirements", "location_reason"):
        setattr(task, name, getattr(draft, name).strip())
    sent = list(task.group.members.filter(pk__in=draft.sent_ids))
    if len(sent) != len(set(draft.sent_ids)):
        raise DomainError("not_in_group", "派出人员要是这个组的成员。")
    leaders = accounts_holding([Role.LEADER], task.owner_id, local_day(at))
    readers = list(leaders.filter(pk__in=draft.reader_ids))
    if len(readers) != len(set(draft.reader_ids)):
        raise DomainError("no_leader_named", "知悉领导要是本范围的领导。")
    task.save()
    task.sent.set(sent)
    task.objects_of.set(draft.object_ids)
    task.readers.set(readers)
    task.checklist.all().delete()
    ChecklistItem.objects.bulk_create(
        ChecklistItem(task=task, position=place, text=one.text.strip(), standard=one.standard.strip())
        for place, one in enumerate(draft.checklist, start=1)
        if one.text.strip()
    )


def _next_number(year: int) -> str:
    """The row is held until the transaction ends, so numbers have neither gaps nor doubles."""
    TaskNumber.objects.get_or_create(year=year)
    TaskNumber.objects.filter(year=year).update(last=F("last") + 1)
    return f"XC-{year}-{TaskNumber.objects.get(year=year).last:03d}"
