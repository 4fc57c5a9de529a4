"""The standing characters of the tests: one small city, one person in each part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from dukao.identity.models import Account, Grant
from dukao.identity.selectors import actor_for
from dukao.journal import triggers
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.ledger import KEPT
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.vocabulary import Category, Level

pytest_plugins = ["tests.needs", "tests.browser", "tests.homes"]

# How long an example takes says something about the machine, and nothing about the product.
hypothesis_settings.register_profile("dukao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("dukao")

FOUNDED = date(2020, 1, 1)
TODAY = date(2026, 9, 28)
NOW = at_time(TODAY, 14, 30)
PASSWORD = "Zheng-2026"


@dataclass(frozen=True)
class City:
    """A city with a county, the office, a unit that answers, a unit that leads, and one beside them."""

    city: Unit
    county: Unit
    office_unit: Unit
    housing: Unit
    planning: Unit
    other: Unit

    office: Account
    leader: Account
    reporter: Account
    head: Account
    reviewer: Account
    stranger: Account
    patroller: Account
    discipline: Account
    system_admin: Account
    security_admin: Account
    audit_admin: Account

    @staticmethod
    def actor(account: Account) -> Actor:
        return actor_for(account, TODAY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit are cleaned up by deleting every row, which the journal's tables refuse."""
    with django_db_blocker.unblock():
        triggers.remove_guards(connection)
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _delete_rows  # type: ignore[method-assign]


def _delete_rows(style: object, tables: Iterable[str], **options: bool) -> list[str]:
    """TRUNCATE writes new files for every table, and takes seconds where deleting the few rows takes none."""
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608


@pytest.fixture(autouse=True)
def _product_clock(settings: Settings) -> None:
    """Pages asked for in a test are asked for on that afternoon, whatever day it is today."""
    settings.DUKAO_CLOCK_OFFSET = int((NOW - timezone.now()).total_seconds())


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """The database goes back to where it was: the journal cannot tell one test from the next."""
    KEPT.forget()


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, request: pytest.FixtureRequest) -> None:
    """No test finds files, or pages drawn of them, which another one has left."""
    settings.MEDIA_ROOT /= hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    settings.MEDIA_ROOT.mkdir(exist_ok=True)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_unit(db: None) -> Callable[..., Unit]:
    """Plant a unit without asking anybody; the services have tests of their own."""

    def make(code: str, name: str, parent: Unit | None = None, **features: str) -> Unit:
        unit = Unit.objects.create(code=code, since=FOUNDED, tree=features.pop("tree", "administrative"))
        above = parent.versions.get().path if parent else "/"
        UnitVersion.objects.create(
            unit=unit,
            since=FOUNDED,
            name=name,
            short_name=name,
            parent=parent,
            path=f"{above}{unit.pk}/",
            level=features.get("level", Level.CITY),
            category=features.get("category", Category.STATE_ORGAN),
        )
        return unit

    return make


@pytest.fixture
def make_account(db: None) -> Callable[..., Account]:
    """Plant an account with one role over a unit."""

    def make(
        username: str, name: str, unit: Unit, role: str | None = None, over: Unit | None = None
    ) -> Account:
        account = Account(username=username, name=name, unit=unit, created_at=NOW, password_changed_at=NOW)
        account.set_password(PASSWORD)
        account.save()
        if role:
            Grant.objects.create(account=account, role=role, unit=over or unit, since=FOUNDED, granted_at=NOW)
        return account

    return make


@pytest.fixture
def city(make_unit: Callable[..., Unit], make_account: Callable[..., Account]) -> City:
    root = make_unit("S", "示例市", category="")
    county = make_unit("X01", "东岭县", root, level=Level.COUNTY, category=Category.COUNTY)
    office_unit = make_unit("D01", "市督考办", root, category=Category.PARTY_DEPARTMENT)
    housing = make_unit("B01", "市住建局", root)
    planning = make_unit("B02", "市发展改革委", root)
    other = make_unit("B03", "市水利局", root)
    return City(
        city=root,
        county=county,
        office_unit=office_unit,
        housing=housing,
        planning=planning,
        other=other,
        office=make_account("office", "何正", office_unit, Role.OFFICE, root),
        leader=make_account("leader", "周行", root, Role.LEADER, root),
        reporter=make_account("reporter", "陈立", housing, Role.REPORTER),
        head=make_account("head", "方远", housing, Role.UNIT_HEAD),
        reviewer=make_account("reviewer", "林岚", planning, Role.LEAD_REVIEWER),
        stranger=make_account("stranger", "路人", other, Role.REPORTER),
        patroller=make_account("patroller", "梁越", office_unit, Role.PATROL, root),
        discipline=make_account("discipline", "严明", office_unit, Role.DISCIPLINE, root),
        system_admin=make_account("sysadmin", "石管", office_unit, Role.SYSTEM_ADMIN, root),
        security_admin=make_account("secadmin", "安管", office_unit, Role.SECURITY_ADMIN, root),
        audit_admin=make_account("auditor", "沈管", office_unit, Role.AUDIT_ADMIN, root),
    )
