"""Opening rounds while nobody looks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.assessments import services
from dukao.assessments.vocabulary import SIMULATE_KIND
from dukao.background.registry import Report, work
from dukao.kernel import clock


@db_periodic_task(crontab(minute="7"), name="open_rounds")
def open_rounds() -> None:
    """Every hour, so that a new month or a newly published scheme has its rounds before anybody asks."""
    services.open_rounds(at=clock.now())


@work(SIMULATE_KIND)
def simulate_scheme(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Carry out a simulation and keep what came out; done again, it gives the same."""
    sentence = services.carry_out_simulation(simulation_id=arguments["simulation"], progress=report)
    return {"sentence": sentence, "url": reverse("assessments:simulation", args=[arguments["simulation"]])}
