"""People, their posts, and who may see their identity numbers."""

from __future__ import annotations

import json
from datetime import date

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import Appointment, Person, Unit
from dukao.organisations.selectors import people, posts_in, resident_id_for
from tests.conftest import NOW, TODAY, City

NUMBER = "11010519491231002X"
SINCE = date(2024, 1, 1)


def person(city: City, name: str = "方远", number: str = "") -> Person:
    return services.add_person(actor=city.actor(city.office), name=name, resident_id=number, at=NOW)


def appointed(
    city: City, who: Person, title: str = "局长", kind: str = "principal", unit: Unit | None = None
) -> Appointment:
    return services.appoint(
        actor=city.actor(city.office), person=who, unit=unit or city.housing, title=title, kind=kind,
        since=SINCE, at=NOW,
    )  # fmt: skip


def test_an_identity_number_is_masked_for_the_office_and_nothing_for_all_others(city: City) -> None:
    who = person(city, number="11010519491231002x")
    assert resident_id_for(city.actor(city.office), who) == "110105***********X"
    for account in (city.leader, city.reporter, city.discipline, city.system_admin, city.audit_admin):
        assert resident_id_for(city.actor(account), who) == ""


def test_the_journal_never_holds_an_identity_number(city: City) -> None:
    who = person(city, number=NUMBER)
    services.correct_person(
        actor=city.actor(city.office),
        person=who,
        name="方遠",
        resident_id=NUMBER,
        phone="1",
        reason="字错",
        at=NOW,
    )
    for entry in Entry.objects.all():
        assert NUMBER not in json.dumps([entry.before, entry.after, entry.subject_label])


def test_people_may_share_a_name_but_not_a_number(city: City) -> None:
    person(city, number=NUMBER)
    person(city)
    with pytest.raises(DomainError, match="已登记在“方远”名下"):
        person(city, "李四", NUMBER)
    with pytest.raises(DomainError, match="校验位不对"):
        person(city, "李四", "110105194912310021")
    with pytest.raises(DomainError, match="请填写姓名"):
        person(city, " ")
    assert Person.objects.count() == 2


def test_posts_are_listed_principals_first_as_of_the_day(city: City) -> None:
    deputy, head = person(city, "陈立"), person(city, "方远")
    appointed(city, deputy, "副局长", "deputy")
    post = appointed(city, head)
    assert [one.person.name for one in posts_in(city.housing, TODAY)] == ["方远", "陈立"]
    services.end_appointment(
        actor=city.actor(city.office), post=post, on=date(2026, 7, 1), reason="退休", at=NOW
    )
    assert [one.person.name for one in posts_in(city.housing, TODAY)] == ["陈立"]
    assert len(posts_in(city.housing, date(2026, 6, 30))) == 2
    assert Entry.objects.get(event="appointment_ended").after["title"] == "局长"


def test_a_post_held_already_is_not_given_again(city: City) -> None:
    who = person(city)
    appointed(city, who)
    with pytest.raises(DomainError, match="方远已任“市住建局局长”"):
        appointed(city, who)


@pytest.mark.parametrize(
    ("title", "since", "until", "words"),
    [
        (" ", SINCE, None, "请填写职务"),
        ("局长", SINCE, SINCE, "要晚于开始日期"),
        ("局长", date(2019, 1, 1), None, "自 2020-01-01 起才有"),
    ],
)
def test_an_impossible_post_is_refused(
    city: City, title: str, since: date, until: date | None, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        services.appoint(
            actor=city.actor(city.office), person=person(city), unit=city.housing, title=title,
            kind="principal", since=since, until=until, at=NOW,
        )  # fmt: skip
    assert not Appointment.objects.exists()


def test_only_the_office_keeps_people(city: City) -> None:
    who = person(city)
    with pytest.raises(Refused):
        services.add_person(actor=city.actor(city.head), name="李四", at=NOW)
    with pytest.raises(Refused):
        services.correct_person(
            actor=city.actor(city.leader),
            person=who,
            name="李四",
            resident_id="",
            phone="",
            reason="误",
            at=NOW,
        )
    with pytest.raises(Refused):
        services.appoint(
            actor=city.actor(city.head), person=who, unit=city.housing, title="局长", kind="principal",
            since=SINCE, at=NOW,
        )  # fmt: skip


def test_people_are_found_by_name_and_by_the_kind_of_their_post(city: City) -> None:
    deputy, head = person(city, "陈立"), person(city, "方远")
    appointed(city, deputy, "副局长", "deputy")
    appointed(city, head)
    assert [one.name for one in people("陈")] == ["陈立"]
    assert [one.name for one in people("", "principal", TODAY)] == ["方远"]
    assert [one.name for one in people("", "principal", date(2023, 1, 1))] == []
