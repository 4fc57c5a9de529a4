"""Carrying a task out: taking it, beating while it runs, writing down how it ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import F

from dukao.background.models import Task
from dukao.background.registry import Report, find
from dukao.background.vocabulary import BEAT_EVERY, TASK_FLOW, TaskState
from dukao.journal.services import record
from dukao.kernel import clock
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move

logger = logging.getLogger(__name__)

#: Progress is written no more often than this: nobody reads faster, and every write locks the database.
WRITE_EVERY_SECONDS = 0.4


def run(task_id: int) -> None:
    """Carry out a waiting task to its end; one that somebody else has taken is left alone."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None or not _take(task):
        return
    try:
        with _beating(task.pk):
            result = find(task.kind)(task.arguments, _reporter(task.pk))
    except DomainError as refusal:
        _end(task, "fail", refusal.sentence, None)
    except Exception:
        logger.exception("task %s (%s) failed", task.pk, task.kind)
        _end(task, "fail", f"程序出错，没有办完。请把任务编号 {task.pk} 告诉系统管理员。", None)
    else:
        _end(task, "finish", result.get("sentence", "已完成。"), result)


def _take(task: Task) -> bool:
    try:
        apply_move(task, TASK_FLOW, "take", beat_at=clock.now(), attempts=F("attempts") + 1)
    except DomainError:
        return False
    return True


@transaction.atomic
def _end(task: Task, move: str, sentence: str, result: dict[str, Any] | None) -> None:
    """Write the outcome, unless the task was meanwhile taken for lost and given to another worker."""
    now = clock.now()
    try:
        apply_move(
            task, TASK_FLOW, move, sentence=sentence[:300], result=result, beat_at=now, finished_at=now
        )
    except DomainError:
        logger.warning("task %s ended after it had been given up", task.pk)
        return
    record(
        actor=SYSTEM, event="task_done" if task.state == TaskState.DONE else "task_failed", subject=task,
        label=task.label, at=now, after={"sentence": task.sentence}, unit_path=task.unit_path,
    )  # fmt: skip


def _reporter(task_id: int) -> Report:
    written = 0.0

    def report(done: int, total: int, sentence: str) -> None:
        nonlocal written
        moment = time.monotonic()
        if done < total and moment - written < WRITE_EVERY_SECONDS:
            return
        written = moment
        running = Task.objects.filter(pk=task_id, state=TaskState.RUNNING)
        running.update(done=done, total=total, sentence=sentence[:300], beat_at=clock.now())

    return report


@contextmanager
def _beating(task_id: int) -> Iterator[None]:
    """Signs of life from a thread of its own, so that a long silent step is not taken for a dead worker."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(BEAT_EVERY.total_seconds()):
            with suppress(OperationalError):  # a database that is busy hears the next beat
                Task.objects.filter(pk=task_id, state=TaskState.RUNNING).update(beat_at=clock.now())
            connection.close()

    thread = Thread(target=beat, name=f"beat-{task_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
