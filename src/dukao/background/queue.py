"""The queue between the pages and the worker."""

from __future__ import annotations

from huey.contrib.djhuey import db_task

from dukao.background import running


@db_task(name="run_task")
def run_task(task_id: int) -> None:
    running.run(task_id)
