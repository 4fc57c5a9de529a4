"""Numbers of people: masked on pages, whole for a reason on record, erased when their time is over."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import Person
from dukao.organisations.selectors import contacts_to_erase
from tests.conftest import NOW, City

pytestmark = pytest.mark.django_db
NUMBER, PHONE, MASKED = "11010519491231002X", "13812345678", "138****5678"


@pytest.fixture
def person(city: City) -> Person:
    return services.add_person(
        actor=city.actor(city.office), name="方远", resident_id=NUMBER, phone=PHONE, at=NOW
    )


def test_pages_lists_exports_and_the_journal_show_a_part(city: City, person: Person, client: Client) -> None:
    client.force_login(city.office)
    for address in ("/units/people/", f"/units/people/{person.pk}/", f"/units/people/{person.pk}/correct/"):
        page = client.get(address).content.decode()
        assert MASKED in page
        assert PHONE not in page
    said = json.dumps([[entry.before, entry.after] for entry in Entry.objects.all()])
    assert MASKED in said
    assert PHONE not in said


def test_the_whole_number_is_shown_for_a_reason_on_record(city: City, person: Person, client: Client) -> None:
    client.force_login(city.reporter)
    address = f"/units/people/{person.pk}/reveal/"
    assert client.post(address, {"what": "phone", "reason": ""}).status_code == 422
    assert not Entry.objects.filter(event="person_revealed").exists()
    answer = client.post(address, {"what": "phone", "reason": "联系现场核查"})
    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(event="person_revealed")
    assert (entry.actor_id, entry.reason, entry.after) == (
        city.reporter.pk, "联系现场核查", {"revealed": "办公电话"},
    )  # fmt: skip
    assert client.post(address, {"what": "resident_id", "reason": "想看"}).status_code == 422
    assert Entry.objects.filter(event="person_revealed").count() == 1
    with pytest.raises(Refused, match="只有督考办"):
        services.reveal_number(
            actor=city.actor(city.discipline), person=person, what="resident_id", reason="核实", at=NOW
        )
    client.force_login(city.office)
    assert NUMBER in client.post(address, {"what": "resident_id", "reason": "区分同名"}).content.decode()


def test_what_is_not_there_is_not_revealed(city: City) -> None:
    nobody = services.add_person(actor=city.actor(city.office), name="李四", at=NOW)
    with pytest.raises(DomainError, match="没有登记办公电话"):
        services.reveal_number(
            actor=city.actor(city.office), person=nobody, what="phone", reason="联系", at=NOW
        )
    assert not Entry.objects.filter(event="person_revealed").exists()


def test_a_page_about_a_person_is_noted_once_a_day_and_person(
    city: City, person: Person, client: Client
) -> None:
    for account in (city.reporter, city.reporter, city.leader):
        client.force_login(account)
        client.get(f"/units/people/{person.pk}/")
    seen = Entry.objects.filter(event="personal_page_opened", subject_id=str(person.pk))
    assert sorted(seen.values_list("actor_id", flat=True)) == sorted([city.reporter.pk, city.leader.pk])


def test_stars_stand_for_the_number_on_record(city: City, person: Person) -> None:
    office = city.actor(city.office)
    by = {"actor": office, "person": person, "name": "方远", "reason": "核对", "at": NOW}
    services.correct_person(resident_id="110105***********X", phone=MASKED, **by)
    assert (person.resident_id, person.phone) == (NUMBER, PHONE)
    with pytest.raises(DomainError, match="有星号"):
        services.correct_person(resident_id="", phone="139****5678", **by)
    with pytest.raises(DomainError, match="不该出现的字符"):
        services.correct_person(resident_id="110106***********X", phone="", **by)
    services.correct_person(resident_id="", phone="13900000000", **by)
    again = Person.objects.get(pk=person.pk)
    assert (again.resident_id, again.resident_id_digest, again.phone) == ("", "", "13900000000")


def test_numbers_of_those_who_left_are_erased_and_of_nobody_else(city: City, person: Person) -> None:
    office = city.actor(city.office)
    stays = services.add_person(actor=office, name="李四", phone="88001234", at=NOW)
    services.add_person(actor=office, name="王五", phone="88005678", at=NOW)
    for who, until in ((person, date(2024, 7, 1)), (stays, None)):
        services.appoint(
            actor=office, person=who, unit=city.housing, title="局长", kind="principal",
            since=date(2021, 1, 1), until=until, at=NOW,
        )  # fmt: skip
    assert contacts_to_erase(date(2024, 6, 30)) == 0, "the last day counts whole"
    assert contacts_to_erase(date(2024, 7, 1)) == 1
    assert services.erase_contacts(actor=SYSTEM, before=date(2024, 7, 1), at=NOW) == 1
    assert {one.name: bool(one.phone or one.resident_id) for one in Person.objects.all()} == {
        "方远": False, "李四": True, "王五": True,
    }  # fmt: skip
    entry = Entry.objects.get(event="contacts_erased")
    assert (entry.after, "方远" in str(entry.after)) == ({"count": 1, "until": "2024-07-01"}, False)
