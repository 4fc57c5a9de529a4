"""The units and people of the example city: 1 city, 7 counties, 119 townships, 124 departments."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from random import Random

from django.contrib.auth.hashers import make_password

from dukao.checks.models import Check
from dukao.demo.names import people, townships
from dukao.identity.models import Account, Grant
from dukao.kernel.actor import Actor, HeldGrant
from dukao.kernel.clock import at_time
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.organisations import services
from dukao.organisations.models import Person, Unit
from dukao.organisations.vocabulary import Category, Level, LinkRole, Tree

FOUNDED = date(2019, 1, 1)
BEGINNING = at_time(FOUNDED, 9)
COUNTIES = (
    ("X1", "东岭县"),
    ("X2", "青禾县"),
    ("X3", "云岫区"),
    ("X4", "砚溪县"),
    ("X5", "澄湖区"),
    ("X6", "松坪县"),
    ("X7", "岚川县"),
)

#: Before there are accounts, the office itself plants the city.
FOUNDER = Actor(account_id=None, name="初始建库", grants=(HeldGrant(role=Role.OFFICE, unit_id=0, path="/"),))


@dataclass
class City:
    """What the later steps of the demo need to find again."""

    root: Unit
    office: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    short_names: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    heads: dict[str, Account] = field(default_factory=dict)
    reporters: dict[str, Account] = field(default_factory=dict)
    reviewers: dict[str, Account] = field(default_factory=dict)
    leaders: dict[str, Person] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)


def read_table(name: str) -> Iterator[dict[str, str]]:
    with files("dukao.demo").joinpath("data", name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def plant_units() -> City:
    """Found all units in their trees; the order of founding is the order of listing."""
    root = _found("S", "霁川市", "霁川市", None, Level.CITY, "", 0)
    office = _found("DK", "市督考办", "霁川市督查考核办公室", root, Level.CITY, "", 1)
    city = City(root=root, office=office)
    for position, (code, name) in enumerate(COUNTIES, start=10):
        county = _found(code, name, f"霁川市{name}", root, Level.COUNTY, Category.COUNTY, position)
        _remember(city, code, name, county, "COUNTY")
        for number, town in enumerate(townships(position - 10), start=1):
            unit = _found(
                f"{code}{number:02d}", town, f"{name}{town}", county, Level.TOWNSHIP, "", 1000 + number
            )
            _remember(city, f"{code}{number:02d}", town, unit, f"TOWN-{code}")
    for position, row in enumerate(read_table("units.csv"), start=100):
        unit = _found(
            row["code"], row["short_name"], row["name"], root, Level.CITY, row["category"], position
        )
        _remember(city, row["code"], row["short_name"], unit, row["group"])
    _plant_party_tree(city)
    return city


def _found(
    code: str,
    short_name: str,
    name: str,
    parent: Unit | None,
    level: str,
    category: str,
    position: int,
    tree: str = Tree.ADMINISTRATIVE,
) -> Unit:
    return services.add_unit(
        actor=FOUNDER,
        code=code,
        since=FOUNDED,
        at=BEGINNING,
        tree=tree,
        name=name,
        short_name=short_name,
        parent=parent,
        level=level,
        category=category,
        position=position,
    )


def _remember(city: City, code: str, short_name: str, unit: Unit, group: str) -> None:
    city.units[code] = unit
    city.short_names[code] = short_name
    city.groups.setdefault(group, []).append(code)


def _plant_party_tree(city: City) -> None:
    """A committee of each department's party organisation, below the committee of organs."""
    top = _found("P", "市直机关党组织", "霁川市市直机关党组织", None, Level.CITY, "", 0, Tree.PARTY)
    for position, code in enumerate(city.groups["PARTY"] + city.groups["ECONOMY"], start=1):
        name = f"{city.short_names[code]}机关党委"
        committee = _found(f"P-{code}", name, name, top, Level.CITY, "", position, Tree.PARTY)
        services.link_units(
            actor=FOUNDER,
            unit=committee,
            target=city.units[code],
            role=LinkRole.PARTY_OF,
            since=FOUNDED,
            at=BEGINNING,
        )


