"""What is asked of units, from every room that asks, against the same span of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from dukao.checks import burden
from dukao.checks.burden import Asked, Measure, Span
from dukao.checks.models import Check
from dukao.checks.selectors.burden import (
    _ranked,
    asked_by_checks,
    asked_by_documents,
    burden_of,
    burden_of_city,
    year_before,
)
from dukao.documents import services as document_services
from dukao.documents.models import OfficialDocument
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from tests.conftest import NOW, TODAY, City
from tests.documents.planting import plant_draft, plant_issued, plant_sent, plant_series

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]
SINCE = date(2026, 1, 1)


def figures(unit_id: int, until: date = TODAY) -> dict[str, tuple[int, int]]:
    found = burden_of(unit_id, SINCE, until).figures
    return {figure.measure: (figure.now, figure.before) for figure in found if figure.now or figure.before}


def test_a_check_weighs_as_often_as_it_comes(city: City, plant: Plant) -> None:
    plant("approved", times=2)
    assert figures(city.housing.pk) == {
        "checks": (2, 0), "field_days": (4, 0), "lines": (24, 0), "characters": (3000, 0), "evidence": (6, 0),
        "hours": (12, 0),
    }  # fmt: skip
    assert figures(city.planning.pk) == {}


@pytest.mark.parametrize("state", ["proposed", "sent"])
def test_what_is_not_approved_burdens_nobody(city: City, plant: Plant, state: str) -> None:
    plant(state)
    assert figures(city.housing.pk) == {}


def test_who_is_dropped_is_not_asked(city: City, plant: Plant) -> None:
    check = plant("approved")
    check.targets.filter(unit=city.housing).update(dropped_at="2026-09-28T09:00+08:00", dropped_reason="引用")
    assert figures(city.housing.pk) == {}
    assert figures(city.other.pk)["checks"] == (1, 0)


@pytest.fixture
def another_room(city: City) -> Iterator[None]:
    """Asks 市住建局 for 30 lines this year and 40 by the same day of last year, 90 later in that year."""

    def source(span: Span) -> list[Asked]:
        days = ((date(2026, 5, 1), 30), (date(2025, 9, 28), 40), (date(2025, 9, 29), 90))
        return [
            Asked(city.housing.pk, city.planning.pk, Measure.LINES, amount)
            for day, amount in days
            if span.since <= day <= span.until
        ]

    burden.add_source(source, Measure.LINES, first_day=lambda: date(2024, 1, 1))
    known = burden._sources[:]
    burden._sources[:] = [one for one in known if one.source in (source, asked_by_checks)]
    yield
    burden._sources[:] = [one for one in known if one.source != source]


@pytest.mark.usefixtures("another_room")
def test_other_rooms_add_theirs_and_the_same_span_is_compared(city: City) -> None:
    (lines,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "lines"]
    assert (lines.now, lines.before, lines.change_words) == (30, 40, "较上年同期减 10（25.0%）")
    asking = burden_of(city.housing.pk, SINCE, TODAY).organisers
    assert [(one.name, one.amounts) for one in asking] == [("市发展改革委", {"lines": 30})]


def test_a_year_without_records_is_not_compared_with(city: City, plant: Plant) -> None:
    """A register that began this year would show every check as one more."""
    plant("approved")
    (checks,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "checks"]
    assert checks.change_words == "上年同期没有完整记录"
    Check.objects.update(registered_at="2024-12-10T10:00+08:00")
    (checks,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "checks"]
    assert checks.change_words == "上年同期没有"


def test_of_leap_years() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.usefixtures("another_room")
def test_organs_are_ranked_by_what_they_ask(city: City, plant: Plant) -> None:
    plant("approved")
    found = burden_of_city(city.actor(city.office), [Role.OFFICE], SINCE, TODAY, TODAY)
    assert [(one.name, one.amounts.get("checks", 0)) for one in found.organisers] == [
        ("市督考办", 2), ("市发展改革委", 0),
    ]  # fmt: skip
    assert {one.name for one in found.units} == {"市住建局", "市水利局"}


def test_who_hands_over_most_is_not_cut_off_for_checking_nobody() -> None:
    asked = [
        Asked(1, 7, Measure.CHECKS, 2), Asked(1, 7, Measure.LINES, 90), Asked(1, 8, Measure.MATTERS, 3),
    ]  # fmt: skip
    found = _ranked(asked, [], {7: "市督考办", 8: "霁川市"}, lambda one: one.organiser_id)
    assert [one.name for one in found] == ["霁川市", "市督考办"]


def test_a_unit_reads_its_own_and_nobody_else_does(city: City, plant: Plant) -> None:
    plant("approved")
    expected = {"reporter": 200, "office": 200, "discipline": 200, "stranger": 404, "patroller": 403}
    got = {}
    for name in expected:
        client = Client()
        client.force_login(getattr(city, name))
        answer = client.get(f"/checks/burden/{city.housing.pk}/")
        got[name] = answer.status_code
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "市督考办" in page
            # 指尖上的形式主义: no measure of who was here how often
            assert "登录次数" not in page
            assert "在线时长" not in page
    assert got == expected


def documents(unit_id: int, until: date = TODAY) -> tuple[int, int]:
    return figures(unit_id, until).get("documents", (0, 0))


def test_a_document_burdens_each_unit_it_was_issued_to(city: City) -> None:
    """主送 and 抄送 alike have to read it, and its issuer asked for that; the issuer itself has nothing to do."""
    plant_issued(city)
    assert documents(city.housing.pk) == documents(city.planning.pk) == documents(city.county.pk) == (1, 0)
    assert documents(city.other.pk) == documents(city.office_unit.pk) == (0, 0)
    asked = list(asked_by_documents(Span(SINCE, TODAY)))
    assert {(one.unit_id, one.organiser_id, one.measure, one.amount) for one in asked} == {
        (unit.pk, city.office_unit.pk, Measure.DOCUMENTS, 1)
        for unit in (city.housing, city.planning, city.county)
    }
    plant_issued(city, copies=[])
    assert documents(city.housing.pk) == (2, 0)
    assert documents(city.county.pk) == (1, 0)
    (asker,) = burden_of(city.housing.pk, SINCE, TODAY).organisers
    assert (asker.name, asker.amounts) == ("市督考办", {"documents": 2})


def test_a_document_that_did_not_go_out_burdens_nobody(city: City) -> None:
    plant_series(city)
    plant_draft(city)
    plant_sent(city)
    assert documents(city.housing.pk) == (0, 0)
    issued = plant_issued(city)
    assert documents(city.housing.pk) == (1, 0)
    document_services.receive_document(
        actor=city.actor(city.reporter), receipt=issued.receipts.get(unit=city.housing), at=NOW
    )
    assert documents(city.housing.pk) == (1, 0)  # received it is the same document


def test_documents_are_counted_on_the_days_of_the_span(city: City) -> None:
    """First and last day belong to it; a year before is the same span of that year."""
    for day in (date(2026, 9, 1), date(2026, 9, 28), date(2025, 9, 28), date(2025, 9, 29)):
        issued = plant_issued(city)
        OfficialDocument.objects.filter(pk=issued.pk).update(issued_at=at_time(day, 12))
    assert documents(city.housing.pk) == (2, 1)
    assert documents(city.housing.pk, date(2026, 9, 27)) == (1, 0)
    spans = ((date(2026, 9, 28), 1), (date(2026, 9, 29), 0), (date(2026, 9, 1), 2), (date(2026, 8, 31), 2))
    for since, count in spans:
        found = asked_by_documents(Span(since, TODAY, frozenset([city.housing.pk])))
        assert sum(one.amount for one in found) == count, since


def test_documents_show_on_the_pages_of_the_unit_and_of_the_city(city: City) -> None:
    plant_issued(city)
    client = Client()
    for account, address, name in (
        (city.head, f"/checks/burden/{city.housing.pk}/", "市督考办"),
        (city.office, "/checks/burden/", "市住建局"),
    ):
        client.force_login(account)
        page = client.get(address).content.decode()
        assert "收文" in page
        assert name in page
