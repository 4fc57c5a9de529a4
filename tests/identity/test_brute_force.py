"""Guessing at the door: three limits, none of which locks a colleague out; the clock tells nothing either."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import AccessRules
from dukao.identity.passwords import Argon2
from dukao.identity.selectors import lockout
from dukao.journal.models import Entry
from tests.conftest import NOW, PASSWORD, City


def from_address(address: str, username: str = "reporter", password: str = "wrong", **more: str) -> str:
    answer = Client(REMOTE_ADDR=address, **more).post(
        "/account/login/", {"username": username, "password": password}
    )
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_nobody_locks_a_colleague_out_from_another_desk(city: City) -> None:
    for _ in range(5):
        page = from_address("10.0.0.7")
    assert "账户已锁定" in page
    assert "账户已锁定" in from_address("10.0.0.7", password=PASSWORD)
    assert from_address("10.0.0.8", password=PASSWORD) == "in"


def test_many_addresses_win_nothing(city: City) -> None:
    """Fifteen failures of one account lock it wherever they come from."""
    for n in range(14):
        assert "账户已锁定" not in from_address(f"10.0.1.{n}")
    assert "账户已锁定" in from_address("10.0.1.99")
    assert "账户已锁定" in from_address("10.0.2.1", password=PASSWORD)
    assert lockout.locked_usernames() == {"reporter"}
    assert lockout.locked_anywhere_until("reporter") is not None


def test_one_password_tried_on_many_names_ends_too(city: City) -> None:
    AccessRules.objects.update(address_failures=10)
    for n in range(9):
        assert "输错太多次" not in from_address("10.0.0.7", f"name{n}")
    assert "输错太多次" in from_address("10.0.0.7", "name10")
    assert "输错太多次" in from_address("10.0.0.7", password=PASSWORD)
    assert from_address("10.0.0.8", password=PASSWORD) == "in"
    entry = Entry.objects.get(event="address_locked")
    assert (entry.subject_label, entry.actor) == ("10.0.0.7", "未登录")


def test_names_that_are_nobody_s_are_journaled_without_the_name(city: City) -> None:
    """People type their password into the field above."""
    from_address("10.0.0.7", "Secret-2026")
    entry = Entry.objects.get()
    assert (entry.event, entry.after) == ("log_in_failed", {"address": "10.0.0.7"})
    assert "secret-2026" not in str(list(Entry.objects.values())).lower()


@pytest.fixture
def counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One more for each password hashed with the product's own hasher."""
    settings.PASSWORD_HASHERS = ["dukao.identity.passwords.Argon2"]
    hashed: list[int] = []
    for work in ("encode", "verify"):
        kept = getattr(Argon2, work)
        monkeypatch.setattr(Argon2, work, lambda self, *a, kept=kept: hashed.append(1) or kept(self, *a))
    return hashed


@pytest.mark.parametrize("state", ["wrong", "unknown", "disabled", "disabled, right"])
def test_every_refusal_takes_the_same_work(city: City, counted: list[int], state: str) -> None:
    """One password is hashed, one entry written: by its duration an answer tells nothing of the name."""
    city.reporter.set_password(PASSWORD)
    city.reporter.is_active = "disabled" not in state
    city.reporter.save()
    counted.clear()
    name = "nobody" if state == "unknown" else "reporter"
    from_address("10.0.0.7", name, PASSWORD if "right" in state else "wrong")
    assert (len(counted), Entry.objects.count()) == (1, 1)


class TestBehindAProxy:
    def test_the_address_is_the_last_the_proxy_wrote(self, city: City, settings: Settings) -> None:
        settings.DUKAO_PROXY = True
        from_address("127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.9.8.7")
        assert Entry.objects.get().after == {"address": "10.9.8.7"}

    @pytest.mark.parametrize("claimed", ["", "unknown", "<script>"])
    def test_nonsense_is_not_an_address(self, city: City, settings: Settings, claimed: str) -> None:
        settings.DUKAO_PROXY = True
        from_address("127.0.0.1", HTTP_X_FORWARDED_FOR=claimed)
        assert Entry.objects.get().after == {"address": "127.0.0.1"}

    def test_without_a_proxy_a_claim_is_not_believed(self, city: City) -> None:
        from_address("10.0.0.7", HTTP_X_FORWARDED_FOR="10.9.8.7")
        assert Entry.objects.get().after == {"address": "10.0.0.7"}


class TestRules:
    def facts(self, **more: object) -> dict[str, object]:
        return {
            "effective_on": "2026-10-01", "second_factor_roles": ["office"], "stale_days": 60, "lock_failures": 3,
            "account_failures": 9, "address_failures": 50, "lock_minutes": 45, "support_hours": 4,
            "upload_files": 500, "upload_megabytes": 2000, "source": "市级账户管理办法", **more,
        }  # fmt: skip

    def test_the_security_officer_sets_them_for_a_later_day(self, city: City) -> None:
        browser = Client()
        browser.force_login(city.security_admin)
        assert browser.post("/account/rules/", self.facts()).status_code == 302
        rules = AccessRules.objects.latest("effective_on")
        assert (rules.lock_failures, rules.account_failures, rules.lock_minutes) == (3, 9, 45)
        assert Entry.objects.get(event="access_rules_set").after["lock_failures"] == 3
        assert lockout.tries_left("reporter", "10.0.0.7") == 5, "until then the old ones hold"

    def test_wider_limits_are_not_narrower(self, city: City) -> None:
        browser = Client()
        browser.force_login(city.security_admin)
        answer = browser.post("/account/rules/", self.facts(account_failures=2))
        assert (answer.status_code, "不能少于" in answer.content.decode()) == (422, True)


def test_an_unlock_opens_everywhere(city: City) -> None:
    for _ in range(5):
        from_address("10.0.0.7")
    services.unlock_account(actor=city.actor(city.system_admin), account=city.reporter, at=NOW)
    assert from_address("10.0.0.7", password=PASSWORD) == "in"
