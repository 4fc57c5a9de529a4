"""Rows held until the transaction ends, and how the journal names them: by number, never by content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing, Stale
from dukao.organisations.selectors import unit_on
from dukao.patrols.models import Finding, PatrolGroup, PatrolTask, Visit
from dukao.patrols.policies import HIDDEN_FINDING, HIDDEN_TASK, Ground
from dukao.patrols.selectors import finding_for, task_for, visit_for

MOVED_ON = "有人刚刚改过。请刷新后核对，你写的内容还在。"


def held_task(
    actor: Actor, task_id: int, at: datetime, revision: int | None = None
) -> tuple[PatrolTask, Ground]:
    """The task as it is now, if the actor may know of it; nobody else changes it until the end."""
    task = PatrolTask.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
    if task is None:
        raise Missing(HIDDEN_TASK)
    task, ground = task_for(actor, task_id, local_day(at))
    if revision is not None and task.revision != revision:
        raise Stale(MOVED_ON)
    return task, ground


def held_visit(
    actor: Actor, visit_id: int, at: datetime, revision: int | None = None
) -> tuple[Visit, Ground]:
    Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id).first()
    visit, ground = visit_for(actor, visit_id, local_day(at))
    if revision is not None and visit.revision != revision:
        raise Stale(MOVED_ON)
    return visit, ground


def held_finding(
    actor: Actor, finding_id: int, at: datetime, revision: int | None = None
) -> tuple[Finding, Ground]:
    if not Finding.objects.select_for_update(of=("self",)).filter(pk=finding_id).exists():
        raise Missing(HIDDEN_FINDING)
    finding, ground = finding_for(actor, finding_id, local_day(at))
    if revision is not None and finding.revision != revision:
        raise Stale(MOVED_ON)
    return finding, ground


def locked_task(task_id: int) -> PatrolTask:
    """The task's row, for numbering what belongs to it."""
    return PatrolTask.objects.select_for_update(of=("self",)).get(pk=task_id)


def group_path(group: PatrolGroup, at: datetime) -> str:
    return unit_on(group.owner_id, local_day(at)).path


def owner_path(task: PatrolTask, at: datetime) -> str:
    return unit_on(task.owner_id, local_day(at)).path


def of_group(group: PatrolGroup, at: datetime) -> dict[str, Any]:
    """Subject, label and place of an entry about a group."""
    return {"subject": group, "label": group.name, "unit_path": group_path(group, at), "at": at}


def of_task(task: PatrolTask, at: datetime) -> dict[str, Any]:
    """The number alone: title and objects are for those who may open the task."""
    return {"subject": task, "label": task.number, "unit_path": owner_path(task, at), "at": at}


def of_visit(visit: Visit, at: datetime) -> dict[str, Any]:
    label = f"{visit.task.number} 走访"
    return {"subject": visit, "label": label, "unit_path": owner_path(visit.task, at), "at": at}


def of_finding(finding: Finding, at: datetime) -> dict[str, Any]:
    path = owner_path(finding.visit.task, at)
    return {"subject": finding, "label": f"发现 {finding.number}", "unit_path": path, "at": at}
