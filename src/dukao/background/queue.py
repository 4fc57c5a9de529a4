"""The queue between the pages and the worker."""

from __future__ import annotations

from huey.contrib.djhuey import HUEY, db_task

from dukao.background import running


@db_task(name="run_task")
def run_task(task_id: int) -> None:
    running.run(task_id)


def queued_ids() -> set[int]:
    """The tasks that stand in the queue."""
    return {each.args[0] for each in HUEY.pending() if isinstance(each, run_task.task_class)}
