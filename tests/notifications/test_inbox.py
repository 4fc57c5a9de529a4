"""The inbox as a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from dukao.identity.models import Account
from dukao.notifications import services
from dukao.notifications.models import Notice
from dukao.notifications.selectors import unread_count
from tests.conftest import NOW, City

NumQueries = Callable[[int], AbstractContextManager[object]]


def tell(city: City, *titles: str, kind: str = "returned") -> None:
    for minutes, title in enumerate(titles, start=1):
        services.notify(
            account_ids=[city.reporter.pk], kind=kind, title=title, body="附件 2 是 8 月通知。",
            url="/reports/", key=title, at=NOW - timedelta(minutes=minutes),
        )  # fmt: skip


def test_unread_notices_come_first_and_the_bell_counts_them(city: City, client: Client) -> None:
    tell(city, "新的", "旧的", "更旧的")
    Notice.objects.filter(title="新的").update(read_at=NOW)
    client.force_login(city.reporter)
    page = client.get("/notices/").content.decode()
    assert page.index("旧的") < page.index("更旧的") < page.index("新的")
    assert 'aria-label="消息，2 条未读"' in page


def test_following_a_notice_reads_it(city: City, client: Client) -> None:
    tell(city, "退回 1 项")
    client.force_login(city.reporter)
    answer = client.get(f"/notices/{Notice.objects.get().pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/reports/")
    assert unread_count(city.actor(city.reporter)) == 0


def test_ticked_notices_are_read_and_the_others_stay(city: City, client: Client) -> None:
    tell(city, "一", "二", "三")
    client.force_login(city.reporter)
    picked = list(Notice.objects.filter(title__in=["一", "二"]).values_list("pk", flat=True))
    page = client.post("/notices/read/", {"picked": [*picked, "x", "9" * 5000]}, follow=True).content.decode()
    assert "2 条已标为已读" in page
    assert unread_count(city.actor(city.reporter)) == 1


def test_one_button_reads_all(city: City, client: Client) -> None:
    tell(city, "一", "二", "三")
    client.force_login(city.reporter)
    client.post("/notices/read/", {"all": "1"})
    assert unread_count(city.actor(city.reporter)) == 0


def test_conditions_narrow_the_list_and_an_empty_one_says_so(city: City, client: Client) -> None:
    tell(city, "退回 1 项")
    tell(city, "明天截止", kind="due")
    client.force_login(city.reporter)
    page = client.get("/notices/?kind=due").content.decode()
    assert "明天截止" in page
    assert "退回 1 项" not in page
    assert "没有这样的消息" in client.get("/notices/?state=read").content.decode()


def test_an_empty_inbox_says_what_will_come(city: City, client: Client) -> None:
    client.force_login(city.stranger)
    assert "还没有消息" in client.get("/notices/").content.decode()


@pytest.mark.parametrize("notices", [1, 3])
def test_the_inbox_costs_the_same_however_full_it_is(
    notices: int, city: City, make_account: Callable[..., Account], client: Client,
    django_assert_num_queries: NumQueries,
) -> None:  # fmt: skip
    newcomer = make_account("newcomer", "新人", city.housing)
    for n in range(notices):
        services.notify(account_ids=[newcomer.pk], kind="due", title=f"{n}", key=f"{n}", at=NOW)
    client.force_login(newcomer)
    client.get("/notices/")
    with django_assert_num_queries(6):
        client.get("/notices/")
