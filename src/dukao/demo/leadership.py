"""Who leads the example city: the posts of its people, and the leading groups they sit in."""

from __future__ import annotations

from datetime import date

from dukao.demo.city import BEGINNING, FOUNDED, FOUNDER, City
from dukao.identity.models import Account
from dukao.kernel.clock import at_time
from dukao.organisations.models import Person, Unit
from dukao.organisations.services import add_group, add_person, appoint, give_seat
from dukao.organisations.vocabulary import GroupKind, MemberRole, PostKind

LEADERS = (
    ("周行", "市长", PostKind.PRINCIPAL),
    ("徐明远", "副市长", PostKind.DEPUTY),
    ("何书衡", "副市长", PostKind.DEPUTY),
    ("沈清禾", "市委副书记", PostKind.DEPUTY),
)
#: Personas who work in the office, with their posts.
STAFF = (
    ("hezheng", "主任", PostKind.PRINCIPAL),
    ("tangtang", "副主任", PostKind.DEPUTY),
    ("shijian", "信息科科长", PostKind.MIDDLE),
    ("anlan", "保密科科长", PostKind.MIDDLE),
    ("shenmo", "审计员", PostKind.STAFF),
)
#: What the first in charge is called, by group; elsewhere 局长, 主任 and alike are all in use.
HEADS = {"COUNTY": "县（区）长", "SOE": "总经理", "ZONE": "管委会主任"}
SUPERVISION_GROUP = "霁川市督查考核工作领导小组"
PATROL_GROUP = "霁川市督导巡查工作领导小组"


def plant_leadership(city: City, year: int) -> None:
    """Leaders, the people of the office, and the head of every unit but townships hold their posts."""
    for name, title, kind in LEADERS:
        city.leaders[name] = _appointed(name, city.root, title, kind)
    _belongs(city, "zhouxing", city.leaders["周行"])
    for username, title, kind in STAFF:
        _appoint_account(city, username, city.office, title, kind)
    for group, codes in city.groups.items():
        title = HEADS.get(group, "主要负责人")
        for code in () if group.startswith("TOWN-") else codes:
            _appoint_account(city, city.heads[code].username, city.units[code], title, PostKind.PRINCIPAL)
    _plant_groups(city, year)


def _appoint_account(city: City, username: str, unit: Unit, title: str, kind: PostKind) -> None:
    _belongs(city, username, _appointed(city.accounts[username].name, unit, title, kind))


def _appointed(name: str, unit: Unit, title: str, kind: PostKind) -> Person:
    person = add_person(actor=FOUNDER, name=name, at=BEGINNING)
    appoint(actor=FOUNDER, person=person, unit=unit, title=title, kind=kind, since=FOUNDED, at=BEGINNING)
    return person


def _belongs(city: City, username: str, person: Person) -> None:
    account = city.accounts[username]
    account.person = person
    Account.objects.filter(pk=account.pk).update(person=person)


def _plant_groups(city: City, year: int) -> None:
    """The same leaders steer supervision and patrols; the office works for both (S1, S2)."""
    since, at = date(year - 1, 1, 4), at_time(date(year - 1, 1, 4), 9)
    members = [city.heads[code].person for code in ("ZZ", "FG", "ZJ", "YJ")]
    for name, kind, chair, vice in (
        (SUPERVISION_GROUP, GroupKind.SUPERVISION, "周行", ("沈清禾", "徐明远")),
        (PATROL_GROUP, GroupKind.PATROL, "周行", ("沈清禾", "何书衡")),
    ):
        group = add_group(
            actor=FOUNDER, name=name, kind=kind, office=city.office, since=since, at=at,
            basis=f"霁委〔{year - 1}〕1 号",
        )  # fmt: skip
        seats = [(city.leaders[chair], MemberRole.CHAIR)]
        seats += [(city.leaders[one], MemberRole.VICE_CHAIR) for one in vice]
        seats += [(person, MemberRole.MEMBER) for person in members if person is not None]
        for person, role in seats:
            give_seat(actor=FOUNDER, group=group, person=person, role=role, since=since, at=at)
