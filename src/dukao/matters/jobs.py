"""What this room does by the clock. Every job may run again, and finds nothing more to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.background.registry import Report, work
from dukao.identity.selectors import actor_for
from dukao.kernel import clock
from dukao.matters import services
from dukao.matters.selectors.drafts import intake_for
from dukao.matters.services.intake import register_intake
from dukao.matters.vocabulary import INTAKE_KIND


@db_periodic_task(crontab(minute="2", hour="0,6"), name="turn_matter_lights")
def turn_matter_lights() -> None:
    """Rules that begin today, and holiday notices entered yesterday; then today's lamps are counted."""
    at = clock.now()
    services.confirm_limits(at=at)
    services.refresh_lights(at=at)
    services.tally_lamps(day=clock.local_day(at))


@db_periodic_task(crontab(minute="10", hour="7,9"), name="assign_recurring_matters")
def assign_recurring_matters() -> None:
    services.assign_recurring(at=clock.now())


@db_periodic_task(crontab(minute="40", hour="8,13"), name="climb_ladder")
def climb_ladder() -> None:
    """In working hours, so that whoever is told can act; the second run is for a morning that was missed."""
    at = clock.now()
    services.climb_ladder(at=at)
    services.remind_clocks(at=at)


@work(INTAKE_KIND)
def register_long_intake(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """A long plan is registered for the account that asked, by its rights of today; all of it or nothing."""
    actor = actor_for(get_user_model().objects.get(pk=arguments["account"]), clock.today())
    decision, matters = register_intake(
        actor=actor, intake=intake_for(actor, arguments["intake"]), key=arguments["key"], report=report,
        at=datetime.fromisoformat(arguments["at"]),
    )  # fmt: skip
    if decision is None:
        return {"sentence": "这份计划已经登记过。", "url": reverse("decisions:list")}
    sentence = f"已登记 {len(matters)} 件，都是拟办，核对后交办。"
    return {"sentence": sentence, "url": reverse("decisions:show", args=[decision.pk])}
