"""Security keys: registered on this site, asked at the door, useless elsewhere, copied or repeated."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import Account, Proposal, RecoveryCode, SecurityKey
from dukao.identity.selectors import has_factor
from dukao.identity.vocabulary import ProposalKind
from dukao.identity.webauthn import Site
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from tests.conftest import NOW, PASSWORD, City
from tests.identity.soft_key import HOST, SoftKey

PAGE = "/account/second-factor/"


@pytest.fixture(autouse=True)
def named(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


def browser(account: Account | None = None) -> Client:
    client = Client(headers={"host": HOST})
    client.defaults["wsgi.url_scheme"] = "https"
    if account:
        client.force_login(account)
    return client


def options_on(page: str) -> str:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def register(account: Account, key: SoftKey, *, name: str = "U 盾", **sent: str) -> tuple[Client, str]:
    """Through the pages; the last of them."""
    client = browser(account)
    begun = client.post(f"{PAGE}keys/begin/", {"present": PASSWORD}, secure=True)
    assert begun.status_code == 302, begun.content.decode()
    options = options_on(client.get(PAGE, secure=True).content.decode())
    values = {"name": name, "answer": key.create(options), **sent}
    return client, client.post(f"{PAGE}keys/add/", values, secure=True, follow=True).content.decode()


def at_the_door(username: str = "reporter") -> tuple[Client, str]:
    client = browser()
    answer = client.post("/account/login/", {"username": username, "password": PASSWORD}, secure=True)
    return client, client.get(answer["Location"], secure=True).content.decode()


def enter(client: Client, answer: str) -> int:
    return client.post("/account/code/key/", {"answer": answer}, secure=True).status_code


class TestRegistering:
    def test_the_first_key_brings_recovery_codes(self, city: City) -> None:
        _, page = register(city.reporter, SoftKey())
        assert len(set(re.findall(r"<code>(\w{5}-\w{5})</code>", page))) == 10
        kept = SecurityKey.objects.get()
        assert (kept.account, kept.name, kept.used_at) == (city.reporter, "U 盾", None)
        assert Entry.objects.get(event="key_added").after == {"key": "U 盾"}

    def test_a_second_key_leaves_the_codes(self, city: City) -> None:
        register(city.reporter, SoftKey())
        codes = set(RecoveryCode.objects.values_list("pk", flat=True))
        _, page = register(city.reporter, SoftKey(), name="手机")
        assert "手机" in page
        assert set(RecoveryCode.objects.values_list("pk", flat=True)) == codes

    def test_asks_for_the_password(self, city: City) -> None:
        refused = browser(city.reporter).post(f"{PAGE}keys/begin/", {"present": "wrong"}, secure=True)
        assert (refused.status_code, "现在的密码不对" in refused.content.decode()) == (422, True)

    @pytest.mark.parametrize(
        "key",
        [SoftKey(origin="https://dukao.example.evil"), SoftKey(host="evil.example")],
        ids=["origin", "host"],
    )
    def test_a_key_of_another_site_is_not_taken(self, city: City, key: SoftKey) -> None:
        _, page = register(city.reporter, key)
        assert "没有认出这把密钥的回答" in page
        assert not SecurityKey.objects.exists()

    @pytest.mark.parametrize(
        "answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": 1, "rawId": "!", "response": {}}']
    )
    def test_garbled_answers_are_refused_in_words(self, city: City, answer: str) -> None:
        register(city.reporter, SoftKey(), answer=answer)
        assert not SecurityKey.objects.exists()

    def test_a_key_is_registered_once(self, city: City) -> None:
        key = SoftKey()
        register(city.reporter, key)
        _, page = register(city.stranger, key)
        assert "已经登记过" in page

    def test_an_answer_counts_once(self, city: City) -> None:
        client, _ = register(city.reporter, SoftKey())
        again = client.post(f"{PAGE}keys/add/", {"name": "x", "answer": "{}"}, secure=True)
        assert (again.status_code, "已经失效" in again.content.decode()) == (409, True)

    def test_an_address_of_digits_says_what_to_do(self, city: City) -> None:
        client = Client()
        client.force_login(city.reporter)
        assert "安全密钥，现在的网址不行" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("host", "origin", "taken"),
    [
        ("dukao.example", "https://dukao.example", True), ("localhost", "http://localhost:8000", True),
        ("dukao.example", "http://dukao.example", False), ("10.0.0.7", "https://10.0.0.7", False),
        ("[::1]", "https://[::1]:8000", False),
    ],
)  # fmt: skip
def test_browsers_take_keys_on_named_and_guarded_sites(host: str, origin: str, taken: bool) -> None:
    assert Site(host=host, origin=origin).takes_keys is taken


class TestAtTheDoor:
    @pytest.fixture
    def key(self, city: City) -> SoftKey:
        key = SoftKey()
        register(city.reporter, key)
        return key

    def test_the_key_opens(self, city: City, key: SoftKey) -> None:
        client, page = at_the_door()
        assert client.get("/account/", secure=True).status_code == 302, "the password alone opens nothing"
        assert enter(client, key.get(options_on(page))) == 302
        assert client.get("/account/", secure=True).status_code == 200
        assert SecurityKey.objects.get().used_at == NOW

    def test_an_answer_opens_once(self, city: City, key: SoftKey) -> None:
        client, page = at_the_door()
        answer = key.get(options_on(page))
        assert enter(client, answer) == 302
        other, _ = at_the_door()
        assert enter(other, answer) == 422

    @pytest.mark.parametrize("fault", ["origin", "stranger", "absent", "copied", "garbled"])
    def test_what_is_wrong_stays_outside_and_counts(self, city: City, key: SoftKey, fault: str) -> None:
        client, page = at_the_door()
        options = options_on(page)
        if fault == "origin":
            key.origin = "https://dukao-example.evil"
        if fault == "stranger":
            key = SoftKey(identity=key.identity)
        if fault == "copied":
            SecurityKey.objects.update(counter=100)
        answer = key.get(options, flags=0) if fault == "absent" else key.get(options)
        refused = client.post(
            "/account/code/key/", {"answer": "{" if fault == "garbled" else answer}, secure=True
        )
        assert (refused.status_code, "还可以试 4 次" in refused.content.decode()) == (422, True)
        assert client.get("/account/", secure=True).status_code == 302
        assert Entry.objects.filter(event="log_in_failed").count() == 1

    def test_a_key_that_does_not_count_is_taken(self, city: City) -> None:
        plain = SoftKey(counts=False)
        register(city.stranger, plain)
        for _ in range(2):
            client, page = at_the_door("stranger")
            assert enter(client, plain.get(options_on(page))) == 302

    def test_a_recovery_code_opens_when_the_key_is_lost(self, city: City, key: SoftKey) -> None:
        codes = services.renew_recovery_codes(actor=city.actor(city.reporter), at=NOW)
        client, _ = at_the_door()
        assert client.post("/account/code/", {"code": codes[0]}, secure=True).status_code == 302

    def test_no_key_of_somebody_else_opens(self, city: City, key: SoftKey) -> None:
        theirs = SoftKey()
        register(city.stranger, theirs)
        client, page = at_the_door()
        assert enter(client, theirs.get(options_on(page))) == 422


class TestTakingOff:
    def test_asks_for_the_password_and_takes_the_codes_along(self, city: City) -> None:
        client, _ = register(city.reporter, SoftKey())
        address = f"{PAGE}keys/{SecurityKey.objects.get().pk}/remove/"
        assert client.post(address, {"present": "wrong"}, secure=True).status_code == 422
        client.post(address, {"present": PASSWORD}, secure=True)
        assert (SecurityKey.objects.count(), RecoveryCode.objects.count()) == (0, 0)
        assert Entry.objects.filter(event="key_removed").count() == 1

    def test_the_last_factor_of_an_officer_stays(self, city: City) -> None:
        key = SoftKey()
        register(city.office, key)
        with pytest.raises(DomainError, match="不能移除"):
            services.remove_key(
                actor=city.actor(city.office), key=SecurityKey.objects.get(), present=PASSWORD, at=NOW
            )

    def test_nobody_takes_off_another_s(self, city: City) -> None:
        register(city.reporter, SoftKey())
        address = f"{PAGE}keys/{SecurityKey.objects.get().pk}/remove/"
        assert browser(city.stranger).post(address, {"present": PASSWORD}, secure=True).status_code == 404

    def test_a_reset_by_two_officers_takes_all(self, city: City) -> None:
        register(city.reporter, SoftKey())
        proposal = Proposal.objects.create(
            kind=ProposalKind.FACTOR_RESET, account=city.reporter, reason="密钥遗失",
            proposed_by=city.system_admin, proposed_at=NOW,
        )  # fmt: skip
        services.confirm_proposal(actor=city.actor(city.security_admin), proposal=proposal, at=NOW)
        assert not has_factor(city.reporter)


def test_a_key_is_factor_enough_for_deciders(city: City, make_account: Callable[..., Account]) -> None:
    officer = make_account("lead2", "副市长", city.city, Role.LEADER)
    client, _ = at_the_door("lead2")
    assert "你的角色必须有二次验证" in client.get(PAGE, secure=True).content.decode()
    key = SoftKey()
    register(officer, key)
    client, page = at_the_door("lead2")
    assert enter(client, key.get(options_on(page))) == 302
    assert client.get("/account/roles/", secure=True).status_code == 200
