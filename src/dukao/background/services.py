"""Starting long work, and looking after what got lost."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from dukao.background.models import Task
from dukao.background.queue import queued_ids, run_task
from dukao.background.registry import find
from dukao.background.vocabulary import (
    ATTEMPTS,
    FORGOTTEN_AFTER,
    LOST_AFTER,
    TASK_FLOW,
    TaskState,
)
from dukao.journal.services import record
from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move


@transaction.atomic
def start_task(*, actor: Actor, kind: str, label: str, arguments: dict[str, Any], at: datetime) -> Task:
    """Put a piece of work into the queue; it begins once the transaction of the caller is committed.

    Whether ``actor`` may have it done is for the calling service to decide. ``arguments`` are plain
    JSON values. Send the person to ``tasks:show`` to wait for the outcome.
    """
    find(kind)
    task = Task.objects.create(
        kind=kind, label=label, arguments=arguments, account_id=actor.account_id, started_by=actor.name,
        unit_path=actor.unit_path, created_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="task_started", subject=task, label=label, at=at,
        after={"kind": kind}, unit_path=actor.unit_path,
    )  # fmt: skip
    # A queue that does not answer must not undo what is committed: the task is found again in the database.
    transaction.on_commit(partial(run_task, task.pk), robust=True)
    return task


def recover_tasks(*, at: datetime) -> None:
    """Queue again what a killed worker left behind and what fell out of the queue.

    Tasks are found by their last sign of life. One that was lost ``ATTEMPTS`` times is given up with
    a sentence for the person who waits.
    """
    # A sign from the future was given by a clock that has been set right since.
    no_sign = Q(beat_at__lt=at - LOST_AFTER) | Q(beat_at__gt=at + LOST_AFTER)
    for task in Task.objects.filter(no_sign, state=TaskState.RUNNING).order_by("pk"):
        _retry_or_give_up(task, at)
    forgotten = Q(beat_at=None, created_at__lt=at - FORGOTTEN_AFTER) | Q(beat_at__lt=at - FORGOTTEN_AFTER)
    waiting = Task.objects.filter(forgotten, state=TaskState.WAITING).order_by("pk")
    if pks := list(waiting.values_list("pk", flat=True)):
        # What merely waits long stays as it is: else a long queue would double with every look at it.
        queued = queued_ids()
        for pk in pks:
            if pk not in queued:
                run_task(pk)


@transaction.atomic
def _retry_or_give_up(task: Task, at: datetime) -> None:
    try:
        if task.attempts < ATTEMPTS:
            apply_move(task, TASK_FLOW, "retry", beat_at=at, sentence="办理中断，已重新排队。")
            transaction.on_commit(partial(run_task, task.pk), robust=True)
            return
        sentence = f"连续 {ATTEMPTS} 次中断，没有办完。请把任务编号 {task.pk} 告诉系统管理员。"
        apply_move(task, TASK_FLOW, "fail", sentence=sentence, finished_at=at)
    except DomainError:
        return  # it gave a sign of life or ended in the meantime
    record(
        actor=SYSTEM, event="task_failed", subject=task, label=task.label, at=at,
        after={"sentence": sentence}, unit_path=task.unit_path,
    )  # fmt: skip


def forget_old_tasks(before: date) -> int:
    """Delete tasks that ended before that day; returns how many. What they did stands in the journal."""
    deleted, _ = Task.objects.filter(finished_at__lt=at_time(before, 0)).delete()
    return deleted
