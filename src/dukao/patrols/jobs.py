"""What this room does by the clock. The job may run again, and finds nothing more to say."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.kernel import clock
from dukao.patrols import services


@db_periodic_task(crontab(minute="35", hour="8,14"), name="remind_patrol_clocks")
def remind_patrol_clocks() -> None:
    """In working hours, so that whoever is told can act; the second run is for a morning that was missed."""
    services.remind_patrol_clocks(at=clock.now())
