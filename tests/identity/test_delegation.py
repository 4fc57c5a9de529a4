"""A role lent to a colleague: within the unit, for a while, not further, and always in the lender's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dukao.identity import selectors, services
from dukao.identity.models import Account, Grant
from dukao.identity.todos import loans_waiting
from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import Role
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City

WEEK = timedelta(days=7)


def lend(city: City, **features: object) -> Grant:
    values = {
        "actor": city.actor(city.head), "grant": city.head.grants.get(), "borrower": city.reporter,
        "since": TODAY, "to": TODAY + WEEK, "reason": "出差", "at": NOW, **features,
    }  # fmt: skip
    return services.lend_role(**values)  # type: ignore[arg-type]


def as_head(city: City) -> set[str]:
    return set(selectors.actor_for(city.reporter, TODAY, acting_for=city.head.pk).roles)


def test_the_borrower_may_take_the_lender_s_place(city: City) -> None:
    lend(city)
    assert city.actor(city.reporter).roles == {Role.REPORTER}, "as long as he does not take it, he is himself"
    acting = selectors.actor_for(city.reporter, TODAY, acting_for=city.head.pk)
    assert (acting.roles, acting.acting_for, acting.name) == ({Role.UNIT_HEAD}, "方远", "陈立")
    assert city.actor(city.head).roles == {Role.UNIT_HEAD}, "the lender keeps the role"


def test_the_journal_says_in_whose_place(city: City, django_db_blocker: object) -> None:
    lend(city)
    acting = selectors.actor_for(city.reporter, TODAY, acting_for=city.head.pk)
    entry = record(actor=acting, event="report_submitted", subject=None, label="9 月填报", at=NOW)
    assert (entry.actor, entry.acting_for) == ("陈立（市住建局·单位负责人）", "方远")
    own = record(actor=city.actor(city.reporter), event="report_submitted", subject=None, label="x", at=NOW)
    assert own.acting_for == ""


def test_it_holds_from_the_first_day_to_the_last(city: City) -> None:
    lend(city, since=TODAY + timedelta(days=1), to=TODAY + timedelta(days=2))
    held = [
        selectors.actor_for(city.reporter, TODAY + timedelta(days=n), acting_for=city.head.pk).acting_for
        for n in range(4)
    ]
    assert held == ["", "方远", "方远", ""]


def test_it_is_found_among_those_who_may_sign(city: City) -> None:
    lend(city)
    assert set(selectors.accounts_holding([Role.UNIT_HEAD], city.housing.pk, TODAY)) == {
        city.head,
        city.reporter,
    }


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ({"since": TODAY - WEEK}, "不能早于今天"), ({"to": TODAY - WEEK}, "截止日期"),
        ({"reason": " "}, "写明原因"),
    ],
)  # fmt: skip
def test_impossible_loans_are_refused(city: City, features: dict[str, object], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        lend(city, **features)
    assert not Grant.objects.filter(lent_from__isnull=False).exists()


def test_the_same_role_is_not_lent_twice_to_one_colleague_for_the_same_days(city: City) -> None:
    first = lend(city, key="1")
    assert lend(city, key="1") == first
    with pytest.raises(DomainError, match="已经委托给陈立，2026-09-28 至 2026-10-05，期限有重叠"):
        lend(city, since=TODAY + WEEK, to=TODAY + 2 * WEEK, key="2")
    lend(city, since=TODAY + WEEK + timedelta(days=1), to=TODAY + 2 * WEEK, key="3")
    services.end_loan(actor=city.actor(city.head), loan=first, at=NOW)
    lend(city, key="4")


def test_only_within_the_unit_and_not_to_oneself(city: City) -> None:
    with pytest.raises(DomainError, match="本单位的同事"):
        lend(city, borrower=city.stranger)
    with pytest.raises(DomainError, match="自己"):
        lend(city, borrower=city.head)


def test_only_one_s_own_role(city: City) -> None:
    with pytest.raises(Refused, match="只能委托自己"):
        lend(city, actor=city.actor(city.reporter))


def test_not_further(city: City, make_account: Callable[..., Account]) -> None:
    loan = lend(city)
    third = make_account("third", "第三人", city.housing)
    with pytest.raises(Refused, match="不能再转委托"):
        lend(city, actor=city.actor(city.reporter), grant=loan, borrower=third)


def test_officers_do_not_lend(city: City, make_account: Callable[..., Account]) -> None:
    colleague = make_account("colleague", "同事", city.office_unit)
    with pytest.raises(Refused, match="三员的角色不能委托"):
        lend(
            city, actor=city.actor(city.audit_admin), grant=city.audit_admin.grants.get(), borrower=colleague
        )


def test_an_officer_s_account_borrows_nothing(city: City) -> None:
    with pytest.raises(DomainError, match="三员"):
        lend(
            city,
            actor=city.actor(city.discipline),
            grant=city.discipline.grants.get(),
            borrower=city.system_admin,
        )
    assert city.system_admin not in selectors.colleagues(city.discipline)


def test_not_longer_than_one_holds_it_oneself(city: City) -> None:
    Grant.objects.filter(account=city.head).update(until=TODAY + timedelta(days=3))
    with pytest.raises(DomainError, match="到 2026-09-30 为止"):
        lend(city)
    lend(city, to=TODAY + timedelta(days=2))


def test_it_ends_with_the_role_it_came_from(city: City) -> None:
    security = city.actor(city.security_admin)
    lend(city)
    services.revoke_role(actor=security, grant=city.head.grants.get(), reason="免职", at=NOW)
    assert as_head(city) == {Role.REPORTER}


def test_it_rests_while_the_lender_s_account_is_disabled(city: City) -> None:
    lend(city)
    Account.objects.filter(pk=city.head.pk).update(is_active=False)
    assert as_head(city) == {Role.REPORTER}
    assert not selectors.offers_to(city.reporter.pk, TODAY)


@pytest.mark.parametrize("who", ["head", "reporter"])
def test_both_may_end_it(city: City, who: str) -> None:
    loan = lend(city)
    services.end_loan(actor=city.actor(getattr(city, who)), loan=loan, at=NOW)
    assert as_head(city) == {Role.REPORTER}
    with pytest.raises(Stale):
        services.end_loan(actor=city.actor(city.head), loan=loan, at=NOW)


def test_nobody_else_ends_it_and_no_own_role_ends_this_way(city: City) -> None:
    loan = lend(city)
    with pytest.raises(Refused, match="委托人或受托人"):
        services.end_loan(actor=city.actor(city.stranger), loan=loan, at=NOW)
    with pytest.raises(Refused, match="安全管理员"):
        services.end_loan(actor=city.actor(city.head), loan=city.head.grants.get(), at=NOW)


def test_a_second_click_lends_once(city: City) -> None:
    assert lend(city, key="k") == lend(city, key="k")
    assert Entry.objects.filter(event="role_lent").count() == 1


def test_a_colleague_s_place_waits_among_the_things_to_do(city: City) -> None:
    assert not list(written_out(loans_waiting(city.actor(city.reporter), NOW)))
    lend(city)
    (todo,) = written_out(loans_waiting(city.actor(city.reporter), NOW))
    assert todo.title == "方远委托你代行单位负责人"
    assert "到 10 月 5 日为止" in todo.detail
    acting = selectors.actor_for(city.reporter, TODAY, acting_for=city.head.pk)
    assert not list(written_out(loans_waiting(acting, NOW)))


class TestInTheBrowser:
    @pytest.fixture
    def client(self, city: City, inside: Callable[[Account], Client]) -> Client:
        lend(city)
        return inside(city.reporter)

    def test_taking_the_place_and_giving_it_back(self, city: City, client: Client) -> None:
        assert "开始代办" in client.get("/account/").content.decode()
        client.post(f"/account/act-for/{city.head.pk}/")
        page = client.get("/account/").content.decode()
        assert "现在代方远办理" in page
        assert "单位负责人" in page
        client.post("/account/act-for/nobody/")
        assert "现在代方远办理" not in client.get("/account/").content.decode()
        started, ended = Entry.objects.filter(event__startswith="acting_").order_by("id")
        assert (started.event, ended.event) == ("acting_started", "acting_ended")
        assert (started.subject_label, ended.subject_label) == ("方远", "方远")

    def test_one_s_own_affairs_stay_one_s_own(self, city: City, client: Client) -> None:
        client.post(f"/account/act-for/{city.head.pk}/")
        client.post(
            "/account/password/", {"present": "Zheng-2026", "new": "Neues-Wort-1", "again": "Neues-Wort-1"}
        )
        entry = Entry.objects.get(event="password_changed")
        assert (entry.actor, entry.acting_for) == ("陈立（市住建局·填报员）", "")

    def test_a_loan_that_ends_ends_the_acting(self, city: City, client: Client) -> None:
        client.post(f"/account/act-for/{city.head.pk}/")
        services.end_loan(
            actor=city.actor(city.head), loan=Grant.objects.get(lent_from__isnull=False), at=NOW
        )
        assert "act-for/nobody" not in client.get("/account/").content.decode()

    def test_nobody_takes_a_place_that_was_not_offered(self, city: City, client: Client) -> None:
        assert client.post(f"/account/act-for/{city.office.pk}/").status_code == 404
        assert client.post("/account/act-for/nobody/").status_code == 404

    def test_lending_from_one_s_own_page(self, city: City, inside: Callable[[Account], Client]) -> None:
        client, grant = inside(city.head), city.head.grants.get()
        address = f"/account/grants/{grant.pk}/lend/"
        page = client.get(address).content.decode()
        assert "陈立" in page
        assert "路人" not in page
        wrong = client.post(
            address, {"borrower": city.stranger.pk, "since": "2026-02-30", "to": "", "reason": "出差"}
        )
        assert wrong.status_code == 422
        for words in ("没有这个选项", "没有这个日期", "必填", "出差"):
            assert words in wrong.content.decode()
        right = {"borrower": city.reporter.pk, "since": "2026-09-28", "to": "2026-10-05", "reason": "出差"}
        assert client.post(address, right)["Location"] == "/account/"
        assert as_head(city) == {Role.UNIT_HEAD}
