"""What this room does by the clock. Every job may run again, and finds nothing more to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from dukao.background.registry import Report, work
from dukao.kernel import clock
from dukao.oversight import services
from dukao.oversight.vocabulary import SEARCH_KIND


@db_periodic_task(crontab(minute="20", hour="2"), name="search_patterns")
def search_patterns() -> None:
    """At night, over the current year."""
    at = clock.now()
    services.search_patterns(year=clock.local_day(at).year, by="系统", at=at)


@db_periodic_task(crontab(minute="50", hour="8"), name="remind_letters")
def remind_letters() -> None:
    services.remind_letters(at=clock.now())


@work(SEARCH_KIND)
def search_on_demand(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    search = services.search_patterns(
        year=arguments["year"], by=arguments["by"], at=datetime.fromisoformat(arguments["at"]), report=report
    )
    return {"sentence": f"已查完，现有线索 {search.found} 条。", "url": reverse("oversight:hits")}
