"""Others' data: only discipline, only with a reason, only the chosen kinds, told to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.privacy import services
from dukao.privacy.models import Inspection
from dukao.privacy.selectors.looks import looks_at
from dukao.privacy.selectors.subjects import subject_of
from tests.conftest import NOW, TODAY, City
from tests.privacy.planting import NUMBER, PHONE, plant_inspection, plant_log_in, plant_person

pytestmark = pytest.mark.django_db
QUERIES = 6


def form(**changes: Any) -> dict[str, Any]:
    return {
        "account": "reporter", "categories": ["organisations.Person"], "purpose": "核实线索",
        "basis": "示纪批〔2026〕9号", **changes,
    }  # fmt: skip


def test_the_look_is_noted_first_and_shows_the_chosen_kinds_in_part(city: City, client: Client) -> None:
    plant_person(city, city.reporter)
    plant_log_in(city.reporter, days_ago=1)
    client.force_login(city.discipline)
    answer = client.post("/privacy/inspections/", form())
    inspection = Inspection.objects.get()
    entry = Entry.objects.get(event="personal_data_inspected")
    assert (entry.actor_id, entry.after["categories"]) == (city.discipline.pk, ["人员登记"])
    page = client.get(answer["Location"]).content.decode()
    assert "138****5678" in page
    for hidden in (PHONE, NUMBER, "10.1.2.3"):
        assert hidden not in page
    assert (inspection.told_on, inspection.purpose) == (TODAY, "核实线索")


@pytest.mark.parametrize(
    "changes",
    [{"purpose": " "}, {"basis": ""}, {"categories": []}, {"account": "nobody"}, {"account": "discipline"}],
)
def test_without_reason_kind_or_person_nothing_is_shown(
    city: City, client: Client, changes: dict[str, Any]
) -> None:
    client.force_login(city.discipline)
    assert client.post("/privacy/inspections/", form(**changes)).status_code == 422
    assert not Inspection.objects.exists()
    assert not Entry.objects.filter(event="personal_data_inspected").exists()


@pytest.mark.parametrize(
    "who", ["office", "leader", "patroller", "system_admin", "security_admin", "audit_admin"]
)
def test_nobody_else_may(city: City, who: str) -> None:
    with pytest.raises(Refused, match="只限纪检监督"):
        services.inspect(
            actor=city.actor(getattr(city, who)), account=city.reporter, categories=["organisations.Person"],
            purpose="看看", basis="无", at=NOW,
        )  # fmt: skip


def test_only_people_of_the_scope(city: City, make_account: Callable[..., Account]) -> None:
    county = make_account("county", "县纪检", city.county, Role.DISCIPLINE)
    with pytest.raises(Refused):
        services.inspect(
            actor=city.actor(county), account=city.reporter, categories=["organisations.Person"],
            purpose="核实", basis="文号", at=NOW,
        )  # fmt: skip


def test_what_is_no_declared_kind_cannot_be_asked_for(city: City) -> None:
    for model in ("patrols.Informant", "oversight.Hit", "privacy.PersonalRequest", "auth.Group"):
        with pytest.raises(DomainError, match="请选择要查阅的种类"):
            services.inspect(
                actor=city.actor(city.discipline), account=city.reporter, categories=[model], purpose="核实",
                basis="文号", at=NOW,
            )  # fmt: skip


def test_it_is_readable_by_its_maker_on_its_day_alone(
    city: City, client: Client, make_account: Callable[..., Account]
) -> None:
    plant_person(city, city.reporter)
    old = plant_inspection(city, at=NOW - timedelta(days=1))
    client.force_login(city.discipline)
    page = client.get(f"/privacy/inspections/{old.pk}/").content.decode()
    assert "已过当日" in page
    assert "138****5678" not in page
    colleague = make_account("colleague", "同僚", city.office_unit, Role.DISCIPLINE, city.city)
    client.force_login(colleague)
    assert client.get(f"/privacy/inspections/{plant_inspection(city).pk}/").status_code == 404


def test_a_deferred_look_is_told_when_its_time_is_over(city: City) -> None:
    plant_inspection(city, defer_basis="个人信息保护法第十八条第二款")
    subject = subject_of(city.reporter, TODAY)
    assert looks_at(subject, (), TODAY + timedelta(days=179)) == []
    (look,) = looks_at(subject, (), TODAY + timedelta(days=180))
    assert (look.who, look.reason) == ("严明", "核实 JD-012 线索（示纪批〔2026〕9号）")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(rows: int, city: City, client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        plant_inspection(city)
    client.force_login(city.discipline)
    client.get("/privacy/inspections/")
    with django_assert_num_queries(QUERIES):
        client.get("/privacy/inspections/")
