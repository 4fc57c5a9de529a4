"""What this room does by the clock, and its long work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.background.registry import Report, work
from dukao.documents.selectors import source_of
from dukao.identity.selectors import actor_for
from dukao.kernel import clock
from dukao.reporting import services
from dukao.reporting.shared_table import cells_of
from dukao.reporting.sheets import read_sheet
from dukao.reporting.vocabulary import IMPORT_KIND


@db_periodic_task(crontab(minute="5", hour="0,7"), name="open_due_month")
def open_due_month() -> None:
    """Twice each morning; the second finds nothing to do unless the first was missed."""
    services.open_due_period(at=clock.now())


@db_periodic_task(crontab(minute="30", hour="8"), name="remind_due_units")
def remind_due_units() -> None:
    services.remind_due_units(at=clock.now())


@work(IMPORT_KIND)
def import_shared_values(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """The table kept under ``digest`` is brought in for the account that asked, by its rights of today."""
    account = get_user_model().objects.get(pk=arguments["account"])
    plan = services.import_shared_values(
        actor=actor_for(account, clock.today()), cells=cells_of(read_sheet(source_of(arguments["digest"]))),
        source=arguments["digest"], at=datetime.fromisoformat(arguments["at"]), progress=report,
    )  # fmt: skip
    return {"sentence": plan.in_words, "url": reverse("reporting:shared")}
