"""The inbox on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dukao.notifications import services
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTICES = (
    ("returned", "“老旧小区改造完成”被退回", "林岚（市发展改革委）：附件 2 是 8 月通知，请换成 9 月验收单。"),
    ("due", "9 月填报后天 17:30 截止", "还有 4 项没有填。"),
    ("review", "8 月填报全部审核通过", ""),
    ("result", "三季度考核结果开始公示", "公示到 10 月 9 日，有异议请在公示期内提出。"),
)


def fill(city: City) -> None:
    for hours, (kind, title, body) in enumerate(NOTICES, start=1):
        services.notify(
            account_ids=[city.reporter.pk], kind=kind, title=title, body=body, url="/notices/", key=title,
            at=NOW - timedelta(hours=7 * hours),
        )  # fmt: skip


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_inbox(city: City, visitor: Visitor, screen: str) -> None:
    fill(city)
    page = visitor(city.reporter, screen, "/notices/")
    photograph(page, f"inbox-{screen}")
    assert_accessible(page)


def test_ticked_notices_are_read_by_the_bar_at_the_foot(city: City, visitor: Visitor) -> None:
    fill(city)
    page = visitor(city.reporter, "desk", "/notices/")
    for title in (NOTICES[0][1], NOTICES[1][1]):
        page.get_by_label(f"选中{title}").check()
    photograph(page, "inbox-bulk-desk")
    page.get_by_role("button", name="标为已读", exact=True).click()
    expect(page.get_by_text("2 条已标为已读。")).to_be_visible()
    expect(page.get_by_role("link", name="消息，2 条未读")).to_be_visible()


def test_an_empty_inbox(city: City, visitor: Visitor) -> None:
    page = visitor(city.reporter, "phone", "/notices/")
    photograph(page, "inbox-empty-phone")
    expect(page.get_by_text("还没有消息")).to_be_visible()
