"""Support from outside: only where and while a unit lets it, only looking, every page on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dukao.identity import services
from dukao.identity.models import Account, SupportVisit
from dukao.identity.selectors import must_have_factor
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from tests.access import addresses
from tests.conftest import NOW, TODAY, City

HOUR = timedelta(hours=1)
UNITS = "/units/"


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def helper(city: City) -> Account:
    account, _ = services.add_account(
        actor=city.actor(city.system_admin), username="helper", name="贺援", unit=city.other, is_support=True,
        at=NOW,
    )  # fmt: skip
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    account.refresh_from_db()
    return account


def let(city: City, helper: Account, *, by: Account | None = None, **more: object) -> SupportVisit:
    values = {"view": Role.REPORTER, "hours": 2, "reason": "月报保存后不显示", "at": NOW, **more}
    visit = services.grant_support(actor=city.actor(by or city.head), account=helper, **values)  # type: ignore[arg-type]
    assert visit
    return visit


def looking(helper: Account, visit: SupportVisit) -> Client:
    client = browser(helper)
    assert client.post(f"/account/visits/{visit.pk}/begin/").status_code == 302
    return client


class TestGranting:
    def test_a_head_lets_support_look_at_the_own_unit(self, city: City, helper: Account) -> None:
        client = browser(city.head)
        page = client.get("/account/support/grant/").content.decode()
        assert "填报员看到的" in page
        assert "督考办看到的" not in page
        sent = {"account": helper.pk, "view": "reporter", "hours": 2, "reason": "排查", "key": "k"}
        for _ in range(2):
            assert client.post("/account/support/grant/", sent).status_code == 302
        visit = SupportVisit.objects.get()
        assert (visit.unit, visit.until, visit.granted_by) == (city.housing, NOW + 2 * HOUR, city.head)
        assert Entry.objects.filter(event="support_granted").count() == 1

    @pytest.mark.parametrize("who", ["reporter", "reviewer", "leader", "system_admin", "security_admin"])
    def test_nobody_else_does(self, city: City, helper: Account, who: str) -> None:
        with pytest.raises(Refused):
            let(city, helper, by=getattr(city, who))

    def test_a_unit_lends_no_sight_it_has_not(self, city: City, helper: Account) -> None:
        with pytest.raises(DomainError, match="你自己能看到的"):
            let(city, helper, view=Role.OFFICE)

    def test_no_longer_than_the_rules_say(self, city: City, helper: Account) -> None:
        with pytest.raises(DomainError, match="最长 8 小时"):
            let(city, helper, hours=9)

    def test_a_reason_and_a_support_account(self, city: City, helper: Account) -> None:
        with pytest.raises(DomainError, match="事由"):
            let(city, helper, reason=" ")
        with pytest.raises(DomainError, match="不是在用的支持人员"):
            let(city, city.stranger)

    def test_support_holds_no_role_and_needs_a_second_factor(self, city: City, helper: Account) -> None:
        with pytest.raises(DomainError, match="支持人员，不授予角色"):
            services.grant_role(
                actor=city.actor(city.security_admin), account=helper, role=Role.REPORTER, unit=city.housing,
                since=TODAY, until=None, reason="文号", at=NOW,
            )  # fmt: skip
        assert must_have_factor(helper, TODAY)


class TestLooking:
    def test_without_a_visit_there_is_nothing_to_see(self, city: City, helper: Account) -> None:
        page = browser(helper).get("/account/visits/").content.decode()
        assert "现在没有单位允许查看" in page
        assert "支持访问：" not in browser(helper).get(UNITS).content.decode()

    def test_without_a_visit_not_even_what_everybody_reads_is_open(self, city: City, helper: Account) -> None:
        client = browser(helper)
        for address in ("/", UNITS, "/units/people/", "/search/", "/notices/calendar/"):
            answer = client.get(address, follow=True)
            assert city.housing.versions.get().short_name not in answer.content.decode(), address
        assert client.get(UNITS)["Location"] == "/account/visits/"
        assert client.post("/units/export/").status_code == 403
        assert client.get("/account/").status_code == 200
        assert client.get("/notices/").status_code == 200
        assert client.get("/privacy/mine/").status_code == 200
        visit = let(city, helper)
        client.post(f"/account/visits/{visit.pk}/begin/")
        assert client.get(UNITS).status_code == 200
        services.end_support(actor=city.actor(city.head), visit=visit, at=NOW)
        assert client.get(UNITS)["Location"] == "/account/visits/", "at the next click"

    def test_sees_what_was_lent_and_says_so(self, city: City, helper: Account) -> None:
        client = looking(helper, let(city, helper))
        assert "支持访问：市住建局，只能看" in client.get("/reports/").content.decode()

    def test_every_page_is_on_record_and_shown_to_the_unit(self, city: City, helper: Account) -> None:
        client = looking(helper, let(city, helper))
        client.get("/reports/")
        client.get(UNITS)
        client.get("/account/visits/")
        looked = Entry.objects.filter(event="support_looked").order_by("id")
        assert [entry.after["page"].rsplit("（")[-1] for entry in looked] == ["/reports/）", "/units/）"]
        assert looked[0].actor == "贺援（支持人员，查看市住建局）"
        page = browser(city.head).get("/account/support/").content.decode()
        assert "贺援" in page
        assert "共 2 页次" in page
        assert "hx-trigger" in page, "renews itself while somebody looks"
        assert '支持访问</span><b class="n hot">1</b>' in page, "beside the entry, on every page of the head"
        assert "贺援" in browser(city.reporter).get("/account/support/").content.decode()
        assert "贺援" not in browser(city.stranger).get("/account/support/").content.decode()

    def test_no_act_of_any_room_is_done(self, city: City, helper: Account) -> None:
        """Every address there is, sent to as support with the office's own sight."""
        visit = let(city, helper, by=city.office, view=Role.OFFICE)
        client = looking(helper, visit)
        tried = 0
        for name in addresses():
            if name.startswith("identity:"):
                continue
            try:
                address = reverse(name)
            except NoReverseMatch:
                try:
                    address = reverse(name, args=[1])
                except NoReverseMatch:
                    continue
            before = Entry.objects.count()
            answer = client.post(address, {})
            assert (answer.status_code, Entry.objects.count()) == (403, before), name
            assert "支持访问只能看" in answer.content.decode(), name
            tried += 1
        assert tried > 100

    def test_acts_about_others_accounts_are_refused_too(self, city: City, helper: Account) -> None:
        client = looking(helper, let(city, helper))
        for address in ("support/grant/", f"grants/{city.head.grants.get().pk}/lend/", "rules/"):
            assert client.post(f"/account/{address}", {}).status_code == 403


