"""The first run: from nothing to four people who can let everybody else in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from dukao.identity.models import Account, Grant
from dukao.identity.selectors import actor_for
from dukao.journal.jobs import seal_waiting
from dukao.journal.models import Entry
from dukao.journal.verification import verify
from dukao.kernel.clock import local_day, now
from dukao.kernel.roles import Role
from dukao.organisations.models import UnitVersion
from dukao.organisations.services import add_unit
from dukao.organisations.vocabulary import Level
from tests.conftest import TODAY, City

pytestmark = pytest.mark.django_db

PEOPLE = {
    "system_admin": ("shiguan", "石管"), "security_admin": ("anguan", "安管"),
    "audit_admin": ("shenguan", "沈管"), "office": ("HeZheng", "何正"),
}  # fmt: skip
PASSWORDS = ["Erstes-Wort-1", "Zweites-Wort-2", "Drittes-Wort-3", "Viertes-Wort-4"]


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Path) -> None:
    settings.PLACE_FILE = tmp_path / "place"


def set_up(**options: object) -> None:
    call_command("setup", **{"place": "示例市", **PEOPLE, **options})


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))


def test_passwords_from_standard_input(monkeypatch: pytest.MonkeyPatch, knock: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    typed(monkeypatch, *PASSWORDS)
    set_up(passwords_from_stdin=True)
    roles = {account.username: actor_for(account, TODAY).roles for account in Account.objects.all()}
    assert roles == {
        "shiguan": {Role.SYSTEM_ADMIN}, "anguan": {Role.SECURITY_ADMIN}, "shenguan": {Role.AUDIT_ADMIN},
        "hezheng": {Role.OFFICE},
    }  # fmt: skip
    assert UnitVersion.objects.get().name == "示例市"
    assert all(Account.objects.values_list("must_change_password", flat=True))
    client, status, _ = knock("hezheng", PASSWORDS[3])
    assert status == 302
    assert client.get("/account/")["Location"] == "/account/password/"


def test_generated_passwords_are_shown_once_and_work(
    capsys: pytest.CaptureFixture[str],
    knock: Callable[..., tuple],  # type: ignore[type-arg]
) -> None:
    set_up(generate=True)
    told = capsys.readouterr().out
    found = dict(re.findall(r"│ (\w+) +│ (\w{4}-\w{4}-\w{4}) │", told))
    assert set(found) == {"shiguan", "anguan", "shenguan", "hezheng"}
    for username, password in found.items():
        assert knock(username, password)[1] == 302
    assert not any(password in str([vars(row) for row in Entry.objects.all()]) for password in found.values())


def test_it_is_journaled_and_holds() -> None:
    set_up(generate=True)
    assert Entry.objects.filter(event="account_added", actor="首次设置（督考办）").count() == 4
    assert Entry.objects.filter(event="role_granted").count() == 4
    seal_waiting()
    assert verify().fault is None


def test_units_older_than_the_installation_stand_below_the_place() -> None:
    set_up(generate=True)
    office = actor_for(Account.objects.get(username="hezheng"), local_day(now()))
    top = UnitVersion.objects.get().unit
    housing = add_unit(
        actor=office,
        code="B01",
        name="市住建局",
        level=Level.CITY,
        parent=top,
        since=date(1984, 3, 1),
        at=now(),
    )
    assert housing.versions.get().path == f"/{top.pk}/{housing.pk}/"


def test_a_place_that_is_there_already_is_kept(make_unit: Callable[..., object]) -> None:
    make_unit("S", "老市")
    set_up(generate=True)
    assert UnitVersion.objects.get().name == "老市"


def test_it_never_runs_twice(city: City) -> None:
    before = Account.objects.count()
    with pytest.raises(CommandError, match="只能做一次"):
        set_up(generate=True)
    assert Account.objects.count() == before


@pytest.mark.parametrize(
    ("options", "lines", "sentence"),
    [
        ({}, [*PASSWORDS[:3], "kurz"], "何正的密码不合要求"),
        ({}, [*PASSWORDS[:3], "HeZheng-2026"], "不能有用户名"),
        ({}, PASSWORDS[:2], "沈管的密码不合要求"),
        ({"office": ("shiguan", "石管")}, PASSWORDS, "不能相同"),
        ({"office": ("石 管", "石管")}, PASSWORDS, "用户名用小写字母开头"),
        ({"place": " "}, PASSWORDS, "请写明"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object], lines: list[str], sentence: str
) -> None:
    typed(monkeypatch, *lines)
    with pytest.raises(CommandError, match=sentence):
        set_up(passwords_from_stdin=True, **options)
    assert (Account.objects.count(), UnitVersion.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert not Grant.objects.exists()


def test_asking_for_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed(monkeypatch, "示例市", *(word for person in PEOPLE.values() for word in person))
    secrets = iter(
        ["Tippfehler-1", "anders", *(word for password in PASSWORDS for word in (password, password))]
    )
    monkeypatch.setattr("dukao.identity.management.commands.setup.getpass", lambda _: next(secrets))
    call_command("setup")
    assert Account.objects.count() == 4
    told = capsys.readouterr()
    assert "两次输入的密码不一样" in told.err
    assert not any(password in told.out for password in PASSWORDS)


def test_the_way_back_in(city: City, capsys: pytest.CaptureFixture[str], knock: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    call_command("reset_password", "auditor", reason="本人书面申请")
    password = re.search(r"\w{4}-\w{4}-\w{4}", capsys.readouterr().out)
    assert password
    assert knock("auditor", password[0])[1] == 302
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("reset_password", "nobody", reason="x")
