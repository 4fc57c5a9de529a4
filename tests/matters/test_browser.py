"""The ledger and the way of a matter under real fingers, at a desk and with a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dukao.matters.models import Matter
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import TODAY, City
from tests.documents import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Many pages in one test, on a machine that does other things too."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize(
    ("who", "path", "heading"),
    [
        ("office", "/matters/", "督办台账"),
        ("office", "/matters/board/", "挂图作战"),
        ("office", "/matters/gantt/", "里程碑图"),
        ("office", "/matters/add/", "登记事项"),
        ("reporter", "/matters/mine/", "本单位事项"),
        ("reporter", "/matters/{pk}/", "城市燃气管网更新改造 70 公里"),
        ("reporter", "/matters/{pk}/progress/", "反馈进展"),
        ("leader", "/matters/leader/", "领导批示落实"),
    ],
)
def test_pages_are_readable_for_everybody(
    visitor: Visitor, city: City, received: Matter, screen: str, who: str, path: str, heading: str
) -> None:
    Matter.objects.filter(pk=received.pk).update(yellow_from=TODAY)
    page = visitor(getattr(city, who), screen, path.format(pk=received.pk))
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    if path == "/matters/" and screen == "desk":
        expect(page.locator("#drawer").get_by_role("heading", name=received.title)).to_be_visible()
    photograph(page, f"matters-{path.strip('/').replace('/', '-').format(pk='one')}-{screen}")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keys_walk_the_ledger_and_tick(
    visitor: Visitor, city: City, received: Matter, finished: Matter
) -> None:
    page = visitor(city.office, "desk", "/matters/?group=flat")
    expect(page.locator("#drawer").get_by_role("heading", name=received.title)).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_text("已选 1 件")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator("#ld-bulk")).to_be_hidden()
    page.locator("#drawer").get_by_role("link", name="里程碑").click()
    expect(page.locator("#drawer")).to_contain_text("完成管网摸排")
    page.locator("h1").click()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/matters/{received.pk}/$"))


def test_a_phone_opens_the_matter_over_the_list(visitor: Visitor, city: City, received: Matter) -> None:
    page = visitor(city.office, "phone", "/matters/")
    page.locator("a.title").first.click()
    expect(page.locator("#drawer").get_by_role("heading", name=received.title)).to_be_visible()
    assert_accessible(page)
    page.locator("#drawer").get_by_role("button", name="关闭").click()
    expect(page.locator("#drawer")).to_be_hidden()


def test_from_registering_to_sign_off(visitor: Visitor, city: City) -> None:
    office, reporter, head = (visitor(who) for who in (city.office, city.reporter, city.head))
    office.goto("/matters/add/")
    office.get_by_label("事项", exact=True).fill("背街小巷路灯补点 640 盏")
    office.get_by_label("牵头单位").fill("B01")
    office.get_by_label("领域").select_option(label="城建民生")
    office.get_by_label("完成时限").fill("2026-09-30")
    office.get_by_label("第 1 个节点的日期").fill("2026-09-29")
    office.get_by_label("第 1 个节点的累计进度").fill("60")
    office.get_by_label("第 1 个节点", exact=True).fill("立杆完成")
    office.get_by_role("button", name="保存为拟办").click()
    expect(office.get_by_text("已登记 DB-2026-0001。")).to_be_visible()
    address = office.url
    do(office, "交办", {}, "已交办。")
    reporter.goto("/")
    reporter.get_by_role("link", name="签收：背街小巷路灯补点 640 盏").click()
    do(reporter, "签收", {}, "已签收。")
    expect(lamp(reporter)).to_have_text("临期")
    reporter.goto(f"{address}progress/")
    reporter.get_by_label("佐证").set_input_files(
        files=[{"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": samples.pdf(2)}]
    )
    fill(reporter, {"累计完成": "70", "进展": "立杆 450 盏。"})
    press(reporter, "反馈进展")
    expect(reporter.get_by_role("link", name=re.compile("验收单.pdf")).first).to_be_visible()
    do(head, "报结", {"完成情况": "640 盏全部点亮。"}, "已报结", address)
    do(office, "退回", {"原因": "缺最后一段照片。"}, "已退回。", address)
    expect(lamp(office)).to_have_text("预警")
    do(head, "报结", {"完成情况": "补齐照片。"}, "已报结", address)
    do(office, "销号", {"销号意见": "抽查 20 盏，全部点亮。"}, "已销号", address)
    expect(office.get_by_text("抽查 20 盏，全部点亮。").first).to_be_visible()
    photograph(office, "matters-closed-desk")


def do(page: Page, act: str, said: dict[str, str], told: str, address: str = "") -> None:
    """Through the button on the matter's page and the form behind it."""
    if address:
        page.goto(address)
    page.get_by_role("main").get_by_role("link", name=act, exact=True).click()
    expect(page.get_by_role("heading", name=act, level=1)).to_be_visible()
    fill(page, said)
    press(page, act)
    expect(page.get_by_text(told).first).to_be_visible()


def fill(page: Page, said: dict[str, str]) -> None:
    for label, words in said.items():
        page.get_by_label(label).fill(words)


def press(page: Page, act: str) -> None:
    page.get_by_role("main").get_by_role("button", name=act, exact=True).click()


def lamp(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".dk-head .lamp")
