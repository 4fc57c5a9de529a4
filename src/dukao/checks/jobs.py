"""What this room does by the clock. Every job may run again, and finds nothing more to do."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.checks import services
from dukao.kernel import clock


@db_periodic_task(crontab(minute="50", hour="8,13"), name="remind_check_clocks")
def remind_check_clocks() -> None:
    """In working hours, so that whoever is told can act; the second run is for a morning that was missed."""
    services.remind_clocks(at=clock.now())
