"""The standing characters of the tests: one small city, one person in each part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.management import create_contenttypes
from django.db import DataError, connection, models
from django.db.models.signals import post_migrate
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


#: Code, name and category of each unit; the first is above the others.
UNITS = {
    "city": ("S", "示例市", ""), "county": ("X01", "东岭县", Category.COUNTY),
    "office_unit": ("D01", "市督考办", Category.PARTY_DEPARTMENT),
    "housing": ("B01", "市住建局", Category.STATE_ORGAN), "planning": ("B02", "市发展改革委", Category.STATE_ORGAN),
    "other": ("B03", "市水利局", Category.STATE_ORGAN),
}  # fmt: skip
#: User name, name and unit of each person; their role and what they hold it over.
PEOPLE = {
    "office": ("office", "何正", "office_unit", Role.OFFICE, "city"),
    "leader": ("leader", "周行", "city", Role.LEADER, "city"),
    "reporter": ("reporter", "陈立", "housing", Role.REPORTER, "housing"),
    "head": ("head", "方远", "housing", Role.UNIT_HEAD, "housing"),
    "reviewer": ("reviewer", "林岚", "planning", Role.LEAD_REVIEWER, "planning"),
    "stranger": ("stranger", "路人", "other", Role.REPORTER, "other"),
    "patroller": ("patroller", "梁越", "office_unit", Role.PATROL, "city"),
    "discipline": ("discipline", "严明", "office_unit", Role.DISCIPLINE, "city"),
    "system_admin": ("sysadmin", "石管", "office_unit", Role.SYSTEM_ADMIN, "city"),
    "security_admin": ("secadmin", "安管", "office_unit", Role.SECURITY_ADMIN, "city"),
    "audit_admin": ("auditor", "沈管", "office_unit", Role.AUDIT_ADMIN, "city"),
}


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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests that commit are cleaned up by deleting every row, which the journal's tables refuse."""
    with django_db_blocker.unblock():
        triggers.remove_guards(connection)
    # After each of them Django would fill two tables again that the product never reads.
    assert post_migrate.disconnect(create_contenttypes)
    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _delete_rows  # type: ignore[method-assign]
    yield
    if connection.vendor == "postgresql":
        # Whatever a test left connected would keep its database from being dropped.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


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


@pytest.fixture(autouse=True, scope="session")
def _columns_end() -> Iterator[None]:
    """SQLite would keep words longer than their column, which PostgreSQL refuses."""

    def bounded(field: models.CharField, value: object, connection: object) -> object:
        if isinstance(value, str) and field.max_length and len(value) > field.max_length:
            raise DataError(f"{field} takes {field.max_length} characters, not {len(value)}")
        return models.Field.get_db_prep_save(field, value, connection)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.CharField, "get_db_prep_save", bounded)
        yield


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
def city(db: None) -> City:
    """Every second test asks for it: all rows of a table in one statement."""
    units = {
        key: Unit(code=code, since=FOUNDED, tree="administrative") for key, (code, _, _) in UNITS.items()
    }
    Unit.objects.bulk_create(units.values())
    root = units["city"]
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=unit, since=FOUNDED, name=UNITS[key][1], short_name=UNITS[key][1],
            parent=None if unit is root else root,
            path=f"/{unit.pk}/" if unit is root else f"/{root.pk}/{unit.pk}/",
            level=Level.COUNTY if key == "county" else Level.CITY, category=UNITS[key][2],
        )
        for key, unit in units.items()
    )  # fmt: skip
    password = make_password(PASSWORD)
    people = {
        key: Account(
            username=username, name=name, unit=units[unit], password=password,
            created_at=NOW, password_changed_at=NOW,
        )
        for key, (username, name, unit, _, _) in PEOPLE.items()
    }  # fmt: skip
    Account.objects.bulk_create(people.values())
    Grant.objects.bulk_create(
        Grant(account=people[key], role=role, unit=units[over], since=FOUNDED, granted_at=NOW)
        for key, (_, _, _, role, over) in PEOPLE.items()
    )
    return City(**units, **people)
