"""Somebody who holds the right role over the wrong unit: every address that names a thing, tried by its rivals.

``tests/architecture/test_access.py`` tries every role on every address, all of them over the whole city or
over the unit that has the thing. Here the roles that may open an address are held over a county, over another
unit, or in another patrol: what they name by its number is not theirs (IDOR), and they are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import Refused
from dukao.kernel.roles import Role
from dukao.organisations import services as organisations
from dukao.patrols.models import FieldRecord
from dukao.patrols.vocabulary import RecordKind
from tests.access import Rows, addresses, row_of, tables
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_group, plant_issued

pytestmark = pytest.mark.once

Make = Callable[..., Account]

SHUT = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
FOLDERS = sorted(set(addresses().values()))


@pytest.fixture
def rivals(city: City, make_account: Make) -> dict[str, tuple[str, Account]]:
    """Each role over the county; those of units over another unit too; a patrol of another group."""
    found = {
        f"{role} of the county": (str(role), make_account(f"county-{role}", "县里的", city.county, role))
        for role in Role
    }
    for role in (Role.REPORTER, Role.UNIT_HEAD, Role.LEAD_REVIEWER):
        other = make_account(f"other-{role}", "水利局的", city.other, role)
        found[f"{role} of another unit"] = (str(role), other)
    apart = make_account("apart", "别组的", city.office_unit, Role.PATROL, city.city)
    return {**found, "patrol of another group": (str(Role.PATROL), apart)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_belongs_to_others_is_shut(
    folder: str, city: City, rivals: dict[str, tuple[str, Account]]
) -> None:
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    wrong = [
        f"{who} got {status} from {method} {name}"
        for who, (role, account) in rivals.items()
        for name, method, status in _opened(_session(account), _asked(rows, role, objects), objects)
        if role not in rows.elsewhere.get(name, ())
    ]
    assert wrong == [], f"refuse it, or say in tests/{folder}/access.py why ELSEWHERE opens it"


def test_what_is_said_to_be_open_elsewhere_is_an_address_of_the_table() -> None:
    for rows in tables():
        for name, roles in rows.elsewhere.items():
            assert set(roles) <= set(rows.access[name]), f"{name}: {set(roles) - set(rows.access[name])}"


def _asked(rows: Rows, role: str, objects: object) -> list[str]:
    """The addresses this role opens at all and that name a thing; a role that opens none was tried elsewhere."""
    assert isinstance(objects, dict)
    return [name for name, roles in rows.access.items() if role in roles and objects.get(name)]


def _session(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _opened(client: Client, names: list[str], objects: object) -> Iterator[tuple[str, str, int]]:
    """What was not refused; whatever a request did is undone, so that the next finds the same city."""
    assert isinstance(objects, dict)
    for name in names:
        address = reverse(name, args=objects[name])
        for method in ("GET", "POST"):
            with transaction.atomic():
                before = Entry.objects.count()
                answer = client.get(address) if method == "GET" else client.post(address)
                done = Entry.objects.count() - before
                transaction.set_rollback(True)
            if answer.status_code not in SHUT or done:
                yield name, method, answer.status_code


def test_an_identity_number_is_seen_whole_where_the_person_holds_a_post(
    city: City, make_account: Make
) -> None:
    by = {"actor": city.actor(city.office), "at": NOW}
    person = organisations.add_person(name="方远", resident_id="11010519491231002X", **by)
    organisations.appoint(person=person, unit=city.housing, title="局长", kind="principal", since=TODAY, **by)
    asked = {"person": person, "what": "resident_id", "reason": "核对", "at": NOW}
    of_county = make_account("county", "县里的", city.county, Role.OFFICE)
    with pytest.raises(Refused):
        organisations.reveal_number(actor=city.actor(of_county), **asked)
    assert organisations.reveal_number(actor=city.actor(city.office), **asked) == "11010519491231002X"


def test_a_field_record_is_settled_by_its_own_group(city: City, make_account: Make) -> None:
    task = plant_issued(city, plant_group(city))
    record = FieldRecord.objects.create(key="visit:1", kind=RecordKind.VISIT, task=task, visit_uid=uuid4())
    apart = make_account("apart", "别组的", city.office_unit, Role.PATROL, city.city)
    address = reverse("patrols:field_settle", args=[record.pk])
    assert _session(apart).post(address, {"version": str(uuid4())}).status_code in SHUT
    own = _session(city.patroller).post(address, {"version": str(uuid4())})
    assert own.status_code == HTTPStatus.CONFLICT, "found, and nothing to settle"


def test_the_crawl_names_every_folder() -> None:
    assert {row_of(name).app for name in addresses() if row_of(name)} == set(FOLDERS)  # type: ignore[union-attr]
