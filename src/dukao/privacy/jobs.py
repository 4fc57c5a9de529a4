"""What this room does by the clock. Every job may run again, and finds nothing more to do."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.kernel import clock
from dukao.privacy import services


@db_periodic_task(crontab(hour="2", minute="50"), name="propose_destruction")
def propose_destruction() -> None:
    """At night: what has outlived its clock waits for a person to approve its end."""
    services.propose_due(at=clock.now())


@db_periodic_task(crontab(hour="3", minute="40"), name="clear_due")
def clear_due() -> None:
    """Read notices, records of deliveries, tasks that are over: what they told stands elsewhere."""
    services.clear_due(at=clock.now())


@db_periodic_task(crontab(hour="8", minute="40"), name="remind_personal_requests")
def remind_personal_requests() -> None:
    services.remind_requests(at=clock.now())
