"""Every address stands in a literal table with the roles that may open it, and every role is tried."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.roles import Role
from tests.access import BUSINESS, EVERYONE, PUBLIC, addresses, row_of, tables
from tests.conftest import City
from tests.needs import ON_POSTGRES

REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
NOT_FOR_GET = HTTPStatus.METHOD_NOT_ALLOWED
CHARACTERS = {
    Role.REPORTER: "reporter", Role.UNIT_HEAD: "head", Role.LEAD_REVIEWER: "reviewer", Role.OFFICE: "office",
    Role.LEADER: "leader", Role.PATROL: "patroller", Role.DISCIPLINE: "discipline", Role.SYSTEM_ADMIN: "system_admin",
    Role.SECURITY_ADMIN: "security_admin", Role.AUDIT_ADMIN: "audit_admin",
}  # fmt: skip


@pytest.fixture
def accounts(city: City, make_account: Callable[..., Account]) -> dict[str, Account | None]:
    """One account for each role, one without any, and nobody."""
    people: dict[str, Account | None] = {role: getattr(city, name) for role, name in CHARACTERS.items()}
    return {**people, "no role": make_account("newcomer", "新人", city.housing), "anonymous": None}


def test_every_address_has_a_name() -> None:
    assert [name for name in addresses() if ":" not in name or name.endswith("has no name")] == []


def test_every_row_stands_once_in_the_file_of_its_own_app_and_has_an_address() -> None:
    served = addresses()
    for rows in tables():
        for name, allowed in rows.access.items():
            assert name in served, f"tests/{rows.app}/access.py: {name} is no address"
            assert rows.app == served[name], f"{name} belongs in tests/{served[name]}/access.py"
            assert set(allowed) <= PUBLIC, f"{name}: who is {set(allowed) - PUBLIC}?"


def test_the_crawl_knows_every_role() -> None:
    assert set(CHARACTERS) == set(Role)
    assert PUBLIC > EVERYONE > BUSINESS


def _by_room() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, folder in sorted(addresses().items()):
        found.setdefault(folder, []).append(name)
    return found


def test_every_address_has_a_row() -> None:
    assert [
        f"{name} has no row in tests/{folder}/access.py"
        for name, folder in addresses().items()
        if row_of(name) is None
    ] == []


@pytest.mark.parametrize(("folder", "names"), _by_room().items(), ids=_by_room())
def test_addresses(folder: str, names: list[str], city: City, accounts: dict[str, Account | None]) -> None:
    """On PostgreSQL those who may open one do; that the others are refused is decided before it is asked."""
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    clients = {who: _client_of(account) for who, account in accounts.items()}
    for name in names:
        address = reverse(name, args=objects.get(name, ()))
        for who, client in clients.items():
            may = who in rows.access[name]
            if ON_POSTGRES and not may:
                continue
            session = client.cookies.copy()
            # Each character finds the same city, whatever the one before them did.
            with transaction.atomic():
                (_is_open if may else _is_shut)(client, address, who)
                transaction.set_rollback(True)
            client.cookies = session


def _client_of(account: Account | None) -> Client:
    """The browser of somebody who has just logged in."""
    client = Client()
    if account is not None:
        client.force_login(account)
    return client


def _is_open(client: Client, address: str, who: str) -> None:
    answer = client.get(address)
    if answer.status_code == NOT_FOR_GET:
        answer = client.post(address)
        assert answer.status_code < 500, f"{who} POST {address}: {answer.status_code}"
        assert answer.status_code not in REFUSALS, (
            f"{who} may POST {address} and was refused: {_words(answer)}"
        )
    else:
        assert answer.status_code < 400, (
            f"{who} may GET {address} and got {answer.status_code}: {_words(answer)}"
        )
        assert not _leads_to_log_in(answer), f"{who} may GET {address} and was sent to log in"


def _is_shut(client: Client, address: str, who: str) -> None:
    # A refusal in one sentence instead of a page around it; who is not logged in is led there by a page.
    short = {} if who == "anonymous" else {"hx-request": "true"}
    answers = {"GET": client.get(address, headers=short)}
    before = Entry.objects.count()
    answers["POST"] = client.post(address, headers=short)
    assert Entry.objects.count() == before, f"{who} may not, and changed something with POST {address}"
    for method, answer in answers.items():
        shut = answer.status_code in REFUSALS or answer.status_code == NOT_FOR_GET
        shut = shut or (who == "anonymous" and _leads_to_log_in(answer))
        assert shut, f"{who} may not {method} {address} and got {answer.status_code}"
    assert {answer.status_code for answer in answers.values()} != {NOT_FOR_GET}, f"{address} takes no method"


def _leads_to_log_in(answer: HttpResponse) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith(reverse("identity:login"))


def _words(answer: HttpResponse) -> str:
    return answer.content.decode(errors="replace")[-300:] if not answer.streaming else ""
