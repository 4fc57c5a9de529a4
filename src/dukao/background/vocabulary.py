"""Words, flow and limits of background work."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from dukao.kernel.flow import Flow, move

#: A running task gives a sign of life this often …
BEAT_EVERY = timedelta(seconds=5)
#: … and is taken for lost when it gave none for this long: its worker was killed or the machine stopped.
LOST_AFTER = timedelta(seconds=30)
#: A waiting task that nobody took for this long has fallen out of the queue.
FORGOTTEN_AFTER = timedelta(seconds=30)
#: A task that was lost this often is not tried again: it is probably what kills the worker.
ATTEMPTS = 3


class TaskState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


TASK_FLOW = Flow(
    name="background_task",
    states=TaskState,
    moves=(
        move("take", TaskState.WAITING, TaskState.RUNNING, "开始办理"),
        move("finish", TaskState.RUNNING, TaskState.DONE, "办完"),
        move("fail", {TaskState.WAITING, TaskState.RUNNING}, TaskState.FAILED, "中止"),
        move("retry", TaskState.RUNNING, TaskState.WAITING, "重新排队"),
    ),
)
