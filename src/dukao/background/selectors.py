"""Reading long work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from dukao.background.models import Task
from dukao.background.policies import can_see_task
from dukao.background.vocabulary import LOST_AFTER, TaskState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role


def visible_tasks(actor: Actor, *, states: Sequence[str] = ()) -> QuerySet[Task]:
    """One's own tasks, and for the office those of the units below it; all states, or only these."""
    if not actor.is_authenticated:
        return Task.objects.none()
    seen = Q(account_id=actor.account_id)
    for path in actor.scopes(Role.OFFICE):
        seen |= Q(unit_path__startswith=path)
    tasks = Task.objects.filter(seen)
    return tasks.filter(state__in=states) if states else tasks


def task_for(actor: Actor, task_id: int) -> Task:
    """The task, or :class:`Missing` for whoever may not know of it."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None or not can_see_task(actor, task):
        raise Missing("没有找到这个任务，可能已过保存期，或不是你发起的。")
    return task


@dataclass(frozen=True, slots=True)
class QueueState:
    """Figures of the queue, without saying what the tasks are about."""

    waiting: int
    running: int
    failed: int
    silent: int
    oldest_waiting_at: datetime | None


def queue_state(now: datetime) -> QueueState:
    waiting, running = Q(state=TaskState.WAITING), Q(state=TaskState.RUNNING)
    return QueueState(
        **Task.objects.aggregate(
            waiting=Count("pk", filter=waiting),
            running=Count("pk", filter=running),
            failed=Count("pk", filter=Q(state=TaskState.FAILED)),
            silent=Count("pk", filter=running & Q(beat_at__lt=now - LOST_AFTER)),
            oldest_waiting_at=Min("created_at", filter=waiting),
        )
    )
