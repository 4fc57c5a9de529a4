"""The patrol groups of the example city: who sits in them, on what decision, taught what."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from dukao.demo.city import FOUNDED, FOUNDER, City
from dukao.identity.models import Account, Grant
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.organisations.models import Person
from dukao.organisations.selectors import groups_on
from dukao.organisations.services import add_person
from dukao.patrols import services
from dukao.patrols.models import Member, PatrolGroup
from dukao.patrols.vocabulary import GroupKind, MemberRole

NUMERALS = "一二三四五六"
SUBJECTS = (
    "民生和教育卫生",
    "园区和重点项目",
    "城建和民生工程",
    "水利、环保和能源",
    "政务服务和社会治理",
    "农业农村和基层减负",
)
KINDS = (GroupKind.STANDING, GroupKind.JOINT, *[GroupKind.STANDING] * 3, GroupKind.SPECIAL)
#: Leaders first; the third is the persona.
PEOPLE = (
    ("秦守正", "顾长安", "罗小满"),
    ("韩立言", "卢知白", "邵青"),
    ("梁越", "温如海", "叶晓舟"),
    ("贺云帆", "纪明河", "白露"),
    ("唐近山", "江流", "宋雨晴"),
    ("段石泉", "于果", "魏南星"),
)


def plant_group(city: City, place: int, year: int) -> PatrolGroup:
    office, at = acting(city.accounts["hezheng"]), at_time(date(year, 1, 5), 9)
    leading = groups_on(at.date()).first()
    group = services.set_up_group(
        actor=office,
        at=at,
        draft=services.GroupDraft(
            name=f"第{NUMERALS[place]}督导巡查组",
            kind=KINDS[place],
            owner_id=city.root.pk,
            subject=SUBJECTS[place],
            decision="霁督组〔2026〕1 号",
            decided_on=at.date(),
            since=date(year, 1, 8),
            position=place + 1,
            leading_group_id=leading.pk if leading else None,
        ),
    )
    assert group is not None
    for rank, name in enumerate(PEOPLE[place]):
        _seat(city, group, name, rank, place, at)
    for day, topic in (
        (date(year, 2, 10), "督查条例、现场取证和保密要求"),
        (date(year, 8, 24), "访谈方法和反映人保护"),
    ):
        services.record_training(
            actor=office,
            group=group,
            on=day,
            topic=topic,
            by="市委党校",
            member_ids=list(group.members.values_list("pk", flat=True)),
            at=at_time(day, 17),
        )
    return group


def _seat(city: City, group: PatrolGroup, name: str, rank: int, place: int, at: datetime) -> Member:
    """Leaders and their deputies come in by an account of their own; the last is a guest expert."""
    person = add_person(actor=FOUNDER, name=name, at=at)
    account = None
    if name == "梁越":
        account = city.accounts["liangyue"]
        Account.objects.filter(pk=account.pk).update(person=person)
    elif rank < 2:
        account = _account(city, f"xc{place + 1}-{rank + 1}", name, person, at)
    # One member comes from a county, so that the warning is seen.
    home = city.units["X4"] if name == "魏南星" else city.office
    role = (MemberRole.LEADER, MemberRole.DEPUTY, MemberRole.EXPERT)[rank]
    member = services.appoint_member(
        actor=acting(city.accounts["hezheng"]),
        group=group,
        at=at,
        seat=services.SeatDraft(
            person_id=person.pk,
            home_id=home.pk,
            role=role,
            decision="霁督组〔2026〕2 号",
            decided_on=at.date(),
            since=group.since,
            account_id=account.pk if account else None,
            expertise="工程造价" if role == MemberRole.EXPERT else "",
        ),
    )
    assert member is not None
    kind, unit = ("relative", city.units["JT"].pk) if name == "温如海" else ("nothing", None)
    services.declare_interest(
        actor=acting(city.accounts["hezheng"]),
        member=member,
        kind=kind,
        unit_id=unit,
        note="",
        since=group.since,
        at=at,
    )
    return member


def _account(city: City, username: str, name: str, person: Person, at: datetime) -> Account:
    account = Account.objects.create(
        username=username,
        name=name,
        unit=city.office,
        person=person,
        password=make_password(None),
        created_at=at,
        password_changed_at=at,
    )
    Grant.objects.create(account=account, role=Role.PATROL, unit=city.root, since=FOUNDED, granted_at=at)
    return account


def acting(account: Account) -> Actor:
    return actor_for(account, date(2026, 1, 10))