PERSONAS = (
    ("chenli", "陈立", "ZJ", Role.REPORTER, "填 12 月进展，补正退回两项"),
    ("fangyuan", "方远", "ZJ", Role.UNIT_HEAD, "审签填报，看得分和依据"),
    ("linlan", "林岚", "FG", Role.LEAD_REVIEWER, "对照季度标准逐项审核"),
    ("hezheng", "何正", "DK", Role.OFFICE, "编办法、看全市、出结果"),
    ("tangtang", "唐棠", "DK", Role.OFFICE, "办理异议，没有参与过评分"),
    ("zhouxing", "周行", "S", Role.LEADER, "批准办法，看亮灯，定案"),
    ("liangyue", "梁越", "DK", Role.PATROL, "走访现场，记录发现，只对上报告"),
    ("yanming", "严明", "S", Role.DISCIPLINE, "只读查看全过程和日志"),
    ("shenqing", "沈清", "FG", Role.DISCIPLINE, "派驻纪检组，看五个经济部门的过程"),
    ("sushu", "苏疏桐", "X1", Role.REPORTER, "县级填报，近半共享带入"),
    ("panxing", "潘星野", "X101", Role.REPORTER, "街道填报，一屏填完"),
    ("shijian", "石坚", "DK", Role.SYSTEM_ADMIN, "建账户、看运行状况"),
    ("anlan", "安澜", "DK", Role.SECURITY_ADMIN, "授予和收回角色"),
    ("shenmo", "沈默", "DK", Role.AUDIT_ADMIN, "查看和校验日志"),
)


#: A resident group of the discipline side: the departments it is stationed with, and no others.
RESIDENT = {"shenqing": ("FG", "GX", "CZ", "SW", "ZJ")}

#: Roles that are held over the whole city, wherever their holder sits.
_CITY_WIDE = frozenset({Role.OFFICE, Role.LEADER, Role.PATROL, Role.DISCIPLINE}) | ADMIN_OFFICERS


def plant_people(city: City, seed: int, at: datetime) -> None:
    """A reporter and a head for every assessed unit, reviewers for every lead unit, and the personas.

    Nobody has a password: personas come in through the demo's own door, all others not at all.
    """
    names = people(Random(seed))  # noqa: S311 - names, not secrets
    nobody = make_password(None)
    wanted: list[tuple[str, str, Unit, str, str]] = [
        (username, name, _place(city, code), role, purpose)
        for username, name, code, role, purpose in PERSONAS
    ]
    leads = sorted({row["lead"] for row in read_table("indicators.csv")})
    for code, unit in city.units.items():
        wanted.append((f"{code.lower()}-1", next(names), unit, Role.REPORTER, ""))
        wanted.append((f"{code.lower()}-0", next(names), unit, Role.UNIT_HEAD, ""))
    wanted += [(f"{code.lower()}-r", next(names), city.units[code], Role.LEAD_REVIEWER, "") for code in leads]
    accounts = Account.objects.bulk_create(
        Account(
            username=username,
            name=name,
            unit=unit,
            password=nobody,
            created_at=at,
            password_changed_at=at,
            is_demo=bool(purpose),
            demo_purpose=purpose,
        )
        for username, name, unit, _, purpose in wanted
    )
    Grant.objects.bulk_create(
        Grant(account=account, role=role, since=FOUNDED, granted_at=at, unit=held)
        for account, (_, _, unit, role, _) in zip(accounts, wanted, strict=True)
        for held in _held_over(city, account, unit, role)
    )
    city.accounts = {account.username: account for account in accounts}
    city.heads = {code: city.accounts[f"{code.lower()}-0"] for code in city.units}
    city.reporters = {code: city.accounts[f"{code.lower()}-1"] for code in city.units}
    city.reviewers = {code: city.accounts[f"{code.lower()}-r"] for code in leads}
    city.reporters["ZJ"], city.heads["ZJ"] = city.accounts["chenli"], city.accounts["fangyuan"]
    city.reviewers["FG"] = city.accounts["linlan"]


def _held_over(city: City, account: Account, unit: Unit, role: str) -> list[Unit]:
    if account.username in RESIDENT:
        return [city.units[code] for code in RESIDENT[account.username]]
    return [city.root if role in _CITY_WIDE else unit]


def _place(city: City, code: str) -> Unit:
    return {"S": city.root, "DK": city.office}.get(code) or city.units[code]