class TestEnding:
    def test_it_ends_by_itself(self, city: City, helper: Account, travel: time_machine.Traveller) -> None:
        client = looking(helper, let(city, helper))
        for minutes in range(20, 121, 20):
            travel.move_to(NOW + timedelta(minutes=minutes))
            page = client.get("/reports/").content.decode()
            assert ("支持访问：市住建局" in page) is (minutes < 120)
        assert client.post(f"/account/visits/{SupportVisit.objects.get().pk}/begin/").status_code == 409

    @pytest.mark.parametrize("who", ["head", "security_admin"])
    def test_it_is_ended_at_once(self, city: City, helper: Account, who: str) -> None:
        visit = let(city, helper)
        client = looking(helper, visit)
        assert browser(getattr(city, who)).post(f"/account/support/{visit.pk}/end/").status_code == 302
        assert "支持访问：" not in client.get("/reports/").content.decode()
        assert Entry.objects.filter(event="support_ended").count() == 1

    def test_support_ends_it_too(self, city: City, helper: Account) -> None:
        visit = let(city, helper)
        client = looking(helper, visit)
        assert client.post(f"/account/support/{visit.pk}/end/")["Location"] == "/account/visits/"
        assert "支持访问：" not in client.get("/reports/").content.decode()

    @pytest.mark.parametrize("who", ["stranger", "office", "reporter"])
    def test_nobody_else_ends_it(self, city: City, helper: Account, who: str) -> None:
        with pytest.raises(Refused):
            services.end_support(actor=city.actor(getattr(city, who)), visit=let(city, helper), at=NOW)

    def test_another_s_visit_is_not_begun(
        self, city: City, helper: Account, make_account: Callable[..., Account]
    ) -> None:
        visit = let(city, helper)
        other = make_account("helper2", "外援", city.other)
        Account.objects.filter(pk=other.pk).update(is_support=True)
        assert browser(other).post(f"/account/visits/{visit.pk}/begin/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_unit_s_page_asks_the_same_whatever_it_holds(
    city: City, helper: Account, count: int, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        visit = let(city, helper)
        looking(helper, visit).get(UNITS)
    client = browser(city.head)
    client.get("/account/support/")
    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get("/account/support/")


class TestTelling:
    """The unit hears of the beginning and of the end, once each; nobody else does."""

    @staticmethod
    def heard(account: Account) -> list[str]:
        return list(Notice.objects.filter(account=account, kind="support").values_list("title", flat=True))

    def test_the_heads_hear_when_it_begins_and_when_somebody_ends_it(
        self, city: City, helper: Account
    ) -> None:
        visit = let(city, helper)
        assert self.heard(city.head) == [], "what is allowed has not begun"
        looking(helper, visit)
        looking(helper, visit)
        assert self.heard(city.head) == ["贺援开始支持访问"]
        services.end_support(actor=city.actor(city.head), visit=visit, at=NOW + HOUR)
        assert sorted(self.heard(city.head)) == ["贺援开始支持访问", "贺援的支持访问已结束"]
        for other in (city.stranger, city.leader, city.reporter, helper):
            assert self.heard(other) == []

    def test_an_end_by_itself_is_told_once(self, city: City, helper: Account) -> None:
        begun, unused = let(city, helper), let(city, helper)
        looking(helper, begun)
        assert services.tell_ended_visits(at=NOW + HOUR) == 0
        for hours in (3, 4):
            services.tell_ended_visits(at=NOW + hours * HOUR)
        ended = Notice.objects.filter(account=city.head, key__endswith=":ended")
        assert [notice.key for notice in ended] == [f"support:{begun.pk}:ended"], f"not {unused.pk}"
