"""Every address stands in a literal table with the roles that may open it, and every role is tried."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.cookies import SimpleCookie

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

REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
NOT_FOR_GET = HTTPStatus.METHOD_NOT_ALLOWED
BATCH = 8
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


def _batches() -> list[list[str]]:
    """Addresses of one folder, a handful at a time: what they need is planted once for all of them."""
    by_folder: dict[str, list[str]] = {}
    for name, folder in sorted(addresses().items()):
        by_folder.setdefault(folder, []).append(name)
    return [
        names[start : start + BATCH] for names in by_folder.values() for start in range(0, len(names), BATCH)
    ]


def test_every_address_has_a_row() -> None:
    assert [
        f"{name} has no row in tests/{folder}/access.py"
        for name, folder in addresses().items()
        if row_of(name) is None
    ] == []


@pytest.mark.parametrize("names", _batches(), ids=lambda names: f"{names[0]}+{len(names) - 1}")
def test_addresses(names: list[str], city: City, accounts: dict[str, Account | None]) -> None:
    rows = row_of(names[0])
    assert rows is not None
    objects = rows.objects(city)
    sessions = {who: _session_of(account) for who, account in accounts.items()}
    for name in names:
        address = reverse(name, args=objects.get(name, ()))
        for who, session in sessions.items():
            client = Client()
            client.cookies.update(session)
            # Each character finds the same city, whatever the one before them did.
            with transaction.atomic():
                (_is_open if who in rows.access[name] else _is_shut)(client, address, who)
                transaction.set_rollback(True)


def _session_of(account: Account | None) -> SimpleCookie:
    """The cookies of somebody who has just logged in."""
    client = Client()
    if account is not None:
        client.force_login(account)
    return client.cookies


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
    answers = {"GET": client.get(address)}
    before = Entry.objects.count()
    answers["POST"] = client.post(address)
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
