"""Leading groups: one chair, one seat a person, all valid in time."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import GroupMember, LeadingGroup, Person
from dukao.organisations.selectors import former_seats, groups_on, seats_in
from tests.conftest import NOW, TODAY, City

SINCE = date(2024, 1, 1)
NAME = "市督查考核工作领导小组"


@pytest.fixture
def group(city: City) -> LeadingGroup:
    return services.add_group(
        actor=city.actor(city.office), name=NAME, kind="supervision", office=city.office_unit, since=SINCE,
        basis="市委〔2024〕1号", at=NOW,
    )  # fmt: skip


def seated(city: City, group: LeadingGroup, name: str, role: str, since: date = SINCE) -> GroupMember:
    office = city.actor(city.office)
    person = Person.objects.filter(name=name).first() or services.add_person(actor=office, name=name, at=NOW)
    return services.give_seat(actor=office, group=group, person=person, role=role, since=since, at=NOW)


def names(group: LeadingGroup, day: date = TODAY) -> list[str]:
    return [f"{seat.get_role_display()}{seat.person.name}" for seat in seats_in([group], day)[group.pk]]


def test_seats_are_listed_from_the_chair_down_as_of_the_day(city: City, group: LeadingGroup) -> None:
    seated(city, group, "陈立", "member")
    seated(city, group, "林岚", "vice_chair", date(2026, 1, 1))
    seated(city, group, "周行", "chair")
    assert names(group) == ["组长周行", "副组长林岚", "成员陈立"]
    assert names(group, date(2025, 1, 1)) == ["组长周行", "成员陈立"]


def test_a_new_chair_comes_after_the_old_one_went(city: City, group: LeadingGroup) -> None:
    old = seated(city, group, "周行", "chair")
    with pytest.raises(DomainError, match="组长现在是周行"):
        seated(city, group, "何正", "chair", TODAY)
    services.end_seat(actor=city.actor(city.office), seat=old, on=TODAY, reason="调离", at=NOW)
    seated(city, group, "何正", "chair", TODAY)
    assert names(group) == ["组长何正"]
    assert [seat.person.name for seat in former_seats(group, TODAY)] == ["周行"]


def test_nobody_sits_twice_in_one_group(city: City, group: LeadingGroup) -> None:
    seated(city, group, "周行", "member")
    with pytest.raises(DomainError, match="周行已是成员"):
        seated(city, group, "周行", "chair")


def test_no_seat_before_the_group_or_after_it(city: City, group: LeadingGroup) -> None:
    with pytest.raises(DomainError, match="还没有成立或已经撤销"):
        seated(city, group, "周行", "chair", date(2023, 1, 1))


def test_a_group_ends_with_all_its_seats(city: City, group: LeadingGroup) -> None:
    seated(city, group, "周行", "chair")
    services.end_group(actor=city.actor(city.office), group=group, on=TODAY, reason="并入其他小组", at=NOW)
    assert list(groups_on(TODAY)) == []
    assert names(group) == []
    assert names(group, date(2026, 9, 27)) == ["组长周行"]
    assert Entry.objects.get(event="group_ended").after["seats"] == 1


def test_a_correction_needs_its_reason_and_is_on_record(city: City, group: LeadingGroup) -> None:
    given = {
        "actor": city.actor(city.office), "group": group, "name": "市督考领导小组", "kind": "supervision",
        "office": city.planning, "basis": "", "at": NOW,
    }  # fmt: skip
    with pytest.raises(DomainError, match="依据或原因"):
        services.correct_group(**given, reason="")
    services.correct_group(**given, reason="名称写错")
    entry = Entry.objects.get(event="group_corrected")
    assert (entry.before["office"], entry.after["office"]) == ("D01 市督考办", "B02 市发展改革委")


def test_a_group_is_founded_once(city: City, group: LeadingGroup) -> None:
    with pytest.raises(DomainError, match="已经成立"):
        services.add_group(
            actor=city.actor(city.office),
            name=NAME,
            kind="supervision",
            office=city.city,
            since=TODAY,
            at=NOW,
        )


def test_only_the_office_keeps_groups(city: City, group: LeadingGroup) -> None:
    leader = city.actor(city.leader)
    with pytest.raises(Refused):
        services.end_group(actor=leader, group=group, on=TODAY, reason="误", at=NOW)
    with pytest.raises(Refused):
        services.give_seat(
            actor=leader, group=group, role="chair", since=SINCE, at=NOW,
            person=services.add_person(actor=city.actor(city.office), name="周行", at=NOW),
        )  # fmt: skip
    assert group.until is None
