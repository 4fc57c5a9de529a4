"""跨年结转 on one page: what goes on, what is held back and why, new limits, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError
from dukao.matters import services
from dukao.matters.models import CarryOver, Extension, Matter
from dukao.matters.services import MatterDraft
from dukao.notifications.models import Notice
from dukao.organisations.models import UnitVersion
from tests.conftest import NOW, City, at_time
from tests.matters.conftest import DUE
from tests.matters.proposals import plant_extension
from tests.matters.test_steering_pages import open_page, words

pytestmark = pytest.mark.django_db
DECEMBER, MAY = at_time(date(2026, 12, 28), 9), date(2027, 5, 31)
PAGE = "/matters/carry/"


@pytest.fixture
def in_december(settings: Settings) -> None:
    """The 17th: passwords of the standing characters hold for ninety days."""
    settings.DUKAO_CLOCK_OFFSET += int(timedelta(days=80).total_seconds())


def more(city: City, draft: Callable[..., MatterDraft], count: int, **changes: object) -> list[Matter]:
    office = city.actor(city.office)
    made = [
        services.register_matter(actor=office, draft=draft(title=f"事项{n}", **changes), at=NOW)
        for n in range(count)
    ]
    return [matter for matter in made if matter]


def test_a_new_limit_holds_and_ends_what_was_asked(city: City, received: Matter) -> None:
    plant_extension(city, received)
    services.carry_over(
        actor=city.actor(city.office),
        matter=received,
        year=2027,
        reason="征迁未完。",
        due_on=MAY,
        at=DECEMBER,
    )
    stored = Matter.objects.get()
    assert (stored.year, stored.due_on, stored.days) == (2027, MAY, None)
    assert Extension.objects.get().state == "withdrawn"
    assert Entry.objects.get(event="matter_carried_over").after["due_on"] == "2027-05-31"
    assert Notice.objects.filter(
        account=city.reporter, title__startswith="结转 2027 年，时限 2027 年 5 月 31 日"
    ).exists()


@pytest.mark.parametrize("due_on", [DUE, date(2026, 12, 28), date(2026, 12, 1)])
def test_a_new_limit_is_later_than_the_old_one_and_today(city: City, received: Matter, due_on: date) -> None:
    with pytest.raises(DomainError, match="要晚于今天和原时限（2026 年 12 月 20 日）"):
        services.carry_over(
            actor=city.actor(city.office), matter=received, year=2027, reason="未完。", due_on=due_on,
            at=DECEMBER,
        )  # fmt: skip
    assert Matter.objects.get().year == 2026
    assert not CarryOver.objects.exists()


def test_what_is_chosen_goes_on_and_the_rest_stays(
    city: City, received: Matter, draft: Callable[..., MatterDraft]
) -> None:
    (left,), office = more(city, draft, 1), city.actor(city.office)
    by: dict[str, Any] = {"actor": office, "from_year": 2026, "reason": "未完。", "at": DECEMBER}
    services.carry_year_over(limits={received.pk: None}, **by)
    assert list(Matter.objects.order_by("pk").values_list("year", flat=True)) == [2027, 2026]
    with pytest.raises(DomainError, match="有 1 件刚刚结转或了结了"):
        services.carry_year_over(limits={received.pk: None, left.pk: None}, **by)
    assert Matter.objects.get(pk=left.pk).year == 2026


def test_the_page_says_what_goes_on_and_what_does_not(
    city: City, client: Client, received: Matter, closed_too: Matter, in_december: None,
    draft: Callable[..., MatterDraft],
) -> None:  # fmt: skip
    more(city, draft, 1, lead_unit_id=city.other.pk, assisting_ids=())
    UnitVersion.objects.filter(unit=city.other).update(until=date(2026, 12, 1))
    Matter.objects.filter(pk=received.pk).update(due_on=date(2026, 12, 9))
    page = open_page(client, city.office, PAGE)
    assert "2026 年到 2027 年" in page
    assert "要结转的事项 1 件" in page
    assert "时限已过，不定新的时限就继续亮红灯" in page
    assert "2026-12-09 已过 8 天" in page
    assert "已经撤并，请打开事项单独结转" in page
    assert "不用结转的 1 件：已销号 1 件" in page
    sent = {"reason": "征迁未完。", "picked": [received.pk], f"due-{received.pk}": "2027-05-31"}
    assert client.post(f"{PAGE}?year=2026", sent).status_code == 302
    stored = Matter.objects.get(pk=received.pk)
    assert (stored.year, stored.due_on) == (2027, MAY)
    page = words(client.get(f"{PAGE}?year=2026").content.decode())
    assert "已结转到 2027 年 1 件" in page
    assert "征迁未完。" in page


def test_what_was_chosen_stays_when_it_is_refused(
    city: City, client: Client, received: Matter, in_december: None
) -> None:
    client.force_login(city.office)
    picked = {"picked": [received.pk], f"due-{received.pk}": "2026-12-01"}
    for sent, sentence in (
        ({**picked, "reason": ""}, "请写明结转的说明"),
        ({**picked, "reason": "未完。"}, "要晚于今天和原时限"),
        ({"reason": "未完。"}, "没有选中事项"),
        ({**picked, "reason": "未完。", f"due-{received.pk}": "明天"}, "日期"),
    ):
        answer = client.post(f"{PAGE}?year=2026", sent)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    page = client.post(f"{PAGE}?year=2026", {**picked, "reason": ""}).content.decode()
    assert f'name="due-{received.pk}" value="2026-12-01"' in page
    assert "checked" in page
    assert Matter.objects.get().year == 2026


def test_before_december_one_may_look_but_not_carry(city: City, client: Client, received: Matter) -> None:
    page = open_page(client, city.office, f"{PAGE}?year=2026")
    assert "2027 年的结转从上一年 12 月起办理。" in page
    answer = client.post(f"{PAGE}?year=2026", {"reason": "未完。", "picked": [received.pk]})
    assert "12 月起办理" in answer.content.decode()
    assert "2025 年没有要结转的事项" in open_page(client, city.office, PAGE)


def test_the_ledger_leads_there(city: City, client: Client, received: Matter) -> None:
    assert "跨年结转" in open_page(client, city.office, "/matters/")
    assert "跨年结转" not in open_page(client, city.reporter, "/matters/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_for_one_and_three(
    city: City, client: Client, in_december: None, draft: Callable[..., MatterDraft], count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    more(city, draft, count)
    client.force_login(city.office)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 11


@pytest.fixture
def closed_too(city: City, draft: Callable[..., MatterDraft]) -> Matter:
    office = city.actor(city.office)
    (matter,) = more(city, draft, 1)
    services.assign_matter(actor=office, matter=matter, at=NOW)
    services.receive_matter(actor=city.actor(city.head), matter=matter, at=NOW)
    services.finish_matter(actor=city.actor(city.head), matter=matter, text="办完。", at=NOW)
    return services.close_matter(actor=office, matter=matter, opinion="属实。", at=NOW)
