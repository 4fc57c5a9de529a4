"""Looking after notices while nobody looks."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.kernel import clock
from dukao.notifications import sending, services


@db_periodic_task(crontab(), name="deliver_due")
def deliver_due() -> None:
    """Every minute; what a commit queued is sent at once, and the worker looks once when it starts."""
    sending.deliver_due()


@db_periodic_task(crontab(hour="3", minute="50"), name="forget_read_notices")
def forget_read_notices() -> None:
    services.forget_read_notices(at=clock.now())
    services.forget_old_deliveries(at=clock.now())
