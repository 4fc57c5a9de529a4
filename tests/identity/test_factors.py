"""The second factor: RFC 6238, set up once, asked at the door, each code taken once, reset by two."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity import services, totp
from dukao.identity.models import AccessRules, Account, Proposal, RecoveryCode, SecondFactor
from dukao.identity.selectors import lockout, must_have_factor
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import Role
from tests.conftest import NOW, PASSWORD, TODAY, City

Knock = Callable[..., tuple[Client, int, str]]
Inside = Callable[[Account], Client]
STEP = timedelta(seconds=totp.STEP_SECONDS)


def code_at(account: Account, moment: object = NOW) -> str:
    secret = services.secret_of(account.second_factor)
    return totp.code_for(secret, totp.step_at(moment.timestamp()))  # type: ignore[attr-defined]


def enrol(city: City, account: Account) -> list[str]:
    """The account uses a second factor from half an hour ago on; its recovery codes."""
    services.begin_factor(actor=city.actor(account), present=PASSWORD, at=NOW)
    account.refresh_from_db()
    codes = services.confirm_factor(actor=city.actor(account), code=code_at(account), at=NOW)
    SecondFactor.objects.update(last_step=0)
    return codes


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp.code_for(secret, totp.step_at(seconds), digits=8) == code


@pytest.mark.parametrize(("offset", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(offset: int, taken: bool) -> None:
    secret, seconds = totp.new_secret(), 1_800_000_000
    code = totp.code_for(secret, totp.step_at(seconds + offset))
    assert (totp.matching_step(secret, code, seconds) is not None) is taken


class TestSettingUp:
    def test_asks_for_the_password_and_a_first_code(self, city: City, inside: Inside) -> None:
        client = inside(city.reporter)
        refused = client.post("/account/second-factor/begin/", {"present": "falsch"})
        assert (refused.status_code, SecondFactor.objects.count()) == (422, 0)
        client.post("/account/second-factor/begin/", {"present": PASSWORD})
        page = client.get("/account/second-factor/").content.decode()
        city.reporter.refresh_from_db()
        shown = re.search(r'<code class="small">([A-Z2-7 ]+)</code>', page)
        assert shown
        assert shown[1].replace(" ", "") == services.secret_of(city.reporter.second_factor)
        assert "<svg" in page
        wrong = client.post("/account/second-factor/confirm/", {"code": "000000"})
        assert "验证码不对" in wrong.content.decode()
        done = client.post("/account/second-factor/confirm/", {"code": code_at(city.reporter)})
        codes = re.findall(r"<code>(\w{5}-\w{5})</code>", done.content.decode())
        assert len(codes) == len(set(codes)) == 10
        assert "no-store" in done["Cache-Control"]
        assert Entry.objects.get().event == "factor_confirmed"
        assert shown[1] not in client.get("/account/second-factor/").content.decode()

    def test_nothing_of_it_lies_in_the_database_in_the_clear(self, city: City) -> None:
        codes = enrol(city, city.reporter)
        stored = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
        stored += str(list(Entry.objects.values()))
        assert services.secret_of(city.reporter.second_factor) not in stored
        assert not [code for code in codes if code in stored or code.replace("-", "") in stored]

    def test_a_sealed_secret_is_of_no_use_to_another_account(self, city: City) -> None:
        enrol(city, city.reporter)
        taken = city.reporter.second_factor
        taken.account = city.stranger
        with pytest.raises(DomainError, match="改动过"):
            services.secret_of(taken)

    def test_a_second_one_is_not_begun(self, city: City) -> None:
        enrol(city, city.reporter)
        with pytest.raises(Stale):
            services.begin_factor(actor=city.actor(city.reporter), present=PASSWORD, at=NOW)


class TestAtTheDoor:
    @pytest.fixture
    def codes(self, city: City) -> list[str]:
        return enrol(city, city.reporter)

    def test_the_password_alone_opens_nothing(self, city: City, codes: list[str], knock: Knock) -> None:
        client, status, where = knock("reporter", next="/account/roles/")
        assert (status, where) == (302, "/account/code/")
        assert client.get("/account/").status_code == 302
        assert not Entry.objects.filter(event="logged_in").exists()
        answer = client.post("/account/code/", {"code": code_at(city.reporter)})
        assert answer["Location"] == "/account/roles/"
        assert client.get("/account/").status_code == 200
        assert Entry.objects.filter(event="logged_in").count() == 1

    def test_a_code_is_taken_once(self, city: City, codes: list[str], knock: Knock) -> None:
        code = code_at(city.reporter)
        assert knock("reporter")[0].post("/account/code/", {"code": code}).status_code == 302
        again = knock("reporter")[0].post("/account/code/", {"code": code})
        assert (again.status_code, "已经用过" in again.content.decode()) == (422, True)

    def test_an_older_code_is_not_taken_after_a_newer(
        self, city: City, codes: list[str], knock: Knock, travel: time_machine.Traveller
    ) -> None:
        older = code_at(city.reporter)
        travel.move_to(NOW + STEP)
        assert knock("reporter")[0].post("/account/code/", {"code": code_at(city.reporter, NOW + STEP)}).url  # type: ignore[attr-defined]
        assert knock("reporter")[0].post("/account/code/", {"code": older}).status_code == 422

    def test_a_recovery_code_opens_once(self, city: City, codes: list[str], knock: Knock) -> None:
        for expected in (302, 422):
            client = knock("reporter")[0]
            answer = client.post("/account/code/", {"code": f" {codes[3].upper()} "})
            assert answer.status_code == expected
        assert RecoveryCode.objects.get(used_at__isnull=False).used_at == NOW

    def test_wrong_codes_and_wrong_passwords_count_together(
        self, city: City, codes: list[str], knock: Knock
    ) -> None:
        for _ in range(3):
            knock("reporter", "falsch")
        client = knock("reporter")[0]
        assert "还可以试 1 次" in client.post("/account/code/", {"code": "000000"}).content.decode()
        assert "已锁定" in client.post("/account/code/", {"code": "000000"}).content.decode()
        assert lockout.locked_usernames() == {"reporter"}
        right = client.post("/account/code/", {"code": code_at(city.reporter)})
        assert (right.status_code, "已锁定" in right.content.decode()) == (422, True)
        assert Entry.objects.filter(event__in=["log_in_failed", "account_locked"]).count() == 5

    def test_the_right_password_again_does_not_forget_wrong_codes(
        self, city: City, codes: list[str], knock: Knock
    ) -> None:
        for _ in range(4):
            knock("reporter")[0].post("/account/code/", {"code": "000000"})
        assert lockout.tries_left("reporter", "127.0.0.1") == 1

    def test_one_has_five_minutes(
        self, city: City, codes: list[str], knock: Knock, travel: time_machine.Traveller
    ) -> None:
        client = knock("reporter")[0]
        travel.move_to(NOW + timedelta(minutes=6))
        later = code_at(city.reporter, NOW + timedelta(minutes=6))
        assert client.post("/account/code/", {"code": later})["Location"] == "/account/login/"
        assert client.get("/account/").status_code == 302

    def test_nobody_comes_here_without_the_password(self, city: City, codes: list[str]) -> None:
        client = Client()
        answer = client.post("/account/code/", {"code": code_at(city.reporter)})
        assert answer["Location"] == "/account/login/"

    def test_the_session_of_before_is_not_the_session_of_after(
        self, city: City, codes: list[str], knock: Knock
    ) -> None:
        client = knock("reporter")[0]
        before = client.session.session_key
        client.post("/account/code/", {"code": code_at(city.reporter)})
        assert client.session.session_key != before


class TestRoles:
    @pytest.mark.parametrize(
        "who", ["office", "leader", "discipline", "system_admin", "security_admin", "audit_admin"]
    )
    def test_deciders_and_officers_set_one_up_before_anything_else(
        self, city: City, knock: Knock, who: str
    ) -> None:
        account = getattr(city, who)
        client = knock(account.username)[0]
        for page in ("/", "/account/", "/account/roles/"):
            assert client.get(page)["Location"] == "/account/second-factor/"
        fragment = client.get("/", headers={"HX-Request": "true"})
        assert fragment["HX-Redirect"] == "/account/second-factor/"
        assert 'href="/account/roles/"' not in client.get("/account/second-factor/").content.decode()
        client.post("/account/second-factor/begin/", {"present": PASSWORD})
        client.post("/account/second-factor/confirm/", {"code": code_at(account)})
        assert client.get("/account/").status_code == 200

    def test_others_need_not(self, city: City, knock: Knock) -> None:
        assert knock("reporter")[0].get("/account/").status_code == 200

    def test_it_is_for_the_rules_of_the_day_to_say(self, city: City, knock: Knock) -> None:
        AccessRules.objects.create(effective_on=TODAY, second_factor_roles=[Role.REPORTER], source="本地办法")
        assert must_have_factor(city.reporter, TODAY)
        assert not must_have_factor(city.office, TODAY)
        assert must_have_factor(city.office, TODAY - timedelta(days=1))
        assert knock("office")[0].get("/account/").status_code == 200

    def test_nobody_needs_one_in_a_demo(self, city: City, settings: Settings) -> None:
        settings.DUKAO_DEMO = True
        assert not must_have_factor(city.office, TODAY)

    def test_who_must_have_one_cannot_give_it_up(self, city: City, inside: Inside) -> None:
        enrol(city, city.office)
        enrol(city, city.reporter)
        kept = inside(city.office).post("/account/second-factor/end/", {"code": code_at(city.office)})
        assert "不能停用" in kept.content.decode()
        inside(city.reporter).post("/account/second-factor/end/", {"code": code_at(city.reporter)})
        assert list(SecondFactor.objects.values_list("account__username", flat=True)) == ["office"]
        assert not city.reporter.recovery_codes.exists()

    def test_giving_it_up_takes_a_code(self, city: City, inside: Inside) -> None:
        enrol(city, city.reporter)
        answer = inside(city.reporter).post("/account/second-factor/end/", {"code": "000000"})
        assert (answer.status_code, SecondFactor.objects.count()) == (422, 1)

    def test_fresh_recovery_codes_replace_the_old(self, city: City, inside: Inside, knock: Knock) -> None:
        old = enrol(city, city.reporter)
        page = inside(city.reporter).post("/account/second-factor/codes/", {"code": code_at(city.reporter)})
        assert "只显示这一次" in page.content.decode()
        assert knock("reporter")[0].post("/account/code/", {"code": old[0]}).status_code == 422


class TestReset:
    def propose(self, city: City) -> Proposal:
        return services.propose_factor_reset(
            actor=city.actor(city.system_admin), account=city.reporter, reason="手机遗失", at=NOW
        )

    def test_takes_two_officers_and_ends_what_is_open(self, city: City, inside: Inside) -> None:
        enrol(city, city.reporter)
        client, proposal = inside(city.reporter), self.propose(city)
        assert client.get("/account/").status_code == 200
        assert SecondFactor.objects.exists(), "one officer alone changes nothing"
        with pytest.raises(Refused, match="提出人"):
            services.confirm_proposal(actor=city.actor(city.system_admin), proposal=proposal, at=NOW)
        services.confirm_proposal(actor=city.actor(city.security_admin), proposal=proposal, at=NOW)
        assert not SecondFactor.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert client.get("/account/").status_code == 302
        entry = Entry.objects.get(event="factor_reset")
        assert (entry.after, entry.actor[:2]) == ({"proposed_by": "石管"}, "安管")

    def test_happens_once(self, city: City) -> None:
        enrol(city, city.reporter)
        proposal = self.propose(city)
        with pytest.raises(Stale, match="正等"):
            self.propose(city)
        same = Proposal.objects.get()
        services.confirm_proposal(actor=city.actor(city.security_admin), proposal=proposal, at=NOW)
        with pytest.raises(Stale):
            services.confirm_proposal(actor=city.actor(city.audit_admin), proposal=same, at=NOW)

    def test_may_be_declined_with_a_reason_or_withdrawn(self, city: City) -> None:
        enrol(city, city.reporter)
        proposal, auditor = self.propose(city), city.actor(city.audit_admin)
        with pytest.raises(DomainError, match="写明原因"):
            services.decline_proposal(actor=auditor, proposal=proposal, reason=" ", at=NOW)
        services.decline_proposal(actor=auditor, proposal=proposal, reason="本人未确认", at=NOW)
        again = self.propose(city)
        with pytest.raises(Refused):
            services.withdraw_proposal(actor=auditor, proposal=again, at=NOW)
        services.withdraw_proposal(actor=city.actor(city.system_admin), proposal=again, at=NOW)
        assert SecondFactor.objects.exists()
        assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == [
            "declined", "withdrawn",
        ]  # fmt: skip

    def test_business_roles_take_no_part(self, city: City) -> None:
        enrol(city, city.reporter)
        proposal = self.propose(city)
        for one in (city.office, city.leader, city.head, city.reporter):
            with pytest.raises(Refused):
                services.confirm_proposal(actor=city.actor(one), proposal=proposal, at=NOW)
            with pytest.raises(Refused):
                services.propose_factor_reset(
                    actor=city.actor(one), account=city.reporter, reason="x", at=NOW
                )

    def test_on_the_pages(self, city: City, inside: Inside) -> None:
        enrol(city, city.reporter)
        admin, security = inside(city.system_admin), inside(city.security_admin)
        assert "重置二次验证" in admin.get(f"/account/{city.reporter.pk}/").content.decode()
        admin.post(f"/account/{city.reporter.pk}/reset-factor/", {"reason": "手机遗失"})
        proposal = Proposal.objects.get()
        own, others = (one.get("/account/proposals/").content.decode() for one in (admin, security))
        assert "撤回" in own
        assert f"/account/proposals/{proposal.pk}/confirm/" in others
        security.post(f"/account/proposals/{proposal.pk}/confirm/")
        assert "已同意" in security.get("/account/proposals/").content.decode()
        assert not SecondFactor.objects.exists()


class TestRules:
    def send(self, client: Client, **changed: object) -> object:
        values = {
            "effective_on": "2026-10-01", "second_factor_roles": ["office", "unit_head"], "stale_days": 60,
            "lock_failures": 5, "account_failures": 15, "address_failures": 100, "lock_minutes": 30, "support_hours": 8,
            "upload_files": 500, "upload_megabytes": 2000,
            "source": "示例市账户管理办法", **changed,
        }  # fmt: skip
        return client.post("/account/rules/", values)

    def test_the_security_officer_sets_them_from_a_later_day_on(self, city: City, inside: Inside) -> None:
        client = inside(city.security_admin)
        assert self.send(client).status_code == 302  # type: ignore[attr-defined]
        assert must_have_factor(city.head, TODAY + timedelta(days=3))
        assert not must_have_factor(city.head, TODAY)
        assert Entry.objects.get().event == "access_rules_set"
        page = client.get("/account/rules/").content.decode()
        assert "督考办、单位负责人" in page or "单位负责人、督考办" in page

    @pytest.mark.parametrize("changed", [{"effective_on": "2026-09-28"}, {"source": ""}, {"stale_days": 0}])
    def test_what_is_wrong_is_said(self, city: City, inside: Inside, changed: dict[str, object]) -> None:
        assert self.send(inside(city.security_admin), **changed).status_code == 422  # type: ignore[attr-defined]
        assert AccessRules.objects.count() == 1

    def test_not_the_officer_of_a_county(
        self, city: City, inside: Inside, make_account: Callable[..., Account]
    ) -> None:
        county = make_account("xiansec", "县安", city.county, Role.SECURITY_ADMIN)
        assert self.send(inside(county)).status_code == 403  # type: ignore[attr-defined]
        assert self.send(inside(city.system_admin)).status_code == 403  # type: ignore[attr-defined]


def test_sessions_are_opened_at_one_door_only() -> None:
    """Whoever logs somebody in elsewhere would pass by the second factor."""
    from pathlib import Path

    import dukao

    source = Path(dukao.__file__).parent
    found = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(r"(?<![\w.])login\(", path.read_text(encoding="utf-8"))
    ]
    assert found == ["identity/web/doors.py"]
