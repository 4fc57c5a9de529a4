"""Settings, channels, deliveries and rules on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dukao.notifications import sending, services
from dukao.notifications.models import Channel, Delivery
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, TODAY, City
from tests.notifications.gateway import Gateway, running_gateway
from tests.notifications.planting import reachable, robot, sms_channel, tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as running:
        yield running


def plant(city: City, gateway: Gateway) -> None:
    """Three channels and deliveries that ended in every way."""
    Channel.objects.create(
        name="市政务邮箱", medium="email", added_at=NOW, address_hint="由 DUKAO_EMAIL_URL 设置", paused_at=NOW
    )
    sms_channel(city, gateway)
    robot(city, gateway, ["returned"])
    services.set_notification_policy(
        actor=city.actor(city.office), effective_on=TODAY, required={"returned": True}, source="示督考办〔2026〕9 号",
        at=NOW,
    )  # fmt: skip
    for account in (city.reporter, city.head):
        reachable(account, email="")
    gateway.answers = [200, 200, 404, "cut"]
    for hours, kind in enumerate(("returned", "due", "due", "account"), start=1):
        tell(city.reporter, key=f"k{hours}", kind=kind, at=NOW - timedelta(hours=hours))
        sending.deliver_due()
    reachable(city.stranger, pace="daily")
    tell(city.stranger, key="later", at=NOW - timedelta(hours=9))


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_settings_of_a_person(city: City, gateway: Gateway, visitor: Visitor, screen: str) -> None:
    plant(city, gateway)
    page = visitor(city.reporter, screen, "/notices/settings/")
    expect(page.get_by_label("退回：短信")).to_be_visible()
    photograph(page, f"notice-settings-{screen}")
    assert_accessible(page)
    page.get_by_label("每天汇总发一次").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("通知设置已保存")).to_be_visible()
    page.get_by_role("button", name="生成链接").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    photograph(page, f"calendar-link-{screen}")
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_channels_and_what_became_of_deliveries(
    city: City, gateway: Gateway, visitor: Visitor, screen: str
) -> None:
    plant(city, gateway)
    page = visitor(city.system_admin, screen, "/notices/channels/")
    photograph(page, f"channels-{screen}")
    assert_accessible(page)
    page.get_by_role("button", name="试发").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    photograph(page, f"channels-try-{screen}")
    page.goto("/notices/deliveries/")
    photograph(page, f"deliveries-{screen}")
    assert_accessible(page)
    if screen == "desk":  # rows are ticked at a desk
        uncertain = Delivery.objects.get(state="uncertain")
        page.locator(f"input[name=picked][value='{uncertain.pk}']").check()
        page.get_by_role("button", name="不再发").click()
        expect(page.get_by_text("1 条不再发")).to_be_visible()
    page.goto("/notices/channels/add/")
    photograph(page, f"channel-add-{screen}")
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_rules_of_the_office(city: City, gateway: Gateway, visitor: Visitor, screen: str) -> None:
    plant(city, gateway)
    page = visitor(city.office, screen, "/notices/rules/")
    expect(page.get_by_text("示督考办〔2026〕9 号")).to_be_visible()
    photograph(page, f"notice-rules-{screen}")
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_inbox_with_its_deliveries(city: City, gateway: Gateway, visitor: Visitor, screen: str) -> None:
    plant(city, gateway)
    page = visitor(city.reporter, screen, "/notices/")
    expect(page.get_by_text("短信结果不明")).to_be_visible()
    photograph(page, f"inbox-sent-{screen}")
    assert_accessible(page)
