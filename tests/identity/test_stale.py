"""闲置账户: the report by the days of the rules, and closing them together, each with its entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dukao.identity import services
from dukao.identity.models import AccessRules, Account
from dukao.identity.selectors import stale_rows
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from tests.conftest import NOW, City

PAGE = "/account/stale/"
MakeAccount = Callable[..., Account]


@pytest.fixture
def idle(city: City) -> list[Account]:
    """Two who have not come for 91 and 120 days, everybody else today."""
    Account.objects.update(logged_in_at=NOW, created_at=NOW - timedelta(days=400))
    for account, days in ((city.reporter, 91), (city.stranger, 120)):
        Account.objects.filter(pk=account.pk).update(logged_in_at=NOW - timedelta(days=days))
    return [city.reporter, city.stranger]


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_report_names_them_the_longest_first(city: City, idle: list[Account]) -> None:
    rows = stale_rows(city.actor(city.system_admin), NOW)
    assert [(row.account, row.days) for row in rows] == [(city.stranger, 120), (city.reporter, 91)]
    page = browser(city.security_admin).get(PAGE).content.decode()
    assert "停用选中的" not in page, "the security officer reads, the system administrator closes"
    assert "90 天以上没有登录" in page


def test_many_are_shown_a_page_at_a_time(city: City, idle: list[Account], make_account: MakeAccount) -> None:
    for number in range(60):
        make_account(f"gone{number:02d}", f"闲{number:02d}", city.other)
    Account.objects.filter(username__startswith="gone").update(logged_in_at=NOW - timedelta(days=200))
    client = browser(city.system_admin)
    first, second = client.get(PAGE).content.decode(), client.get(f"{PAGE}?page=2").content.decode()
    assert "62 个" in first
    assert (first.count('name="picked"'), second.count('name="picked"')) == (50, 12)


def test_the_days_are_those_of_the_rules(city: City, idle: list[Account]) -> None:
    AccessRules.objects.update(stale_days=100)
    assert [row.account for row in stale_rows(city.actor(city.system_admin), NOW)] == [city.stranger]


def test_somebody_who_never_came_counts_from_the_beginning(city: City, idle: list[Account]) -> None:
    Account.objects.filter(pk=city.head.pk).update(logged_in_at=None)
    assert stale_rows(city.actor(city.system_admin), NOW)[0].account == city.head


def test_those_chosen_are_closed_and_journaled_one_by_one(city: City, idle: list[Account]) -> None:
    chosen = [account.pk for account in (*idle, city.head)]
    answer = browser(city.system_admin).post(
        f"{PAGE}disable/", {"picked": chosen, "reason": "清理"}, follow=True
    )
    assert "已停用 2 个闲置账户，1 个刚刚登录过，没有停用" in answer.content.decode()
    assert not Account.objects.filter(pk__in=[account.pk for account in idle], is_active=True).exists()
    assert Account.objects.get(pk=city.head.pk).is_active
    entries = Entry.objects.filter(event="account_disabled")
    assert {(entry.subject_label, entry.reason) for entry in entries} == {("陈立", "清理"), ("路人", "清理")}


def test_one_that_must_stay_keeps_all(city: City, idle: list[Account]) -> None:
    """Nobody closes the last auditor by ticking a list."""
    Account.objects.filter(pk=city.audit_admin.pk).update(logged_in_at=NOW - timedelta(days=200))
    with pytest.raises(DomainError, match="沈管的账户没有停用：至少要留一位审计管理员"):
        services.disable_stale(
            actor=city.actor(city.system_admin), at=NOW, reason="清理",
            account_ids=[account.pk for account in (*idle, city.audit_admin)],
        )  # fmt: skip
    assert not Account.objects.filter(is_active=False).exists()
    assert not Entry.objects.filter(event="account_disabled").exists()


@pytest.mark.parametrize(
    ("chosen", "words"), [([], "还没有选账户"), (["x", "²", "9" * 5000], "还没有选账户")]
)
def test_nothing_chosen_is_told(city: City, idle: list[Account], chosen: list[str], words: str) -> None:
    answer = browser(city.system_admin).post(f"{PAGE}disable/", {"picked": chosen, "reason": "清理"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_reason_is_asked_for(city: City, idle: list[Account]) -> None:
    with pytest.raises(DomainError, match="要写明原因"):
        services.disable_stale(
            actor=city.actor(city.system_admin), account_ids=[city.reporter.pk], reason=" ", at=NOW
        )


def test_only_the_system_administrator(city: City, idle: list[Account]) -> None:
    with pytest.raises(Refused):
        services.disable_stale(
            actor=city.actor(city.security_admin), account_ids=[city.reporter.pk], reason="清理", at=NOW
        )


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_asks_the_same_whatever_it_holds(
    city: City, idle: list[Account], count: int, django_assert_num_queries: object
) -> None:
    Account.objects.update(logged_in_at=NOW)
    some = [city.reporter, city.stranger, city.head][:count]
    Account.objects.filter(pk__in=[account.pk for account in some]).update(
        logged_in_at=NOW - timedelta(days=99)
    )
    client = browser(city.system_admin)
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(PAGE)
