"""Looking after notices while nobody looks."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.identity import services as identity
from dukao.kernel import clock
from dukao.notifications import sending


@db_periodic_task(crontab(), name="deliver_due")
def deliver_due() -> None:
    """Every minute; what a commit queued is sent at once, and the worker looks once when it starts."""
    sending.deliver_due()


@db_periodic_task(crontab(minute="*/5"), name="tell_ended_visits")
def tell_ended_visits() -> None:
    """Visits of support end by themselves; the unit hears of it."""
    identity.tell_ended_visits(at=clock.now())
