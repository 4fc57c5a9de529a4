"""Groups: one leader, a decision for every seat, and who is kept away from whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.organisations.models import Appointment, Person
from dukao.patrols import services
from dukao.patrols.models import Member, PatrolGroup
from dukao.patrols.selectors import borrowed_from_below, conflicts_of, patrol_rules_on, untrained
from dukao.patrols.vocabulary import MemberRole
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import add_member, plant_group, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(city: City) -> PatrolGroup:
    return plant_group(city)


def test_a_group_stands_on_its_decision_with_one_leader(city: City, group: PatrolGroup) -> None:
    assert group.members.get().role == MemberRole.LEADER
    assert Entry.objects.get(event="patrol_group_set_up").subject_label == "第三督导巡查组"
    entry = Entry.objects.get(event="patrol_member_appointed")
    assert entry.after == {"member": "梁越", "role": "leader", "decision": "示督组〔2026〕3 号"}


def test_only_the_office_appoints(city: City, group: PatrolGroup) -> None:
    for account in (city.leader, city.patroller, city.discipline, city.head):
        with pytest.raises(Refused, match="督考办办理"):
            services.appoint_member(
                actor=city.actor(account), group=group, seat=seat_of(city, "钱一"), at=NOW
            )
    assert group.members.count() == 1


def test_there_is_one_leader_at_any_time(city: City, group: PatrolGroup) -> None:
    with pytest.raises(DomainError, match="组长现在是梁越.*第八条"):
        add_member(city, group, "钱一", role=MemberRole.LEADER)
    office, leader = city.actor(city.office), group.members.get()
    services.end_membership(actor=office, member=leader, until=date(2026, 10, 1), at=NOW)
    with pytest.raises(DomainError, match="组长现在是梁越"):
        add_member(city, group, "钱一", role=MemberRole.LEADER, since=date(2026, 9, 30))
    add_member(city, group, "钱一", role=MemberRole.LEADER, since=date(2026, 10, 1))
    assert group.members.filter(role=MemberRole.LEADER).count() == 2


def test_the_database_knows_one_leader_too(city: City, group: PatrolGroup) -> None:
    other = Person.objects.create(name="钱一")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(
            group=group, person=other, home=city.office_unit, role=MemberRole.LEADER, decision="x",
            decided_on=TODAY, since=TODAY,
        )  # fmt: skip


def test_nobody_sits_twice(city: City, group: PatrolGroup) -> None:
    with pytest.raises(DomainError, match="已经是本组成员"):
        add_member(city, group, "梁越")


def test_the_same_form_counts_once(city: City, group: PatrolGroup) -> None:
    office, seat = city.actor(city.office), seat_of(city, "钱一")
    first = services.appoint_member(actor=office, group=group, seat=seat, at=NOW, key="once")
    again = services.appoint_member(actor=office, group=group, seat=seat, at=NOW, key="once")
    assert first is not None
    assert again is None


def test_an_ended_group_has_no_seats_left(city: City, group: PatrolGroup) -> None:
    until = date(2026, 12, 1)
    services.end_group(actor=city.actor(city.office), group=group, until=until, reason="任务完成。", at=NOW)
    assert group.members.get().until == until


def test_home_declared_ties_and_recent_posts_keep_away(city: City, group: PatrolGroup) -> None:
    office = city.actor(city.office)
    from_home = add_member(city, group, "钱一", home=city.housing)
    relative, former = add_member(city, group, "孙二"), add_member(city, group, "李三")
    services.declare_interest(
        actor=office, member=relative, kind="relative", unit_id=city.housing.pk, note="配偶在该局工作",
        since=date(2026, 2, 1), at=NOW,
    )  # fmt: skip
    post = Appointment.objects.create(
        person=former.person, unit=city.housing, title="副局长", kind="deputy", since=date(2018, 1, 1),
        until=date(2024, 1, 1),
    )  # fmt: skip
    rules, members = patrol_rules_on(TODAY), group.members.select_related("person")
    found = conflicts_of(members, [city.housing.pk], TODAY, rules)
    assert {conflict.member.pk for conflict in found} == {from_home.pk, relative.pk, former.pk}
    assert "3 年内任过副局长" in next(c.sentence for c in found if c.member.pk == former.pk)
    assert conflicts_of(members, [city.other.pk], TODAY, rules) == []
    Appointment.objects.filter(pk=post.pk).update(until=date(2023, 9, 28))
    assert former.pk not in {c.member.pk for c in conflicts_of(members, [city.housing.pk], TODAY, rules)}


def test_a_tie_inside_an_object_is_a_tie_to_it(city: City, group: PatrolGroup) -> None:
    add_member(city, group, "钱一", home=city.housing)
    members = group.members.select_related("person")
    found = conflicts_of(members, [city.city.pk], TODAY, patrol_rules_on(TODAY))
    assert {conflict.unit for conflict in found} == {"示例市"}


def test_who_declares_says_whom(city: City, group: PatrolGroup) -> None:
    liang, other = group.members.get(), add_member(city, group, "钱一")
    args = {"kind": "relative", "unit_id": city.other.pk, "note": "", "since": TODAY, "at": NOW}
    assert services.declare_interest(actor=city.actor(city.patroller), member=liang, **args) is not None
    with pytest.raises(Refused):
        services.declare_interest(actor=city.actor(city.patroller), member=other, **args)
    entry = Entry.objects.get(event="interest_declared")
    assert "水利" not in f"{entry.subject_label}{entry.after}{entry.reason}"


def test_who_comes_from_below_is_named(city: City, group: PatrolGroup) -> None:
    low = add_member(city, group, "周五", home=city.county)
    assert borrowed_from_below(list(group.members.all()), TODAY) == [(low, "东岭县")]


def test_training_counts_for_its_months(city: City, group: PatrolGroup) -> None:
    rules, leader = patrol_rules_on(TODAY), group.members.get()
    fresh = add_member(city, group, "钱一")
    assert untrained([leader, fresh], TODAY, rules) == [fresh]
    assert untrained([leader], date(2027, 9, 1), rules) == [leader]
    assert untrained([leader], date(2026, 8, 31), rules) == [leader]


def test_a_tie_that_is_gone_keeps_nobody_away_any_more(city: City, group: PatrolGroup) -> None:
    office, member = city.actor(city.office), add_member(city, group, "孙二")
    tie = services.declare_interest(
        actor=office, member=member, kind="relative", unit_id=city.housing.pk, note="",
        since=date(2026, 2, 1), at=NOW,
    )  # fmt: skip
    assert tie is not None
    ending = {"interest_id": tie.pk, "until": TODAY, "at": NOW}
    with pytest.raises(Refused):
        services.end_interest(actor=city.actor(city.patroller), group=group, **ending)
    with pytest.raises(Missing):
        services.end_interest(actor=office, group=plant_group(city, "第五督导巡查组"), **ending)
    rules, units = patrol_rules_on(TODAY), [city.housing.pk]
    services.end_interest(actor=office, group=group, **ending)
    assert conflicts_of([member], units, TODAY - timedelta(days=1), rules)
    assert not conflicts_of([member], units, TODAY, rules)
    assert Entry.objects.get(event="interest_ended").after == {"until": TODAY.isoformat()}
    with pytest.raises(DomainError, match="已经终止"):
        services.end_interest(actor=office, group=group, **ending)
