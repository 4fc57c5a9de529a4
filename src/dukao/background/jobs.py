"""Looking after the queue while nobody looks."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.background import services
from dukao.kernel import clock


@db_periodic_task(crontab(), name="recover_tasks")
def recover_tasks() -> None:
    """Every minute; the worker also does it once when it starts."""
    services.recover_tasks(at=clock.now())
