"""Roles: the security administrator gives and takes them; the three officers stay apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections
from django.test import Client

from dukao.identity import services
from dukao.identity.models import Account, Grant, Proposal
from dukao.identity.selectors import account_on_record, actor_for
from dukao.identity.todos import proposals_waiting
from dukao.identity.vocabulary import DECIDING_ROLES
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from tests.conftest import NOW, TODAY, City

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def security(city: City) -> Actor:
    return city.actor(city.security_admin)


@pytest.fixture
def newcomer(city: City, make_account: Callable[..., Account]) -> Account:
    return make_account("newcomer", "新人", city.housing)


def give(actor: Actor, account: Account, role: str, unit: object, **features: object) -> Grant:
    values = {"since": TODAY, "until": None, "reason": "任职通知", "at": NOW, **features}
    if role not in DECIDING_ROLES:
        return services.grant_role(actor=actor, account=account, role=role, unit=unit, **values)  # type: ignore[arg-type]
    proposal = services.propose_grant(actor=actor, account=account, role=role, unit=unit, **values)  # type: ignore[arg-type]
    auditor = actor_for(Account.objects.get(username="auditor"), TODAY)
    services.confirm_proposal(actor=auditor, proposal=proposal, at=NOW)
    return Grant.objects.filter(account=account, role=role).latest("pk")


def test_a_role_holds_over_its_unit_and_below_in_its_time(
    city: City, security: Actor, newcomer: Account
) -> None:
    give(
        security,
        newcomer,
        Role.LEADER,
        city.county,
        since=TOMORROW,
        until=TOMORROW + timedelta(days=5),
        key="k",
    )
    assert city.actor(newcomer).roles == frozenset()
    actor = actor_for(newcomer, TOMORROW)
    assert actor.covers(f"/{city.city.pk}/{city.county.pk}/99/", Role.LEADER)
    assert not actor.covers(f"/{city.city.pk}/", Role.LEADER)
    entry = Entry.objects.get(event="role_granted")
    assert entry.reason == "任职通知"
    assert entry.after == {
        "role": "leader", "unit": "东岭县", "since": "2026-09-29", "last_day": "2026-10-03",
        "proposed_by": "安管",
    }  # fmt: skip


def test_rights_read_with_the_account_hold_for_one_asking(
    city: City, security: Actor, newcomer: Account
) -> None:
    account = account_on_record(newcomer.pk, TODAY)
    assert account
    give(security, newcomer, Role.OFFICE, city.housing)
    assert actor_for(account, TODAY).roles == frozenset(), "as it was when the request began"
    assert actor_for(account, TODAY).roles == {Role.OFFICE}
    account = account_on_record(newcomer.pk, TODAY)
    assert account
    assert actor_for(account, TOMORROW).roles == {Role.OFFICE}, "of another day it is asked anew"
    assert account_on_record(0, TODAY) is None


def test_a_second_click_grants_once(city: City, security: Actor, newcomer: Account) -> None:
    first = give(security, newcomer, Role.REPORTER, city.housing, key="k")
    assert give(security, newcomer, Role.REPORTER, city.housing, key="k") == first
    assert newcomer.grants.count() == 1


@pytest.mark.parametrize(("held", "wanted"), list(permutations([*sorted(ADMIN_OFFICERS), Role.REPORTER], 2)))
def test_officers_exclude_each_other_and_business(
    city: City, security: Actor, newcomer: Account, held: str, wanted: str
) -> None:
    give(security, newcomer, held, city.city)
    with pytest.raises(DomainError, match="不能"):
        give(security, newcomer, wanted, city.city)
    assert [grant.role for grant in newcomer.grants.all()] == [held]
    assert Entry.objects.filter(event="role_granted").count() == 1


def test_roles_to_come_count_and_roles_past_do_not(city: City, security: Actor, newcomer: Account) -> None:
    give(security, newcomer, Role.REPORTER, city.housing, since=TOMORROW)
    with pytest.raises(DomainError, match="三员"):
        give(security, newcomer, Role.AUDIT_ADMIN, city.city)
    give(security, newcomer, Role.AUDIT_ADMIN, city.city, until=TOMORROW)


def test_business_roles_may_meet_on_one_account(city: City, security: Actor, newcomer: Account) -> None:
    give(security, newcomer, Role.REPORTER, city.housing)
    give(security, newcomer, Role.LEAD_REVIEWER, city.housing)
    give(security, newcomer, Role.REPORTER, city.other)
    with pytest.raises(DomainError, match="不用再授"):
        give(security, newcomer, Role.REPORTER, city.housing, since=TOMORROW)


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ({"since": date(2026, 9, 1)}, "不能早于今天"), ({"until": TODAY}, "截止日期"),
        ({"since": TOMORROW, "until": TODAY}, "截止日期"),
    ],
)  # fmt: skip
def test_impossible_spans_are_refused(
    city: City, security: Actor, newcomer: Account, features: dict[str, date], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        give(security, newcomer, Role.REPORTER, city.housing, **features)


def test_a_disabled_account_gets_no_role(city: City, security: Actor, newcomer: Account) -> None:
    Account.objects.filter(pk=newcomer.pk).update(is_active=False)
    with pytest.raises(DomainError, match="已停用"):
        give(security, newcomer, Role.REPORTER, city.housing)


def test_nobody_grants_to_himself(city: City, security: Actor) -> None:
    with pytest.raises(Refused, match="自己"):
        give(security, city.security_admin, Role.OFFICE, city.city)
    with pytest.raises(Refused, match="自己"):
        services.revoke_role(actor=security, grant=city.security_admin.grants.get(), reason="x", at=NOW)


def test_nobody_else_grants(city: City, newcomer: Account) -> None:
    for one in (city.system_admin, city.audit_admin, city.office, city.leader, city.head):
        with pytest.raises(Refused, match="安全管理员"):
            give(city.actor(one), newcomer, Role.REPORTER, city.housing)
        with pytest.raises(Refused, match="安全管理员"):
            services.revoke_role(actor=city.actor(one), grant=city.stranger.grants.get(), reason="x", at=NOW)
    assert not Entry.objects.exists()


def test_a_county_s_security_administrator_grants_in_the_county(
    city: City, make_account: Callable[..., Account], newcomer: Account
) -> None:
    county = city.actor(make_account("xiansec", "县安", city.county, Role.SECURITY_ADMIN))
    give(county, newcomer, Role.LEADER, city.county)
    with pytest.raises(Refused):
        give(county, newcomer, Role.LEADER, city.city)


class TestFourEyes:
    @pytest.fixture
    def second(self, city: City, make_account: Callable[..., Account]) -> Actor:
        return city.actor(make_account("secadmin2", "副安", city.office_unit, Role.SECURITY_ADMIN, city.city))

    def propose(self, city: City, security: Actor, account: Account, role: str = Role.OFFICE) -> Proposal:
        return services.propose_grant(
            actor=security, account=account, role=role, unit=city.city, since=TODAY, until=None,
            reason="任职通知", at=NOW,
        )  # fmt: skip

    @pytest.mark.parametrize("role", sorted(DECIDING_ROLES))
    def test_one_officer_alone_grants_no_deciding_role(
        self, city: City, security: Actor, newcomer: Account, role: str
    ) -> None:
        with pytest.raises(DomainError, match="四眼"):
            services.grant_role(
                actor=security, account=newcomer, role=role, unit=city.city, since=TODAY, until=None,
                reason="任职通知", at=NOW,
            )  # fmt: skip
        self.propose(city, security, newcomer, role)
        assert not newcomer.grants.exists()
        assert city.actor(newcomer).roles == frozenset()

    def test_neither_proposer_nor_person_decides(
        self, city: City, security: Actor, second: Actor, newcomer: Account
    ) -> None:
        proposal = self.propose(city, security, newcomer)
        for one in (security, city.actor(newcomer), city.actor(city.system_admin), city.actor(city.leader)):
            with pytest.raises(Refused):
                services.confirm_proposal(actor=one, proposal=proposal, at=NOW)
        services.confirm_proposal(actor=second, proposal=proposal, at=NOW)
        assert city.actor(newcomer).roles == {Role.OFFICE}

    def test_it_waits_among_the_things_to_do_of_who_may_agree(
        self, city: City, security: Actor, second: Actor, newcomer: Account
    ) -> None:
        proposal = self.propose(city, security, newcomer, Role.LEADER)
        for officer in (second, city.actor(city.audit_admin)):
            (todo,) = proposals_waiting(officer, NOW)
            assert todo.title == f"复核授予角色：{newcomer.name}（市住建局）领导"
        for other in (security, city.actor(newcomer), city.actor(city.system_admin), city.actor(city.office)):
            assert not list(proposals_waiting(other, NOW))
        services.confirm_proposal(actor=second, proposal=proposal, at=NOW)
        assert not list(proposals_waiting(city.actor(city.audit_admin), NOW))

    def test_what_came_between_is_noticed(
        self, city: City, security: Actor, second: Actor, newcomer: Account
    ) -> None:
        proposal = self.propose(city, security, newcomer, Role.AUDIT_ADMIN)
        give(security, newcomer, Role.REPORTER, city.housing)
        with pytest.raises(DomainError, match="三员"):
            services.confirm_proposal(actor=second, proposal=proposal, at=NOW)
        assert Proposal.objects.get().state == "open", "nothing is left behind"

    def test_a_late_agreement_takes_effect_from_its_own_day(
        self, city: City, security: Actor, newcomer: Account
    ) -> None:
        proposal = self.propose(city, security, newcomer)
        later = NOW + timedelta(days=3)
        auditor = actor_for(city.audit_admin, TODAY + timedelta(days=3))
        services.confirm_proposal(actor=auditor, proposal=proposal, at=later)
        assert newcomer.grants.get().since == TODAY + timedelta(days=3)

    def test_proposed_twice_it_waits_once(self, city: City, security: Actor, newcomer: Account) -> None:
        self.propose(city, security, newcomer)
        with pytest.raises(Stale, match="正等"):
            self.propose(city, security, newcomer)

    def test_the_database_keeps_it_too(self, city: City, security: Actor, newcomer: Account) -> None:
        proposal = self.propose(city, security, newcomer)
        own = Proposal.objects.filter(pk=proposal.pk)
        with pytest.raises(IntegrityError):
            own.update(state="confirmed", decided_by=city.security_admin, decided_at=NOW)

    def test_through_the_pages(self, city: City, newcomer: Account) -> None:
        clients = {}
        for who in (city.security_admin, city.audit_admin):
            clients[who.pk] = Client()
            clients[who.pk].force_login(who)
        typed = {"role": "office", "unit": "S", "since": "2026-09-28", "reason": "任职通知"}
        clients[city.security_admin.pk].post(f"/account/{newcomer.pk}/grant/", typed)
        proposal = Proposal.objects.get()
        page = clients[city.audit_admin.pk].get("/account/proposals/").content.decode()
        assert "授予角色：督考办" in page
        clients[city.audit_admin.pk].post(f"/account/proposals/{proposal.pk}/confirm/")
        assert newcomer.grants.get().role == Role.OFFICE


class TestRevoking:
    def test_takes_effect_at_once_with_its_reason(self, city: City, security: Actor) -> None:
        services.revoke_role(actor=security, grant=city.reporter.grants.get(), reason="调岗", at=NOW)
        assert city.actor(city.reporter).roles == frozenset()
        entry = Entry.objects.get()
        assert (entry.event, entry.reason, entry.before) == (
            "role_revoked",
            "调岗",
            {"role": "reporter", "unit": "市住建局"},
        )

    def test_happens_once(self, city: City, security: Actor) -> None:
        grant = city.reporter.grants.get()
        services.revoke_role(actor=security, grant=grant, reason="调岗", at=NOW)
        with pytest.raises(Stale):
            services.revoke_role(actor=security, grant=grant, reason="调岗", at=NOW)

    def test_needs_a_reason(self, city: City, security: Actor) -> None:
        with pytest.raises(DomainError, match="写明原因"):
            services.revoke_role(actor=security, grant=city.reporter.grants.get(), reason="", at=NOW)

    def test_leaves_no_office_empty(self, city: City, security: Actor, newcomer: Account) -> None:
        only = city.audit_admin.grants.get()
        with pytest.raises(DomainError, match="至少要留一位审计管理员"):
            services.revoke_role(actor=security, grant=only, reason="x", at=NOW)
        only.refresh_from_db()
        assert only.revoked_at is None
        give(security, newcomer, Role.AUDIT_ADMIN, city.city)
        services.revoke_role(actor=security, grant=only, reason="轮岗", at=NOW)

    def test_one_who_comes_tomorrow_does_not_fill_the_office_today(
        self, city: City, security: Actor, newcomer: Account
    ) -> None:
        give(security, newcomer, Role.AUDIT_ADMIN, city.city, since=TOMORROW)
        with pytest.raises(DomainError, match="至少要留一位"):
            services.revoke_role(actor=security, grant=city.audit_admin.grants.get(), reason="x", at=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def race(self, *acts: Callable[[], object]) -> list[str]:
        """Run all at the same moment; what each was refused with, or "" when it was done."""
        start, results = Barrier(len(acts)), []

        def run(act: Callable[[], object]) -> None:
            start.wait()
            try:
                act()
                results.append("")
            except DomainError as refusal:
                results.append(refusal.code)
            finally:
                connections.close_all()

        threads = [Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(results)

    def test_two_grants_that_exclude_each_other(self, city: City, security: Actor, newcomer: Account) -> None:
        for _ in range(10):
            results = self.race(
                lambda: give(security, newcomer, Role.AUDIT_ADMIN, city.city),
                lambda: give(security, newcomer, Role.SYSTEM_ADMIN, city.city),
                lambda: give(security, newcomer, Role.REPORTER, city.housing),
            )
            won, *others = results
            assert won == ""
            assert set(others) <= {"roles_exclude", "stale"}, "whoever was slower is told so"
            Grant.objects.filter(account=newcomer).delete()

    def test_the_last_two_of_an_office_cannot_both_go(
        self, city: City, security: Actor, newcomer: Account
    ) -> None:
        for _ in range(5):
            other = give(security, newcomer, Role.AUDIT_ADMIN, city.city)
            own = city.audit_admin.grants.get()
            results = self.race(
                lambda own=own: services.revoke_role(actor=security, grant=own, reason="x", at=NOW),
                lambda other=other: services.revoke_role(actor=security, grant=other, reason="x", at=NOW),
            )
            assert results == ["", "last_officer"]
            Grant.objects.filter(pk=own.pk).update(revoked_at=None)
            Grant.objects.filter(account=newcomer).delete()
