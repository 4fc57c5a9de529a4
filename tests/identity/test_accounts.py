"""Accounts: the system administrator opens and closes them, and can do nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dukao.identity import selectors, services
from dukao.identity.models import AccessRules, Account, Grant
from dukao.identity.selectors import lockout
from dukao.identity.vocabulary import AccountState
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.kernel.roles import Role
from tests.conftest import FOUNDED, NOW, PASSWORD, TODAY, City

Knock = Callable[..., tuple[object, int, str]]


@pytest.fixture
def admin(city: City) -> Actor:
    return city.actor(city.system_admin)


def test_a_new_account_gets_a_password_for_once_and_no_role(city: City, admin: Actor, knock: Knock) -> None:
    account, password = services.add_account(
        actor=admin, username=" WangFang ", name="王芳", unit=city.housing, at=NOW, key="k"
    )
    assert account.username == "wangfang"
    assert account.must_change_password
    assert not account.grants.exists()
    assert knock("wangfang", password)[1] == 302
    entry = Entry.objects.get(event="account_added")
    assert entry.after == {"username": "wangfang", "name": "王芳", "unit": "市住建局"}
    assert password not in str([vars(row) for row in Entry.objects.all()]), "the journal never sees it"


@pytest.mark.parametrize("username", ["", "1abc", "张三", "a", "a b", "x" * 41, "a'--", "a\n"])
def test_user_names_have_a_form(city: City, admin: Actor, username: str) -> None:
    with pytest.raises(DomainError, match="用户名用小写字母开头"):
        services.add_account(actor=admin, username=username, name="王芳", unit=city.housing, at=NOW)
    assert not Entry.objects.exists()


def test_a_user_name_is_given_once(city: City, admin: Actor) -> None:
    with pytest.raises(DomainError, match="已有人用"):
        services.add_account(actor=admin, username="Reporter", name="王芳", unit=city.housing, at=NOW)


def test_a_second_click_makes_no_second_account(city: City, admin: Actor) -> None:
    services.add_account(actor=admin, username="wangfang", name="王芳", unit=city.housing, at=NOW, key="k")
    with pytest.raises(Stale, match="只显示一次"):
        services.add_account(
            actor=admin, username="wangfang2", name="王芳", unit=city.housing, at=NOW, key="k"
        )
    assert Account.objects.filter(name="王芳").count() == 1


def test_nobody_else_administers_accounts(city: City) -> None:
    target = {"account": city.stranger, "at": NOW}
    for one in (city.office, city.leader, city.security_admin, city.audit_admin, city.reporter):
        actor = city.actor(one)
        acts: tuple[Callable[[], object], ...] = (
            lambda actor=actor: services.add_account(
                actor=actor, username="x1", name="x", unit=city.housing, at=NOW
            ),
            lambda actor=actor: services.disable_account(actor=actor, reason="x", **target),
            lambda actor=actor: services.enable_account(actor=actor, **target),
            lambda actor=actor: services.unlock_account(actor=actor, **target),
            lambda actor=actor: services.reset_password(actor=actor, **target),
            lambda actor=actor: services.change_account(
                actor=actor, name="x", unit=city.other, reason="x", **target
            ),
        )
        for act in acts:
            with pytest.raises(Refused):
                act()
    assert not Entry.objects.exists()


def test_an_administrator_of_a_county_reaches_no_further(
    city: City, make_account: Callable[..., Account]
) -> None:
    county = city.actor(make_account("xianguan", "县管", city.county, Role.SYSTEM_ADMIN))
    clerk = make_account("clerk", "县办", city.county)
    assert set(selectors.accounts_in_scope(county, TODAY)) == {
        clerk,
        *Account.objects.filter(username="xianguan"),
    }
    with pytest.raises(Missing):
        selectors.account_in_scope(county, city.reporter.pk, TODAY)
    with pytest.raises(Refused):
        services.disable_account(actor=county, account=city.reporter, reason="x", at=NOW)
    with pytest.raises(Refused):
        services.change_account(
            actor=county, account=clerk, name="县办", unit=city.housing, reason="x", at=NOW
        )
    services.disable_account(actor=county, account=clerk, reason="离职", at=NOW)


class TestDisabling:
    def test_ends_what_is_open_and_keeps_the_roles(self, city: City, admin: Actor, inside: Callable) -> None:  # type: ignore[type-arg]
        client = inside(city.reporter)
        services.disable_account(actor=admin, account=city.reporter, reason="离职", at=NOW)
        assert client.get("/account/").status_code == 302
        assert city.actor(Account.objects.get(pk=city.reporter.pk)).roles == frozenset()
        services.enable_account(actor=admin, account=city.reporter, at=NOW)
        assert city.actor(Account.objects.get(pk=city.reporter.pk)).roles == {Role.REPORTER}

    def test_needs_a_reason_and_happens_once(self, city: City, admin: Actor) -> None:
        with pytest.raises(DomainError, match="写明原因"):
            services.disable_account(actor=admin, account=city.reporter, reason=" ", at=NOW)
        services.disable_account(actor=admin, account=city.reporter, reason="离职", at=NOW)
        with pytest.raises(Stale):
            services.disable_account(actor=admin, account=city.reporter, reason="离职", at=NOW)
        assert Entry.objects.count() == 1

    def test_not_oneself(self, city: City, admin: Actor) -> None:
        with pytest.raises(Refused, match="自己的账户"):
            services.disable_account(actor=admin, account=city.system_admin, reason="x", at=NOW)

    @pytest.mark.parametrize("officer", ["security_admin", "audit_admin"])
    def test_not_the_last_of_the_three_officers(self, city: City, admin: Actor, officer: str) -> None:
        with pytest.raises(DomainError, match="至少要留一位"):
            services.disable_account(actor=admin, account=getattr(city, officer), reason="x", at=NOW)
        assert getattr(city, officer).__class__.objects.get(pk=getattr(city, officer).pk).is_active


class TestMoving:
    def test_to_another_unit_leaves_all_roles_behind(self, city: City, admin: Actor) -> None:
        ended = services.change_account(
            actor=admin, account=city.reporter, name="陈立", unit=city.planning, reason="调任", at=NOW
        )
        assert ended == 1
        moved = city.actor(Account.objects.get(pk=city.reporter.pk))
        assert (moved.unit_name, moved.roles) == ("市发展改革委", frozenset())
        assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == [
            "account_changed",
            "role_revoked",
        ]

    def test_a_new_name_leaves_them(self, city: City, admin: Actor) -> None:
        services.change_account(
            actor=admin, account=city.reporter, name="陈丽", unit=city.housing, reason="更正", at=NOW
        )
        assert city.actor(Account.objects.get(pk=city.reporter.pk)).roles == {Role.REPORTER}

    def test_no_change_is_said(self, city: City, admin: Actor) -> None:
        with pytest.raises(DomainError, match="没有改动"):
            services.change_account(
                actor=admin, account=city.reporter, name="陈立", unit=city.housing, reason="x", at=NOW
            )

    def test_the_last_officer_does_not_move(self, city: City, admin: Actor) -> None:
        with pytest.raises(DomainError, match="至少要留一位审计管理员"):
            services.change_account(
                actor=admin, account=city.audit_admin, name="沈管", unit=city.other, reason="x", at=NOW
            )
        assert city.audit_admin.grants.get().revoked_at is None


class TestPasswords:
    def test_a_reset_gives_a_password_for_once_and_ends_sessions(
        self,
        city: City,
        admin: Actor,
        knock: Knock,
        inside: Callable,  # type: ignore[type-arg]
    ) -> None:
        client = inside(city.reporter)
        password = services.reset_password(actor=admin, account=city.reporter, at=NOW)
        assert client.get("/account/").status_code == 302
        assert knock("reporter")[1] == 422
        assert knock("reporter", password)[1] == 302
        assert Account.objects.get(pk=city.reporter.pk).must_change_password

    @pytest.mark.parametrize("officer", ["security_admin", "audit_admin"])
    def test_not_those_of_the_other_officers(self, city: City, admin: Actor, officer: str) -> None:
        """Whoever resets a password could log in with it: the three would be one."""
        with pytest.raises(Refused, match="dukao reset_password"):
            services.reset_password(actor=admin, account=getattr(city, officer), at=NOW)

    def test_not_one_s_own(self, city: City, admin: Actor) -> None:
        with pytest.raises(Refused, match="我的账户"):
            services.reset_password(actor=admin, account=city.system_admin, at=NOW)

    def test_a_second_click_does_not_set_another(self, city: City, admin: Actor, knock: Knock) -> None:
        password = services.reset_password(actor=admin, account=city.reporter, at=NOW, key="k")
        with pytest.raises(Stale):
            services.reset_password(actor=admin, account=city.reporter, at=NOW, key="k")
        assert knock("reporter", password)[1] == 302

    def test_on_the_server_anybody_s(self, city: City, knock: Knock) -> None:
        password = services.reset_password_on_server(username="SecAdmin", reason="本人书面申请", at=NOW)
        assert knock("secadmin", password)[1] == 302
        entry = Entry.objects.get(event="password_reset")
        assert (entry.actor, entry.reason) == ("服务器命令", "本人书面申请")
        with pytest.raises(DomainError, match="没有用户名"):
            services.reset_password_on_server(username="nobody", reason="x", at=NOW)


def test_unlocking_lets_in_at_once(city: City, admin: Actor, knock: Knock) -> None:
    for _ in range(5):
        knock("reporter", "wrong")
    services.unlock_account(actor=admin, account=city.reporter, at=NOW)
    assert lockout.tries_left("reporter", "127.0.0.1") == 5
    assert knock("reporter", PASSWORD)[1] == 302
    with pytest.raises(Stale, match="没有锁定"):
        services.unlock_account(actor=admin, account=city.reporter, at=NOW)


def test_states_are_derived_and_found_by_the_same_facts(city: City, knock: Knock) -> None:
    for _ in range(5):
        knock("reporter", "wrong")
    Account.objects.filter(pk=city.head.pk).update(is_active=False)
    Account.objects.filter(pk=city.reviewer.pk).update(must_change_password=True)
    Account.objects.filter(pk=city.leader.pk).update(password_changed_at=NOW - timedelta(days=91))
    Account.objects.filter(pk=city.office.pk).update(logged_in_at=NOW - timedelta(days=91))
    Account.objects.filter(pk=city.discipline.pk).update(created_at=NOW - timedelta(days=91))
    everybody = Account.objects.all()
    places = selectors.places_of(everybody, TODAY)
    shown = {
        row.account.username: set(row.states) for row in selectors.account_rows(everybody, places, NOW, TODAY)
    }
    for state in AccountState:
        found = selectors.matching_accounts(everybody, state=state, at=NOW, day=TODAY)
        if state != AccountState.ACTIVE:
            assert {one.username for one in found} == {name for name, held in shown.items() if state in held}
    assert shown["reporter"] == {AccountState.LOCKED}
    assert shown["stranger"] == {AccountState.ACTIVE}


def test_how_long_unused_is_stale_is_for_the_rules_to_say(city: City) -> None:
    Account.objects.filter(pk=city.office.pk).update(logged_in_at=NOW - timedelta(days=40))
    everybody = Account.objects.all()

    def stale() -> list[Account]:
        return list(selectors.matching_accounts(everybody, state=AccountState.STALE, at=NOW, day=TODAY))

    assert stale() == []
    AccessRules.objects.create(effective_on=TODAY, stale_days=30, source="本地办法")
    assert stale() == [city.office]


def test_conditions_of_the_list(city: City) -> None:
    def names(**conditions: str) -> set[str]:
        found = selectors.matching_accounts(Account.objects.all(), at=NOW, day=TODAY, **conditions)
        return {account.username for account in found}

    assert names(search="陈") == {"reporter"}
    assert names(search="ADMIN") == {"sysadmin", "secadmin"}
    assert names(role=Role.REPORTER) == {"reporter", "stranger"}
    assert names(unit=str(city.housing.pk)) == {"reporter", "head"}
    assert names(unit=str(city.housing.pk), role=Role.UNIT_HEAD) == {"head"}


def test_holders_are_found_from_above(city: City) -> None:
    def holders(unit: object) -> set[str]:
        found = selectors.accounts_holding([Role.OFFICE, Role.REPORTER], unit.pk, TODAY)  # type: ignore[attr-defined]
        return {account.username for account in found}

    assert holders(city.housing) == {"office", "reporter"}
    assert holders(city.county) == {"office"}


def test_grants_hold_only_in_their_time(city: City, make_account: Callable[..., Account]) -> None:
    account = make_account("temp", "临时", city.housing)
    Grant.objects.create(
        account=account, role=Role.REPORTER, unit=city.housing, since=TODAY, until=TODAY + timedelta(days=2),
        granted_at=NOW,
    )  # fmt: skip
    held = [bool(selectors.actor_for(account, TODAY + timedelta(days=n)).grants) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]
    assert FOUNDED < TODAY
