"""The wall: what it shows, to whom, and that a hundred matters cost no more queries than one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from dukao.dashboards.selectors.wall import wall
from dukao.issues.models import Problem
from dukao.matters import services
from dukao.matters.models import LampTally, Matter
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, TODAY, City
from tests.issues.planting import plant as plant_problem
from tests.matters.conftest import matter_draft


def plant(city: City, count: int, first: int = 0) -> list[Matter]:
    """Matters in hand that fell due one day after another, the last of them today."""
    office, reporter = city.actor(city.office), city.actor(city.reporter)
    begun = NOW - timedelta(days=20)
    made = []
    for number in range(first, first + count):
        due_on = TODAY - timedelta(days=number)
        draft = matter_draft(city, title=f"事项 {number}", due_on=due_on, milestones=())
        matter = services.register_matter(actor=office, draft=draft, at=begun)
        assert matter is not None
        services.assign_matter(actor=office, matter=matter, at=begun)
        services.receive_matter(actor=reporter, matter=matter, at=begun)
        made.append(matter)
    return made


@pytest.mark.django_db
def test_figures_and_matrix_say_the_same(city: City) -> None:
    plant(city, 3)
    services.register_matter(actor=city.actor(city.office), draft=matter_draft(city), at=NOW)
    LampTally.objects.create(owner=city.city, day=TODAY - timedelta(days=8), red=1, yellow=2)
    shown = wall(city.actor(city.office), NOW)
    assert (shown.figures.open, shown.figures.in_hand) == (4, 3)
    assert (shown.figures.in_hand, shown.figures.overdue, shown.figures.red) == (3, 2, 3)
    assert shown.against_last_week("red") == "较上周 +2"
    (row,) = shown.rows
    assert [(spot.field, spot.colour, spot.count) for spot in row.spots if spot.total] == [
        ("城建民生", "red", 3)
    ]
    assert [late.clock for late in shown.late] == ["逾期 2 日", "逾期 1 日"]
    assert shown.due_this_week == 1


@pytest.mark.django_db
def test_problems_that_are_open_and_late_stand_on_the_wall(city: City, client: Client) -> None:
    plant_problem(city, "submitted")
    late = plant_problem(city, "rectifying")
    Problem.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=1))
    shown = wall(city.actor(city.office), NOW)
    assert (shown.problems["open"], shown.problems["over"], shown.problems["submitted"]) == (2, 1, 1)
    client.force_login(city.office)
    assert "逾期 1 个，待验收 1" in client.get("/wall/").content.decode()


@pytest.mark.django_db
def test_an_empty_city_has_a_wall_too(city: City) -> None:
    shown = wall(city.actor(city.leader), NOW)
    assert (shown.rows, shown.acts, shown.in_time, shown.longest) == ((), (), "—", 0)


@pytest.mark.django_db
def test_many_matters_ask_no_more_queries(city: City, client: Client) -> None:
    client.force_login(city.office)
    plant(city, 1)
    client.get("/wall/")
    with CaptureQueriesContext(connection) as few:
        client.get("/wall/")
    plant(city, 12, first=1)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/wall/").status_code == 200
    assert len(many) == len(few) == 18


@pytest.mark.django_db
def test_it_shows_only_what_its_reader_supervises(city: City) -> None:
    """There is something to leak, and it does not."""
    (matter,) = plant(city, 1)
    assert wall(city.actor(city.office), NOW).figures.in_hand == 1
    Matter.objects.filter(pk=matter.pk).update(owner=city.county, lead_unit=city.county)
    assert wall(replace(city.actor(city.office), grants=()), NOW).figures.in_hand == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", WIDTHS)
def test_the_wall_on_a_screen(city: City, visitor: Visitor, screen: str) -> None:
    plant(city, 3)
    page = visitor(city.leader, screen, "/wall/")
    expect(page.get_by_role("heading", name="现在该谁动")).to_be_visible()
    expect(page.get_by_role("link", name="市住建局 城建民生 警示 3 件")).to_be_visible()
    photograph(page, f"wall-{screen}")
    assert_accessible(page)
