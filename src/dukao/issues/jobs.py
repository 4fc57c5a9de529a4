"""What this room does by the clock. Every job may run again, and finds nothing more to do."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.issues import services
from dukao.kernel import clock


@db_periodic_task(crontab(minute="4", hour="0,6"), name="turn_problem_lights")
def turn_problem_lights() -> None:
    """Rules that begin today, and holiday notices entered yesterday."""
    services.refresh_lights(at=clock.now())


@db_periodic_task(crontab(minute="45", hour="8,13"), name="remind_problem_clocks")
def remind_problem_clocks() -> None:
    """In working hours, so that whoever is told can act; the second run is for a morning that was missed."""
    services.remind_clocks(at=clock.now())
