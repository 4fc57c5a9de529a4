"""Deadlines for calendar programs: by a secret, readable, unchanged when nothing changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from dukao.journal.models import Entry
from dukao.kernel.clock import ZONE
from dukao.kernel.errors import DomainError
from dukao.notifications import services
from dukao.notifications.models import CalendarLink, NotificationPolicy
from dukao.reporting.models import ReportingPeriod
from tests.conftest import FOUNDED, NOW, City
from tests.reporting.planting import plant_september, report_of


@pytest.fixture
def secret(city: City) -> str:
    return services.make_calendar_link(actor=city.actor(city.reporter), at=NOW)


def read(client: Client, secret: str, **headers: str) -> Calendar:
    answer = client.get(f"/calendar/{secret}.ics", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_the_months_of_ones_own_unit_are_in_it(city: City, secret: str, client: Client) -> None:
    period = plant_september(city)
    calendar = read(client, secret)
    (event,) = calendar.events
    assert event["summary"] == "市住建局 2026 年 9 月填报截止"
    assert event["uid"] == f"report-{report_of(city).pk}@testserver"
    assert event.end == period.due_at
    assert event.end.tzinfo.key == ZONE.key
    assert event["url"] == f"http://testserver/reports/{report_of(city).pk}/"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_moved_clock_moves_the_same_event(city: City, secret: str, client: Client) -> None:
    plant_september(city)
    (before,) = read(client, secret).events
    ReportingPeriod.objects.update(due_at=NOW + timedelta(days=9))
    (after,) = read(client, secret).events
    assert before["uid"] == after["uid"]
    assert after.end == NOW + timedelta(days=9)


def test_somebody_else_sees_their_own(city: City, client: Client) -> None:
    plant_september(city)
    strange = services.make_calendar_link(actor=city.actor(city.discipline), at=NOW)
    assert read(client, strange).events == []


def test_nothing_new_is_not_sent_again(city: City, secret: str, client: Client) -> None:
    plant_september(city)
    first = client.get(f"/calendar/{secret}.ics")
    again = client.get(f"/calendar/{secret}.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ReportingPeriod.objects.update(due_at=NOW + timedelta(days=9))
    changed = client.get(f"/calendar/{secret}.ics", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_only_the_digest_is_kept_and_a_new_link_kills_the_former(
    city: City, secret: str, client: Client
) -> None:
    assert secret not in str(CalendarLink.objects.values())
    assert secret not in str(Entry.objects.values())
    new = services.make_calendar_link(actor=city.actor(city.reporter), at=NOW)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert read(client, new).events == []
    services.revoke_calendar_link(actor=city.actor(city.reporter), at=NOW)
    assert client.get(f"/calendar/{new}.ics").status_code == 404
    with pytest.raises(DomainError, match="没有在用"):
        services.revoke_calendar_link(actor=city.actor(city.reporter), at=NOW)


def test_a_disabled_account_has_no_calendar(city: City, secret: str, client: Client) -> None:
    city.reporter.is_active = False
    city.reporter.save()
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_who_asks_too_often_waits_for_the_hour(
    city: City, secret: str, client: Client, settings: Settings
) -> None:
    NotificationPolicy.objects.create(effective_on=FOUNDED, calendar_reads=4, source="试行")
    assert [client.get(f"/calendar/{secret}.ics").status_code for _ in range(5)] == [200] * 4 + [429]
    assert client.get(f"/calendar/{secret}.ics")["Retry-After"] == "3600"
    settings.DUKAO_CLOCK_OFFSET += 3700
    assert client.get(f"/calendar/{secret}.ics").status_code == 200


def test_the_link_is_shown_once_on_a_page_that_is_not_kept(city: City, client: Client) -> None:
    client.force_login(city.reporter)
    answer = client.post("/notices/settings/calendar/")
    page = answer.content.decode()
    address = page.split("<code>")[1].split("</code>")[0]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(address).status_code == 200
    assert address not in client.get("/notices/settings/").content.decode()
