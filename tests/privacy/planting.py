"""Persons behind accounts, requests, looks and what has outlived its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dukao.identity.models import Account, LogIn
from dukao.organisations import services as organisations
from dukao.organisations.models import Person
from dukao.privacy import services
from dukao.privacy.models import Destruction, Inspection, PersonalRequest
from tests.conftest import NOW, City

PHONE, NUMBER = "13812345678", "11010519491231002X"


def plant_person(city: City, account: Account, *, phone: str = PHONE, number: str = NUMBER) -> Person:
    """The account's own line on the list of people, with a post."""
    office = city.actor(city.office)
    person = organisations.add_person(
        actor=office, name=account.name, resident_id=number, phone=phone, at=NOW
    )
    organisations.appoint(
        actor=office, person=person, unit=account.unit, title="科员", kind="staff", since=date(2024, 1, 1),
        at=NOW,
    )  # fmt: skip
    account.person = person
    account.save(update_fields=["person"])
    return person


def plant_request(city: City, account: Account | None = None, *, at: datetime = NOW) -> PersonalRequest:
    who = account or city.reporter
    return services.make_request(
        actor=city.actor(who), kind="correct", about="人员登记", text=f"电话应为 {PHONE}。", at=at
    )


def plant_inspection(
    city: City, account: Account | None = None, *, defer_basis: str = "", at: datetime = NOW
) -> Inspection:
    return services.inspect(
        actor=city.actor(city.discipline), account=account or city.reporter,
        categories=["organisations.Person", "identity.LogIn"], purpose="核实 JD-012 线索", basis="示纪批〔2026〕9号",
        defer_basis=defer_basis, at=at,
    )  # fmt: skip


def plant_log_in(account: Account, *, days_ago: int = 400, key: str = "") -> LogIn:
    return LogIn.objects.create(
        account=account, session_key=key or f"key-{account.pk}-{days_ago}", at=NOW - timedelta(days=days_ago),
        address="10.1.2.3", device="Windows 上的 Chrome",
    )  # fmt: skip


def plant_destruction(city: City) -> Destruction:
    """Log-ins of last year wait to be approved."""
    plant_log_in(city.reporter)
    (proposed,) = services.propose_due(at=NOW)
    return proposed
