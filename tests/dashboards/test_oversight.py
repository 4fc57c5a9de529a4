"""What changed lately, for those who watch over it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from dukao.dashboards.selectors.oversight import recent_changes, week
from dukao.journal.services import record
from dukao.organisations.models import Unit
from tests.conftest import NOW, City


def write(city: City, event: str, subject: Unit, days_ago: int = 0) -> None:
    at = NOW - timedelta(days=days_ago)
    path = subject.versions.get().path
    with transaction.atomic():
        record(
            actor=city.actor(city.office), event=event, subject=subject, label=subject.code, at=at,
            unit_path=path,
        )  # fmt: skip


def test_the_stream_leaves_out_who_came_and_went(city: City) -> None:
    write(city, "unit_changed", city.housing)
    write(city, "logged_in", city.housing)
    for account in (city.discipline, city.audit_admin):
        (change,) = recent_changes(city.actor(account), NOW)
        assert change.entry.event == "unit_changed"


def test_the_week_counts_seven_days(city: City) -> None:
    for days_ago in (0, 1, 6, 7, 30):
        write(city, "unit_changed", city.housing, days_ago)
    (event,) = week(city.actor(city.audit_admin), NOW).events
    assert event.count == 3
    assert event.url.startswith("/journal/?since=2026-09-22&event=unit_changed")
