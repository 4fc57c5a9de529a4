"""The landing page: everybody gets the parts of what they do, and none that are not theirs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from dukao.dashboards.selectors.parts import PARTS, parts_for
from dukao.identity.models import Account
from dukao.reporting.models import UnitReport
from tests.conftest import NOW, City

NumQueries = Callable[..., AbstractContextManager[object]]

SHOWN: dict[str, set[str]] = {
    "reporter": {"unit", "own_matters", "score", "notices"},
    "head": {"unit", "own_matters", "score", "notices"},
    "reviewer": {"review", "progress", "notices"},
    "office": {"beginning", "matters", "month", "lamps", "rounds", "moves", "notices"},
    "leader": {"matters", "month", "lamps", "rounds", "moves", "notices"},
    "discipline": {"matters", "month", "lamps", "rounds", "changes", "week", "notices"},
    "system_admin": {"beginning", "accounts", "machine", "notices"},
    "security_admin": {"beginning", "accounts", "notices"},
    "audit_admin": {"changes", "week", "notices"},
}
EVERY_PART = list(PARTS)


def person(city: City, name: str) -> Account:
    found: Account = getattr(city, name)
    return found


@pytest.mark.parametrize("name", SHOWN)
def test_everybody_gets_the_parts_of_what_they_do(city: City, client: Client, name: str) -> None:
    actor = city.actor(person(city, name))
    assert {part.name for part in parts_for(actor, NOW)} == SHOWN[name]
    client.force_login(person(city, name))
    page = client.get("/").content.decode()
    for part in EVERY_PART:
        assert (f'hx-get="/home/{part}/"' in page) is (part in SHOWN[name])


@pytest.mark.parametrize("name", SHOWN)
def test_each_part_opens_for_whom_it_is_shown_to_and_for_nobody_else(
    city: City, client: Client, name: str
) -> None:
    client.force_login(person(city, name))
    for part in EVERY_PART:
        expected = 200 if part in SHOWN[name] else 404
        assert client.get(f"/home/{part}/").status_code == expected, f"{name} and {part}"


def test_a_part_is_a_fragment_for_the_page_and_a_page_of_its_own(
    city: City, report: UnitReport, client: Client
) -> None:
    client.force_login(city.reporter)
    fragment = client.get("/home/unit/", headers={"HX-Request": "true"}).content.decode()
    assert "9 月填报" in fragment
    assert "<html" not in fragment
    page = client.get("/home/unit/").content.decode()
    assert "9 月填报" in page
    assert "<h1>本月填报</h1>" in page


def test_what_waits_stands_on_the_page_itself(city: City, report: UnitReport, client: Client) -> None:
    client.force_login(city.reporter)
    page = client.get("/").content.decode()
    assert "9 月 28 日，星期一" in page
    assert "9 月填报" in page.split("hm-todo", 1)[1]
    assert "9 月填报" in client.get("/todo/").content.decode()


@pytest.mark.parametrize("name", SHOWN)
def test_the_landing_page_asks_all_rooms_together(
    city: City, submitted: UnitReport, client: Client, name: str, django_assert_max_num_queries: NumQueries
) -> None:
    """Session and rights, the badges, what may wait in ten rooms, and the little that is found there."""
    client.force_login(person(city, name))
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.parametrize(
    ("name", "part"), [(name, part) for name, parts in SHOWN.items() for part in sorted(parts)]
)
def test_every_part_stays_within_twelve_queries(
    city: City, submitted: UnitReport, client: Client, name: str, part: str,
    django_assert_max_num_queries: NumQueries,
) -> None:  # fmt: skip
    client.force_login(person(city, name))
    address, as_fragment = f"/home/{part}/", {"HX-Request": "true"}
    client.get(address, headers=as_fragment)
    with django_assert_max_num_queries(12):
        client.get(address, headers=as_fragment)
