"""Log-in through a provider: only by a mapping, never past the second factor, by proofs that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import Account, LinkedIdentity, SecurityKey
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from tests.conftest import NOW, PASSWORD, City
from tests.identity import cas_server, oidc_provider

WRONG = (
    "described issuer", "issuer", "audience", "expired", "nonce", "key", "shared key", "unsigned", "no subject",
    "no id token",
)  # fmt: skip


@pytest.fixture(autouse=True)
def travel() -> None:
    """Two servers talk on the machine's real clock."""


@pytest.fixture(scope="module")
def listening() -> Iterator[oidc_provider.Provider]:
    with oidc_provider.running() as provider:
        yield provider


@pytest.fixture
def provider(listening: oidc_provider.Provider, settings: Settings) -> oidc_provider.Provider:
    listening.wrong = ""
    settings.DUKAO_OIDC_ISSUER, settings.DUKAO_OIDC_CLIENT_ID = listening.url, oidc_provider.CLIENT
    settings.DUKAO_OIDC_CLIENT_SECRET = oidc_provider.SECRET
    return listening


def link(account: Account, source: str, subject: str = "1024") -> None:
    LinkedIdentity.objects.create(account=account, source=source, subject=subject, linked_at=NOW)


def go(client: Client, person: str = "1024", start: str = "/account/sso/oidc/") -> str:
    """To the provider, as the person there, and the address with which the browser comes back."""
    leaving = client.get(start)
    assert leaving.status_code == 302
    there = requests.get(leaving["Location"], params={"person": person}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    return f"{back.path}?{back.query}"


def door(client: Client) -> str:
    return client.get("/account/login/").content.decode()


class TestOpenId:
    def test_the_mapped_account_opens(self, city: City, provider: oidc_provider.Provider) -> None:
        link(city.reporter, f"oidc:{provider.url}")
        client = Client()
        assert "用统一身份认证登录" in door(client)
        answer = client.get(go(client, start="/account/sso/oidc/?next=/account/roles/"))
        assert answer["Location"] == "/account/roles/"
        assert client.get("/account/roles/").status_code == 200
        assert Entry.objects.get().event == "logged_in"

    def test_nobody_is_let_in_or_made_by_arriving(self, city: City, provider: oidc_provider.Provider) -> None:
        count, client = Account.objects.count(), Client()
        assert client.get(go(client))["Location"] == "/account/login/"
        assert "统一认证已通过（1024），但还没有关联" in door(client)
        assert "还没有关联" not in door(client), "said once"
        assert (Account.objects.count(), LinkedIdentity.objects.count()) == (count, 0)
        assert Entry.objects.get().event == "log_in_failed"

    def test_a_mapping_of_another_provider_is_of_no_use(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        link(city.reporter, "oidc:https://another.example")
        client = Client()
        assert client.get(go(client))["Location"] == "/account/login/"

    def test_the_second_factor_is_asked_all_the_same(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        link(city.reporter, f"oidc:{provider.url}")
        SecurityKey.objects.create(
            account=city.reporter, name="U 盾", credential_id="x", credential="AA==", added_at=NOW
        )
        client = Client()
        assert client.get(go(client))["Location"] == "/account/code/"
        assert client.get("/account/").status_code == 302

    def test_a_decider_without_one_sets_one_up_first(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        link(city.office, f"oidc:{provider.url}")
        client = Client()
        client.get(go(client))
        assert client.get("/account/roles/")["Location"] == "/account/second-factor/"

    def test_a_password_that_is_old_is_not_asked_for(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        Account.objects.filter(pk=city.reporter.pk).update(must_change_password=True)
        link(city.reporter, f"oidc:{provider.url}")
        client = Client()
        client.get(go(client))
        assert client.get("/account/roles/").status_code == 200

    def test_a_disabled_account_stays_shut(self, city: City, provider: oidc_provider.Provider) -> None:
        link(city.reporter, f"oidc:{provider.url}")
        Account.objects.filter(pk=city.reporter.pk).update(is_active=False)
        client = Client()
        client.get(go(client))
        assert "这个账户已停用" in door(client)

    @pytest.mark.parametrize("wrong", WRONG)
    def test_a_proof_that_is_not_whole_opens_nothing(
        self, city: City, provider: oidc_provider.Provider, wrong: str
    ) -> None:
        link(city.reporter, f"oidc:{provider.url}")
        link(city.stranger, f"oidc:{provider.url}", "")
        provider.wrong, client = wrong, Client()
        client.get("/account/sso/oidc/" if wrong == "described issuer" else go(client))
        assert "没有通过统一认证" in door(client)
        assert client.get("/account/").status_code == 302

    def test_a_way_back_counts_once_and_for_the_browser_that_left(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        link(city.reporter, f"oidc:{provider.url}")
        left, other = Client(), Client()
        back = go(left)
        other.get(back)
        assert "没有通过统一认证" in door(other)
        assert left.get(go(left))["Location"] == "/"
        assert left.get(back).status_code == 302
        assert not LinkedIdentity.objects.exclude(account=city.reporter).exists()

    def test_a_provider_that_is_down_is_told(
        self, city: City, provider: oidc_provider.Provider, settings: Settings
    ) -> None:
        settings.DUKAO_OIDC_ISSUER = "http://127.0.0.1:9"
        client = Client()
        assert client.get("/account/sso/oidc/")["Location"] == "/account/login/"
        assert "没有通过统一认证" in door(client)

    def test_the_browser_carries_a_proof_of_having_left(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        asked = parse_qs(urlsplit(Client().get("/account/sso/oidc/")["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert all(asked[name][0] for name in ("state", "nonce", "code_challenge"))


class TestLinking:
    def test_one_links_oneself_after_reading_and_the_password(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        client = Client()
        client.force_login(city.reporter)
        assert client.get(go(client))["Location"] == "/account/link/"
        assert not LinkedIdentity.objects.exists(), "nothing is linked by arriving"
        assert "员工1024（1024）" in client.get("/account/link/").content.decode()
        assert client.post("/account/link/", {"present": "wrong"}).status_code == 422
        client.post("/account/link/", {"present": PASSWORD})
        kept = LinkedIdentity.objects.get()
        assert (kept.account, kept.subject, kept.linked_by) == (city.reporter, "1024", city.reporter)
        assert Entry.objects.filter(event="identity_linked").count() == 1
        assert "解除关联" in client.get("/account/").content.decode()
        client.post(f"/account/links/{kept.pk}/end/")
        assert not LinkedIdentity.objects.exists()

    def test_the_system_administrator_links_others_but_no_officer(
        self, city: City, provider: oidc_provider.Provider
    ) -> None:
        client = Client()
        client.force_login(city.system_admin)
        page = client.get(f"/account/{city.reporter.pk}/").content.decode()
        assert "关联统一认证" in page
        client.post(f"/account/{city.reporter.pk}/link/", {"kind": "oidc", "subject": "1024"})
        assert LinkedIdentity.objects.get().linked_by == city.system_admin
        refused = client.post(f"/account/{city.audit_admin.pk}/link/", {"kind": "oidc", "subject": "7"})
        assert refused.status_code == 403

    def test_each_provider_has_its_own_mapping(
        self, city: City, provider: oidc_provider.Provider, settings: Settings
    ) -> None:
        settings.DUKAO_CAS_URL = "https://cas.example/cas"
        link(city.reporter, f"oidc:{provider.url}")
        own, admin = Client(), Client()
        own.force_login(city.reporter)
        admin.force_login(city.system_admin)
        page = own.get("/account/").content.decode()
        assert ("解除关联" in page, "关联统一身份认证（CAS）" in page) == (True, True)
        assert (
            '<input type="hidden" name="kind" value="cas">'
            in admin.get(f"/account/{city.reporter.pk}/").content.decode()
        )
        assert '<option value="oidc">' in admin.get(f"/account/{city.stranger.pk}/").content.decode()

    def test_one_person_opens_one_account(self, city: City) -> None:
        link(city.reporter, "oidc:x")
        for account, subject in ((city.stranger, "1024"), (city.reporter, "2048")):
            with pytest.raises(DomainError, match="已经关联"):
                services.link_identity(
                    actor=city.actor(city.system_admin),
                    account=account,
                    source="oidc:x",
                    subject=subject,
                    at=NOW,
                )

    def test_a_colleague_links_nobody(self, city: City) -> None:
        with pytest.raises(Refused):
            services.link_identity(
                actor=city.actor(city.head), account=city.reporter, source="oidc:x", subject="1", at=NOW
            )
        link(city.reporter, "oidc:x")
        with pytest.raises(Refused):
            services.unlink_identity(actor=city.actor(city.head), link=LinkedIdentity.objects.get(), at=NOW)


class TestCas:
    @pytest.fixture
    def server(self, settings: Settings) -> Iterator[cas_server.CasServer]:
        with cas_server.running() as server:
            settings.DUKAO_CAS_URL = server.url
            yield server

    def come_back(self, client: Client, server: cas_server.CasServer, **changed: str) -> str:
        leaving = client.get("/account/sso/cas/")["Location"]
        assert leaving.startswith(f"{server.url}/login?")
        service = parse_qs(urlsplit(leaving).query)["service"][0]
        ticket = server.ticket("2048", changed.get("service", service))
        back = urlsplit(service)
        client.get(f"{back.path}?{changed.get('query', back.query)}&ticket={changed.get('ticket', ticket)}")
        return f"{back.path}?{back.query}&ticket={ticket}"

    def test_the_mapped_account_opens_and_the_ticket_counts_once(
        self, city: City, server: cas_server.CasServer
    ) -> None:
        link(city.reporter, f"cas:{server.url}", "2048")
        client = Client()
        back = self.come_back(client, server)
        assert client.get("/account/roles/").status_code == 200
        other = Client()
        other.get(back)
        assert "没有通过统一认证" in door(other)

    @pytest.mark.parametrize(
        "changed", [{"ticket": "ST-made-up"}, {"service": "http://another.example/"}, {"query": "state=x"}]
    )
    def test_a_ticket_that_is_not_whole_opens_nothing(
        self, city: City, server: cas_server.CasServer, changed: dict[str, str]
    ) -> None:
        link(city.reporter, f"cas:{server.url}", "2048")
        client = Client()
        self.come_back(client, server, **changed)
        assert "没有通过统一认证" in door(client)

    def test_a_server_that_is_down_is_told(self, city: City, settings: Settings) -> None:
        settings.DUKAO_CAS_URL = "http://127.0.0.1:9/cas"
        client = Client()
        leaving = client.get("/account/sso/cas/")["Location"]
        back = urlsplit(parse_qs(urlsplit(leaving).query)["service"][0])
        client.get(f"{back.path}?{back.query}&ticket=ST-1")
        assert "没有通过统一认证" in door(client)


def test_without_a_provider_there_is_no_such_door(city: City) -> None:
    client = Client()
    assert "/account/sso/" not in door(client)
    for kind in ("oidc", "cas", "saml"):
        assert client.get(f"/account/sso/{kind}/").status_code == 404
    for kind in ("oidc", "cas"):
        assert client.get(f"/account/sso/{kind}/back/").status_code == 404
    for step in ("back", "again"):
        assert client.post(f"/account/sso/saml/{step}/", {"SAMLResponse": "x"}).status_code == 404
    assert client.get("/account/sso/saml/metadata/").status_code == 404
