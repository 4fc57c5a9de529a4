"""Where one is logged in: listed, ended by oneself and the security officer, ended by what changes rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dukao.identity import services
from dukao.identity.devices import device_words
from dukao.identity.models import Account, LogIn
from dukao.identity.selectors import open_sessions
from dukao.journal.models import Entry
from dukao.kernel.errors import Refused
from tests.conftest import NOW, PASSWORD, City

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/128.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/128.0 Mobile Safari/537.36"


@pytest.fixture
def desk(city: City) -> Client:
    return came_in("reporter", WINDOWS, "10.1.0.8")


@pytest.fixture
def phone(city: City) -> Client:
    return came_in("reporter", PHONE, "10.1.0.9")


def came_in(username: str, browser: str, address: str) -> Client:
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR=address)
    client.post("/account/login/", {"username": username, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/roles/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (WINDOWS, "Windows 电脑·Chrome"), (PHONE, "安卓手机·Chrome"), ("curl/8.5", "未知设备"),
        ("Mozilla/5.0 (X11; Linux aarch64; Kylin) Firefox/115.0", "麒麟电脑·Firefox"),
    ],
)  # fmt: skip
def test_devices_have_words(said: str, words: str) -> None:
    assert device_words(said) == words


def test_one_sees_where_one_is_logged_in(
    city: City, desk: Client, phone: Client, travel: time_machine.Traveller
) -> None:
    travel.move_to(NOW + timedelta(minutes=10))
    assert is_in(phone)
    page = desk.get("/account/sessions/").content.decode()
    for words in ("Windows 电脑·Chrome", "安卓手机·Chrome", "10.1.0.8", "10.1.0.9", "这台"):
        assert words in page
    newest = open_sessions(city.reporter)[0]
    assert newest.seen_at == NOW + timedelta(minutes=10)


def test_an_idle_session_is_not_open(city: City, desk: Client, travel: time_machine.Traveller) -> None:
    assert len(open_sessions(city.reporter)) == 1
    travel.move_to(NOW + timedelta(minutes=31))
    assert open_sessions(city.reporter) == []


def test_one_session_is_ended_and_the_other_stays(city: City, desk: Client, phone: Client) -> None:
    there = LogIn.objects.get(address="10.1.0.9")
    assert desk.post(f"/account/sessions/{there.pk}/end/")["Location"] == "/account/sessions/"
    assert (is_in(desk), is_in(phone)) == (True, False)
    entry = Entry.objects.get(event="session_ended")
    assert entry.before == {"address": "10.1.0.9", "device": "安卓手机·Chrome"}
    assert desk.post(f"/account/sessions/{there.pk}/end/").status_code == 404


def test_all_others_end_and_one_s_own_stays(city: City, desk: Client, phone: Client) -> None:
    desk.post("/account/sessions/others/end/")
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert [each.log_in.address for each in open_sessions(Account.objects.get(username="reporter"))] == [
        "10.1.0.8"
    ]


def test_nobody_else_s_session_is_ended_by_a_colleague(city: City, desk: Client) -> None:
    other = came_in("head", WINDOWS, "10.1.0.7")
    own = LogIn.objects.get(account=city.reporter)
    assert other.post(f"/account/sessions/{own.pk}/end/").status_code == 403
    assert other.get(f"/account/{city.reporter.pk}/sessions/").status_code in {403, 404}
    assert is_in(desk)
    with pytest.raises(Refused, match="安全管理员"):
        services.end_all_sessions(actor=city.actor(city.system_admin), account=city.reporter, at=NOW)


def test_the_security_officer_ends_all_of_an_account(
    city: City, desk: Client, phone: Client, inside: Callable[[Account], Client]
) -> None:
    security = inside(city.security_admin)
    assert "10.1.0.9" in security.get(f"/account/{city.reporter.pk}/sessions/").content.decode()
    security.post(f"/account/{city.reporter.pk}/sessions/end/")
    assert (is_in(desk), is_in(phone)) == (False, False)
    assert Entry.objects.get(event="sessions_ended").actor.startswith("安管")


def test_a_new_password_ends_all_but_the_one_that_set_it(city: City, desk: Client, phone: Client) -> None:
    typed = {"present": PASSWORD, "new": "Neues-2026!", "again": "Neues-2026!"}
    assert desk.post("/account/password/", typed).status_code == 302
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert len(open_sessions(Account.objects.get(username="reporter"))) == 1


def test_a_revoked_role_ends_them_all(city: City, desk: Client, inside: Callable[[Account], Client]) -> None:
    unlisted = inside(city.reporter)
    services.revoke_role(
        actor=city.actor(city.security_admin), grant=city.reporter.grants.get(), reason="调岗", at=NOW
    )
    assert (is_in(desk), is_in(unlisted)) == (False, False)
    assert open_sessions(Account.objects.get(username="reporter")) == []


def test_a_session_planted_before_log_in_is_of_no_use(city: City) -> None:
    """Session fixation: what somebody planted neither becomes the session nor keeps what was in it."""
    client = Client()
    planted = client.session
    planted["acting_for"] = city.head.pk
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post("/account/login/", {"username": "reporter", "password": PASSWORD})
    assert client.session.session_key != planted.session_key
    assert "acting_for" not in client.session
    attacker = Client()
    attacker.cookies["sessionid"] = planted.session_key
    assert not is_in(attacker)


def test_the_list_asks_as_often_whatever_its_length(city: City, desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get("/account/sessions/")
        return len(asked)

    desk.get("/account/sessions/")
    alone = count()
    for number in (1, 2):
        came_in("reporter", PHONE, f"10.1.1.{number}")
    assert count() == alone
