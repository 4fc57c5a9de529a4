"""What the log holds after pages, refusals and faults: request ids and no person."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dukao.identity.models import Account
from dukao.kernel.roles import Role
from dukao.operations.logs import JsonFormatter, LineFormatter, scrubbed
from tests.access import addresses, tables
from tests.conftest import City

PHONE, MAIL, IDENTITY = "13800000001", "zhengfa_1987@example.cn", "11010519491231002X"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any library says from DEBUG on, as it would be written in either form."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    for handler, formatter in zip(handlers, (LineFormatter(), JsonFormatter()), strict=True):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(before)
    for handler in handlers:
        root.removeHandler(handler)


@pytest.fixture
def person(city: City, make_account: Callable[..., Account]) -> Account:
    return make_account("zhengfa_1987", "郑发", city.office_unit, Role.OFFICE, city.city)


def assert_names_nobody(text: str) -> None:
    personal = {PHONE, MAIL, IDENTITY, "zhengfa_1987", *Account.objects.values_list("name", flat=True)}
    assert [word for word in personal if word in text] == []


def test_a_crawl_leaves_no_person_in_the_log(person: Account, log: io.StringIO) -> None:
    """Every address that needs no object, opened and posted to, with a person in every place one can type."""
    client = Client(raise_request_exception=False)
    client.post("/account/login/", {"username": "zhengfa_1987", "password": f"{person.name}{PHONE}"})
    client.force_login(person)
    typed = {"q": person.name, "name": person.name, "mobile": PHONE, "email": MAIL, "text": IDENTITY}
    opened = 0
    for name in addresses():
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if "logout" not in name:
            client.get(address, typed)
            client.post(address, typed)
            opened += 1
    assert opened > 50
    client.get(f"/no-such-page/{person.name}/{PHONE}")
    logging.getLogger("dukao").warning("still here")
    assert "still here" in log.getvalue()
    assert_names_nobody(log.getvalue())


def test_every_refusal_stands_in_the_log_with_its_request(
    city: City, client: Client, log: io.StringIO
) -> None:
    """A page that is not one's own, an act, and what a service refuses; who it was is not said."""
    client.force_login(city.reporter)
    asked = [client.get("/journal/"), client.get("/matters/add/")]
    assert {answer.status_code for answer in asked} == {403}
    lines = [line for line in log.getvalue().splitlines() if "WARNING django.request" in line]
    for address in ("/journal/", "/matters/add/"):
        assert any(re.search(rf"Forbidden: {address} \[[\w-]{{36}}\]$", line) for line in lines), address
    assert_names_nobody(log.getvalue())


@pytest.mark.nightly
@pytest.mark.parametrize("rows", tables(), ids=lambda rows: rows.app)
def test_a_whole_crawl_leaves_no_person_in_the_log(
    rows: object, city: City, person: Account, log: io.StringIO
) -> None:
    objects = rows.objects(city)  # type: ignore[attr-defined]
    for account in (person, city.reporter, city.discipline, city.system_admin, city.security_admin):
        client = Client(raise_request_exception=False)
        client.force_login(account)
        for name in rows.access:  # type: ignore[attr-defined]
            address = reverse(name, args=objects.get(name, ()))
            client.get(address, {"q": person.name})
            client.post(address, {"name": person.name, "mobile": PHONE})
            client.force_login(account)
    assert_names_nobody(log.getvalue())


def test_a_fault_is_told_with_its_place_and_without_what_was_typed(
    person: Account, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(
            f"invalid: {person.name} {PHONE} {MAIL} {IDENTITY}\nDETAIL: Key (username)=(zhengfa_1987)"
        )

    client = Client(raise_request_exception=False)
    client.force_login(person)
    monkeypatch.setattr("dukao.identity.middleware.actor_on_record", fail)
    answer = client.get("/")
    text = log.getvalue()
    assert answer.status_code == 500
    assert_names_nobody(text)
    for words in ("ValueError", "middleware.py", "invalid: ▇ ▇ ▇ ▇"):
        assert words in text


def test_each_json_line_carries_the_request_and_nothing_a_library_adds(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        answer = client.get("/no-such-page/")
    finally:
        logger.removeHandler(handler)
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told.keys() == {"at", "level", "logger", "message", "request_id", "process"}
    assert told["request_id"] == answer.headers["X-Request-ID"]
    assert (told["level"], told["message"]) == ("WARNING", "Not Found: /no-such-page/")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("task 17 (refresh_round) failed", "task 17 (refresh_round) failed"),
        ("2026-09-28 14:30:00,123 took 0.0123456 s", "2026-09-28 14:30:00,123 took 0.0123456 s"),
        ("9f3c77aa01234567 is damaged", "9f3c77aa01234567 is damaged"),
        ("买买提·吐尔逊 of 市住建局", "▇ of ▇"),
        ("DETAIL:  Key (code)=(X) exists.", "DETAIL: ▇"),
    ],
)
def test_only_what_could_name_a_person_is_blotted_out(text: str, told: str) -> None:
    assert scrubbed(text) == told
