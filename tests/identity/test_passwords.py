"""What a password must be, how it is kept, when it must change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import Account
from dukao.identity.passwords import PasswordPolicy, one_time_password, strength_of
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError
from tests.conftest import NOW, PASSWORD, City

Inside = Callable[[Account], Client]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Ab1-", "至少 8 位，现在 4 位"), ("abcdefgh", "三类"), ("abcdefg1", "三类"), ("ABCDEFG1", "三类"),
        ("12345678", "三类"), ("x" * 126 + "A1-", "最多 128 位"), ("Qwer1234", "太常见"), ("P@ssw0rd", "太常见"),
        ("Admin@123", "太常见"), ("1qaz@WSX", "太常见"),
    ],
)  # fmt: skip
def test_weak_passwords_are_refused_with_the_reason(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        PasswordPolicy().validate(password)


@pytest.mark.parametrize(
    "password", ["Zwoelfte1", "zwoelfte-1", "ZWOELFTE-1", "Zwoelfte-Nacht", "密码abcDEF1"]
)
def test_three_of_four_classes_will_do(password: str) -> None:
    PasswordPolicy().validate(password)


def test_the_user_name_may_not_be_part_of_it() -> None:
    with pytest.raises(ValidationError, match="用户名"):
        PasswordPolicy().validate("My-ChenLi-1", Account(username="chenli"))


def test_one_time_passwords_meet_the_policy_and_never_repeat() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        PasswordPolicy().validate(password, Account(username="office"))
        assert not set(password) & set("0O1lIi"), "nothing that is misread from a slip of paper"


def test_the_last_five_may_not_come_back(city: City) -> None:
    actor, present = city.actor(city.reporter), PASSWORD
    used = [PASSWORD, *(f"Neues-Wort-{n}" for n in range(1, 5))]
    for new in used[1:]:
        services.change_password(actor=actor, present=present, new=new, at=NOW)
        present = new
    for old in used:
        with pytest.raises(DomainError, match="最近 5 次"):
            services.change_password(actor=actor, present=present, new=old, at=NOW)
    services.change_password(actor=actor, present=present, new="Neues-Wort-5", at=NOW)
    services.change_password(actor=actor, present="Neues-Wort-5", new=PASSWORD, at=NOW)
    assert city.reporter.former_passwords.count() == 4, "older hashes are not kept"


def test_a_password_is_kept_as_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["dukao.identity.passwords.Argon2"]
    account = Account(username="x")
    account.set_password(PASSWORD)
    assert identify_hasher(account.password).algorithm == "argon2"
    assert account.check_password(PASSWORD)


def test_a_long_password_is_taken_whole(city: City, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["dukao.identity.passwords.Argon2", *settings.PASSWORD_HASHERS]
    longest = "Neues-Wort-" + "长" * 116 + "1"
    services.change_password(actor=city.actor(city.reporter), present=PASSWORD, new=longest, at=NOW)
    account = Account.objects.get(pk=city.reporter.pk)
    assert len(longest) == 128
    assert account.check_password(longest)
    assert not account.check_password(longest[:-1])
    assert not account.check_password(longest[:-1] + "2")


def test_a_wrong_present_password_changes_nothing(city: City) -> None:
    before = city.reporter.password
    with pytest.raises(DomainError, match="现在的密码不对"):
        services.change_password(actor=city.actor(city.reporter), present="x", new="Neues-Wort-1", at=NOW)
    city.reporter.refresh_from_db()
    assert city.reporter.password == before
    assert not Entry.objects.exists()


class TestThePage:
    def change(self, client: Client, **typed: str) -> tuple[int, str]:
        values = {"present": PASSWORD, "new": "Neues-Wort-1", "again": "Neues-Wort-1", **typed}
        answer = client.post("/account/password/", values)
        return answer.status_code, answer.content.decode()

    def test_changing_it_ends_all_other_sessions(self, city: City, inside: Inside) -> None:
        here, elsewhere = inside(city.reporter), inside(city.reporter)
        assert self.change(here)[0] == 302
        assert here.get("/account/").status_code == 200
        assert elsewhere.get("/account/").status_code == 302

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"again": "Neues-Wort-2"}, "两次输入的新密码不一样"), ({"present": "falsch"}, "现在的密码不对"),
            ({"new": "kurz", "again": "kurz"}, "密码至少 8 位"), ({"present": ""}, "必填"),
            ({"new": PASSWORD, "again": PASSWORD}, "最近 5 次"),
        ],
    )  # fmt: skip
    def test_a_refusal_says_why(
        self, city: City, inside: Inside, typed: dict[str, str], sentence: str
    ) -> None:
        status, page = self.change(inside(city.reporter), **typed)
        assert (status, sentence in page) == (422, True)

    def test_a_password_from_somebody_else_must_be_changed_first(self, city: City, inside: Inside) -> None:
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=True)
        client = inside(Account.objects.get(pk=city.reporter.pk))
        for address in ("/account/", "/account/roles/", "/journal/"):
            assert client.get(address)["Location"] == "/account/password/"
        fragment = client.get("/account/", headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/account/password/")
        assert "只能用一次" in client.get("/account/password/").content.decode()
        assert self.change(client)[0] == 302
        assert client.get("/account/").status_code == 200

    def test_until_then_the_page_offers_nothing_but_the_way_out(self, city: City, inside: Inside) -> None:
        others = ('href="/reports/', 'href="/account/roles/"', 'href="/notices/"', 'role="search"')
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=True)
        client = inside(Account.objects.get(pk=city.reporter.pk))
        held = client.get("/account/password/").content.decode()
        assert [part for part in others if part in held] == []
        assert 'action="/account/logout/"' in held
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=False)
        free = client.get("/account/password/").content.decode()
        assert [part for part in others if part not in free] == []

    def test_after_ninety_days_it_must_change(
        self, city: City, inside: Inside, travel: time_machine.Traveller
    ) -> None:
        travel.move_to(NOW + timedelta(days=89))
        assert inside(city.reporter).get("/account/").status_code == 200
        travel.move_to(NOW + timedelta(days=91))
        client = inside(city.reporter)
        assert client.get("/account/")["Location"] == "/account/password/"
        assert "用满 90 天" in client.get("/account/password/").content.decode()

    def test_one_can_still_leave(self, city: City, inside: Inside) -> None:
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=True)
        client = inside(Account.objects.get(pk=city.reporter.pk))
        assert client.post("/account/logout/")["Location"] == "/account/login/"


class TestStrength:
    """Said while it is typed, by the rules that refuse it (ASVS 2.1.8)."""

    @pytest.mark.parametrize(
        ("typed", "word", "sentence"),
        [
            ("Ab1-", "不符合要求", "密码至少 8 位，现在 4 位。"), ("Qwer1234", "不符合要求", "太常见"),
            ("My-Reporter-1", "不符合要求", "用户名"), ("Zwoelfte-1", "符合要求", "12 位以上"),
            ("Ab1-Ab1-Ab1-Ab1-", "符合要求", "少重复"), ("Zwoelfte-Nacht", "强", ""),
        ],
    )  # fmt: skip
    def test_it_says_what_is_missing(
        self, city: City, inside: Inside, typed: str, word: str, sentence: str
    ) -> None:
        said = inside(city.reporter).post("/account/password/strength/", {"new": typed}).content.decode()
        assert f"密码强度：<b>{word}</b>" in said
        assert sentence in said
        assert typed not in said

    def test_nothing_typed_is_nothing_said(self, city: City, inside: Inside) -> None:
        assert inside(city.reporter).post("/account/password/strength/").content.strip() == b""

    def test_also_while_a_new_one_is_due_and_not_outside(self, city: City, inside: Inside) -> None:
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=True)
        due = inside(city.reporter).post("/account/password/strength/", {"new": "Zwoelfte-Nacht"})
        assert "<b>强</b>" in due.content.decode()
        assert Client().post("/account/password/strength/", {"new": "x"}).status_code == 302

    @pytest.mark.parametrize("typed", ["Zwoelfte-1", "Zwoelfte-Nacht", "Qwer1234", "abcdefgh"])
    def test_it_agrees_with_what_is_refused(self, typed: str) -> None:
        allowed = strength_of(typed, "chenli").level > 1
        if allowed:
            PasswordPolicy().validate(typed, Account(username="chenli"))
        else:
            with pytest.raises(ValidationError):
                PasswordPolicy().validate(typed, Account(username="chenli"))
