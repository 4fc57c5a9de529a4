"""Coming in, failing to, staying too long, going out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as product
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import Account
from dukao.identity.selectors import lockout
from dukao.journal.models import Entry
from tests.conftest import NOW, PASSWORD, City

Knock = Callable[..., tuple[Client, int, str]]
Inside = Callable[[Account], Client]
MINUTE = timedelta(minutes=1)
HERE = "127.0.0.1"


def events() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


class TestLogIn:
    def test_the_right_password_lets_in_and_is_noted(self, city: City, knock: Knock) -> None:
        client, status, _ = knock("reporter")
        assert status == 302
        assert client.get("/account/").status_code == 200
        city.reporter.refresh_from_db()
        assert city.reporter.logged_in_at == NOW
        entry = Entry.objects.get()
        assert (entry.event, entry.actor, entry.after) == (
            "logged_in",
            "陈立（市住建局·填报员）",
            {"address": "127.0.0.1"},
        )

    def test_capitals_and_spaces_in_the_name_do_not_matter(self, city: City, knock: Knock) -> None:
        assert knock(" Reporter ")[1] == 302

    def test_the_session_key_changes(self, city: City, knock: Knock) -> None:
        client = Client()
        client.get("/account/login/")
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        planted = session.session_key
        client.cookies[product.SESSION_COOKIE_NAME] = planted
        client.post("/account/login/", {"username": "reporter", "password": PASSWORD})
        assert client.session.session_key != planted

    @pytest.mark.parametrize("username", ["reporter", "nobody-of-that-name"])
    def test_a_failure_says_how_many_tries_are_left(self, city: City, knock: Knock, username: str) -> None:
        """The same for names that exist and names that do not."""
        _, status, page = knock(username, "wrong")
        assert status == 422
        assert "用户名或密码不对，还可以试 4 次；再错将锁定 30 分钟" in page
        assert "还可以试 3 次" in knock(username, "wrong")[2]

    def test_passwords_are_never_shown_again(self, city: City, knock: Knock) -> None:
        assert "Secret-2026" not in knock("reporter", "Secret-2026")[2]

    @pytest.mark.parametrize("username", ["reporter", "nobody-of-that-name"])
    def test_five_failures_lock_for_half_an_hour(
        self, city: City, knock: Knock, travel: time_machine.Traveller, username: str
    ) -> None:
        for _ in range(4):
            knock(username, "wrong")
        assert "15:00 以后可以再试" in knock(username, "wrong")[2]
        _, status, page = knock(username)
        assert (status, "账户已锁定" in page) == (422, True), "also for the right password"
        travel.move_to(NOW + 29 * MINUTE)
        assert "15:00 以后可以再试" in knock(username)[2], "trying on does not prolong it"
        travel.move_to(NOW + 31 * MINUTE)
        assert knock(username)[1] == (302 if username == "reporter" else 422)

    def test_failures_and_the_lock_are_noted(self, city: City, knock: Knock) -> None:
        for _ in range(6):
            knock("reporter", "wrong")
        assert events() == ["log_in_failed"] * 4 + ["account_locked"]
        assert Entry.objects.first().actor == "未登录"  # type: ignore[union-attr]

    def test_the_lock_follows_the_account_not_the_browser(self, city: City) -> None:
        for n in range(5):
            Client(headers={"user-agent": f"browser {n}"}).post(
                "/account/login/", {"username": "reporter", "password": "wrong"}
            )
        assert lockout.locked_usernames() == {"reporter"}
        assert lockout.locked_until("reporter", HERE) == NOW + 30 * MINUTE

    def test_each_browser_s_failures_are_forgotten_by_themselves(
        self, city: City, travel: time_machine.Traveller
    ) -> None:
        for n in range(5):
            travel.move_to(NOW + n * 5 * MINUTE)
            Client(headers={"user-agent": f"browser {n}"}).post(
                "/account/login/", {"username": "reporter", "password": "wrong"}
            )
        assert lockout.locked_until("reporter", HERE) == NOW + 30 * MINUTE, (
            "when the first of five is forgotten"
        )

    def test_coming_in_forgets_failures(self, city: City, knock: Knock) -> None:
        for _ in range(4):
            knock("reporter", "wrong")
        assert knock("reporter")[1] == 302
        assert lockout.tries_left("reporter", HERE) == 5

    def test_a_disabled_account_is_told_so_only_with_its_password(self, city: City, knock: Knock) -> None:
        Account.objects.filter(pk=city.reporter.pk).update(is_active=False)
        assert "用户名或密码不对" in knock("reporter", "wrong")[2]
        assert "这个账户已停用" in knock("reporter")[2]

    @pytest.mark.parametrize("wanted", ["/account/roles/", "/account/?a=1"])
    def test_afterwards_one_is_where_one_wanted_to_be(self, city: City, knock: Knock, wanted: str) -> None:
        assert knock("reporter", next=wanted)[2] == wanted

    @pytest.mark.parametrize(
        "wanted",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///x"],
    )
    def test_never_anywhere_else(self, city: City, knock: Knock, wanted: str) -> None:
        assert knock("reporter", next=wanted)[2] == reverse(product.LOGIN_REDIRECT_URL)

    @pytest.mark.parametrize("username", ["", "x" * 41, "a\x00b", "' OR 1=1 --", "陈立"])
    def test_strange_names_are_refused_in_words(self, city: City, knock: Knock, username: str) -> None:
        assert knock(username)[1] == 422

    def test_a_huge_password_is_not_hashed(self, city: City, knock: Knock) -> None:
        assert "最多 128 个字" in knock("reporter", "x" * 10_000)[2]


class TestIdleness:
    def test_half_an_hour_unused_ends_the_session_and_says_so(
        self, city: City, knock: Knock, travel: time_machine.Traveller
    ) -> None:
        client, *_ = knock("reporter")
        client.get("/account/")
        travel.move_to(NOW + 31 * MINUTE)
        answer = client.get("/account/roles/?a=1")
        assert answer["Location"] == "/account/login/?next=%2Faccount%2Froles%2F%3Fa%3D1&idle=1"
        assert "已自动退出" in client.get(answer["Location"]).content.decode()
        assert client.get("/account/").status_code == 302, "and stays ended"

    def test_use_keeps_it_alive(self, city: City, knock: Knock, travel: time_machine.Traveller) -> None:
        client, *_ = knock("reporter")
        for minutes in (0, 25, 50, 75):
            travel.move_to(NOW + minutes * MINUTE)
            assert client.get("/account/").status_code == 200

    def test_a_clock_that_was_ahead_does_not_keep_a_session_for_the_difference(
        self, city: City, knock: Knock, travel: time_machine.Traveller
    ) -> None:
        client, *_ = knock("reporter")
        travel.move_to(NOW + 20 * MINUTE)
        assert client.get("/account/").status_code == 200
        travel.move_to(NOW)
        assert client.get("/account/").status_code == 200
        travel.move_to(NOW + 31 * MINUTE)
        assert client.get("/account/").status_code == 302

    def test_what_a_page_asks_by_itself_does_not(
        self, city: City, knock: Knock, travel: time_machine.Traveller
    ) -> None:
        client, *_ = knock("reporter")
        client.get("/account/")
        for minutes in (10, 20, 30):
            travel.move_to(NOW + minutes * MINUTE)
            assert client.get("/account/", headers={"X-Poll": "1"}).status_code == 200
        travel.move_to(NOW + 31 * MINUTE)
        assert client.get("/account/", headers={"X-Poll": "1"}).status_code == 302

    def test_the_machine_s_clock_counts_not_the_product_s(
        self, city: City, knock: Knock, settings: Settings
    ) -> None:
        client, *_ = knock("reporter")
        client.get("/account/")
        settings.DUKAO_CLOCK_OFFSET = -90 * 24 * 3600
        assert client.get("/account/").status_code == 200

    @pytest.mark.parametrize(
        ("headers", "page"),
        [
            (
                {"HX-Request": "true", "HX-Current-URL": "http://testserver/reports/9/?item=3"},
                "/reports/9/?item=3",
            ),
            ({"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"}, "/"),
            ({"HX-Request": "true"}, "/"),
            ({"Referer": "http://testserver/reports/9/"}, "/reports/9/"),
            ({"Referer": "http://evil.example/"}, "/"),
            ({}, "/"),
        ],
    )
    def test_after_a_form_one_returns_to_its_page_not_to_its_target(
        self, city: City, headers: dict[str, str], page: str
    ) -> None:
        answer = Client().post(f"/account/{city.stranger.pk}/disable/", headers=headers)
        assert answer.status_code == 302
        assert answer.url.split("next=")[1] == page.replace("/", "%2F").replace("?", "%3F").replace(
            "=", "%3D"
        )  # type: ignore[attr-defined]


class TestLogOut:
    def test_ends_the_session_and_is_noted(self, city: City, inside: Inside) -> None:
        client = inside(city.reporter)
        client.post("/account/logout/")
        assert client.get("/account/").status_code == 302
        assert events() == ["logged_out"]

    def test_a_link_does_not_log_out(self, city: City, inside: Inside) -> None:
        assert inside(city.reporter).get("/account/logout/").status_code == 405


class TestPersonas:
    @pytest.fixture
    def persona(self, city: City) -> Account:
        city.reporter.is_demo, city.reporter.demo_purpose = True, "填 9 月月报"
        city.reporter.set_unusable_password()
        city.reporter.save()
        return city.reporter

    def test_one_click_lets_a_persona_in(self, persona: Account, settings: Settings) -> None:
        settings.DUKAO_DEMO = True
        client = Client()
        assert "填 9 月月报" in client.get("/account/login/").content.decode()
        assert client.post(f"/account/personas/{persona.pk}/").status_code == 302
        assert client.get("/account/").status_code == 200
        assert events() == ["logged_in"]

    def test_changing_persona_starts_a_fresh_session(
        self, persona: Account, city: City, settings: Settings
    ) -> None:
        settings.DUKAO_DEMO = True
        Account.objects.filter(pk=city.head.pk).update(is_demo=True)
        client = Client()
        client.post(f"/account/personas/{persona.pk}/")
        first = client.session.session_key
        client.post(f"/account/personas/{city.head.pk}/")
        assert client.session.session_key != first
        assert client.session["_auth_user_id"] == str(city.head.pk)

    def test_without_a_demo_there_is_no_such_door(self, persona: Account) -> None:
        client = Client()
        assert persona.name not in client.get("/account/login/").content.decode()
        assert client.post(f"/account/personas/{persona.pk}/").status_code == 404
        assert not events()

    def test_other_accounts_are_never_let_in_this_way(self, city: City, settings: Settings) -> None:
        settings.DUKAO_DEMO = True
        assert Client().post(f"/account/personas/{city.office.pk}/").status_code == 404
        with pytest.raises(Exception, match="只有演示身份"):
            services.admit_persona(account=city.office)

    def test_a_persona_has_no_password(self, persona: Account, knock: Knock) -> None:
        for password in ("", PASSWORD, "!"):
            assert knock("reporter", password)[1] == 422


def test_there_is_no_superuser_and_no_back_door() -> None:
    """Rights come from grants alone; Django's admin and its permissions are not there."""
    account = Account(username="x", name="x")
    for mark in ("is_superuser", "is_staff", "groups", "user_permissions", "get_all_permissions"):
        assert not hasattr(account, mark)
    assert not hasattr(Account.objects, "create_superuser")
    assert not account.has_perm("anything")
    assert not account.has_module_perms("identity")
    assert "django.contrib.admin" not in product.INSTALLED_APPS


def test_cookies_and_headers_are_those_of_a_guarded_house() -> None:
    """As the product sets them when it is served over HTTPS, which is the default outside a demo."""
    import subprocess
    import sys

    program = (
        "from dukao.config import settings as s;"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY;"
        "assert s.SESSION_COOKIE_NAME == '__Host-sessionid';"
        "assert s.SESSION_COOKIE_SAMESITE == s.CSRF_COOKIE_SAMESITE == 'Lax';"
        "assert s.SESSION_EXPIRE_AT_BROWSER_CLOSE and s.SECURE_HSTS_SECONDS >= 31536000;"
        "assert s.PASSWORD_HASHERS == ['dukao.identity.passwords.Argon2'];"
        "assert not s.DEBUG and not s.DUKAO_DEMO"
    )
    surroundings = {"DUKAO_HOME": str(product.HOME), "PATH": ""}
    subprocess.run([sys.executable, "-c", program], env=surroundings, check=True)
