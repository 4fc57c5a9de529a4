"""Numbers and codes inside forms: what a form offers somebody can be sent, and nothing else (IDOR in bodies).

People who hold their roles over a county, another unit or another patrol open every page they may open. Each
form is filled in; then every field that names a thing gets what it offers to others, and what nobody has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from tests.access import Rows, addresses, tables
from tests.attack.bodies import Sent, by_name, forms_of, watched
from tests.attack.test_relations import FOLDERS, Make, _session
from tests.conftest import City

Values = dict[str, list[str]]

#: What nobody has, and what is a number to one part of a program and none to another.
NOBODY = {"999999", "²", "9" * 5000}
#: What a form takes although it is another's: address and field, and why.
FREE = {
    ("patrols:groups-interest", "unit_id"): "one has ties to any unit there is",
}
#: Rooms with a form that a limited person can fill in and send at once: there the refusals are of the number.
LIVELY = {"documents", "issues", "matters", "organisations", "oversight", "patrols"}
#: These are tried in every run, the others at night.
DAILY = {"matters", "privacy", "reporting"}


@dataclass(frozen=True)
class Person:
    account: Account
    role: str
    client: Client

    @property
    def unit(self) -> str:
        return self.account.unit.code


@pytest.fixture
def limited(city: City, make_account: Make) -> dict[str, Person]:
    """Everybody who may do something in one place and nothing in another."""
    found = {
        "office of the county": (make_account("county", "县里的", city.county, Role.OFFICE), Role.OFFICE),
        "discipline of the county": (make_account("inspector", "县里的", city.county, Role.DISCIPLINE), Role.DISCIPLINE),
        "another unit": (make_account("other", "水利局的", city.other, Role.UNIT_HEAD), Role.UNIT_HEAD),
        "another patrol": (make_account("apart", "别组的", city.office_unit, Role.PATROL, city.city), Role.PATROL),
        "reporter": (city.reporter, Role.REPORTER), "head": (city.head, Role.UNIT_HEAD),
        "reviewer": (city.reviewer, Role.LEAD_REVIEWER), "patroller": (city.patroller, Role.PATROL),
    }  # fmt: skip
    return {who: Person(account, role, _session(account)) for who, (account, role) in found.items()}


@pytest.mark.parametrize(
    "folder",
    [pytest.param(name, marks=[] if name in DAILY else pytest.mark.nightly) for name in FOLDERS],
)
def test_a_form_takes_what_it_offers(folder: str, city: City, limited: dict[str, Person]) -> None:
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    office = Person(city.office, Role.OFFICE, _session(city.office))
    forms = {who: list(_forms(person, rows, objects)) for who, person in {**limited, "": office}.items()}
    offered = _offered(sent for found in forms.values() for sent in found)
    units = set(Unit.objects.values_list("code", flat=True))
    carried_out, taken = 0, []
    for who, person in limited.items():
        for sent in forms[who]:
            filled, is_done = _filled(person, sent)
            carried_out += is_done
            for name in sent.named():
                foreign = units - {person.unit} if sent.takes_units(name) else offered[_name(sent), name]
                foreign = (foreign | NOBODY) - {*sent.offered.get(name, ()), *sent.values.get(name, ())}
                taken += [
                    f"{who}: {_name(sent)} took {value[:9]} as {name}"
                    for value in sorted(foreign)
                    if (_name(sent), name) not in FREE
                    and _post(person, sent, {**filled, name: [value]}).is_done
                ]
    assert taken == [], "refuse it, or say in FREE why not"
    assert carried_out or folder not in LIVELY, "a form nobody can send shows nothing"


def test_what_is_free_is_an_address() -> None:
    assert {name for name, _ in FREE} <= set(addresses())


def _forms(person: Person, rows: Rows, objects: object) -> Iterator[Sent]:
    assert isinstance(objects, dict)
    seen = set()
    for name, roles in rows.access.items():
        if person.role not in roles:
            continue
        address = reverse(name, args=objects.get(name, ()))
        with transaction.atomic(), watched() as noted:
            answer = person.client.get(address)
            transaction.set_rollback(True)
        if (
            answer.status_code != HTTPStatus.OK
            or answer.streaming
            or "html" not in answer.headers["Content-Type"]
        ):
            continue
        for sent in forms_of(answer.content.decode(), address, by_name(noted)):
            mark = (sent.action, *sorted(sent.named()))
            if len(mark) > 1 and mark not in seen:
                seen.add(mark)
                yield sent


def _offered(forms: Iterable[Sent]) -> dict[tuple[str, str], set[str]]:
    """Address and field -> what anybody at all may choose there."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sent in forms:
        for name, choices in sent.offered.items():
            found[_name(sent), name] |= choices
    return found


def _name(sent: Sent) -> str:
    return resolve(sent.action.partition("?")[0]).view_name


def _filled(person: Person, sent: Sent) -> tuple[Values, bool]:
    """The form as the person would send it, and whether something came of it; what it misses is added."""
    filled = sent.filled(person.unit)
    for button in ({}, *({name: [value]} for name, value in sent.buttons)):
        tried = {**filled, **button}
        for _ in range(3):
            outcome = _post(person, sent, tried)
            if outcome.is_done:
                return tried, True
            tried |= {
                name: [sent.answer(name, person.unit)]
                for name in outcome.faults
                if name in sent.known and name not in tried
            }
    return filled, False


@dataclass(frozen=True)
class Outcome:
    is_done: bool
    #: Fields with an error.
    faults: set[str]


def _post(person: Person, sent: Sent, values: Values) -> Outcome:
    """What came of it, undone afterwards; never a fault of the server."""
    with transaction.atomic(), watched() as noted:
        before = Entry.objects.count()
        answer = person.client.post(sent.action, values)
        done = Entry.objects.count() > before
        transaction.set_rollback(True)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, f"{sent.action}: {values}"
    return Outcome(done, {form.add_prefix(name) for form in noted if form.is_bound for name in form.errors})
