"""The way of a problem under real fingers, and its page on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dukao.issues.models import Problem
from dukao.issues.vocabulary import problem_ref
from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import City
from tests.documents.samples import png
from tests.issues.planting import plant, plant_lookback, plant_sweep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Many pages in one test, on a machine that does other things too."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


def press(page: Page, act: str, **fields: str) -> None:
    """Open the page of an act, fill its form by labels and send it."""
    page.get_by_role("main").get_by_role("link", name=act, exact=True).click()
    expect(page.get_by_role("heading", name=act, level=1)).to_be_visible()
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("main").get_by_role("button", name=act, exact=True).click()
    expect(page.locator("h1")).to_have_text("和苑二区路面恢复超期")


def state(page: Page, word: str) -> None:
    expect(page.locator(".dk-head .dk-state")).to_have_text(word)


def test_registered_put_right_returned_verified_rebounded(
    visitor: Visitor, city: City, tmp_path: Path
) -> None:
    office, head = visitor(city.office), visitor(city.head)
    office.goto("/problems/add/")
    for label, value in {
        "问题": "和苑二区路面恢复超期", "事实": "3 号楼东侧仍为碎石便道，长约 40 米。",
        "依据": "《城市道路管理条例》第三十三条", "整改要求": "恢复路面。",
    }.items():  # fmt: skip
        office.get_by_label(label, exact=True).fill(value)
    office.get_by_label("责任单位", exact=True).fill("B01")
    office.get_by_role("button", name="保存为待交办").click()
    state(office, "待交办")
    address = office.url
    press(office, "交办")
    state(office, "已交办")
    head.goto(address)
    press(head, "定措施", 措施="铺沥青面层。", 责任人="郑安", 完成时限="2026-10-08")
    state(head, "整改中")
    head.get_by_role("link", name="申请验收").click()
    photo = tmp_path / "after.png"
    photo.write_bytes(png((120, 80)))
    head.get_by_label("采取的措施").fill("路面已恢复 42 米。")
    head.get_by_label("佐证").set_input_files(photo)
    head.get_by_role("button", name="申请验收").click()
    state(head, "待验收")
    office.goto(address)
    press(office, "退回整改", 原因="照片看不出位置，请补。")
    state(office, "退回")
    head.goto(address)
    press(head, "申请验收", 采取的措施="补了同一角度的照片。")
    office.goto(address)
    press(office, "验收销号", 意见="现场核对无误。")
    state(office, "已销号")
    plant_lookback(Problem.objects.get())
    office.goto("/problems/lookbacks/")
    office.get_by_role("link", name="和苑二区路面恢复超期").click()
    office.get_by_label("结论").select_option("rebounded")
    office.get_by_label("情况").fill("同一处又沉降。")
    office.get_by_label("重新整改的时限").fill("2026-11-30")
    office.get_by_role("button", name="记录").click()
    state(office, "重新打开")
    photograph(office, "problem-reopened-desk")
    assert_accessible(office)


@pytest.mark.parametrize("path", ["/problems/{pk}/", "/problems/"])
def test_a_phone_shows_it_whole(visitor: Visitor, city: City, path: str) -> None:
    problem = plant(city, "submitted")
    plant_sweep(city, problem)
    page = visitor(city.office, "phone", path.format(pk=problem.pk))
    expect(page.get_by_role("main")).to_contain_text("和苑二区路面恢复超期")
    photograph(page, f"problem-{'one' if 'pk' in path else 'ledger'}-phone")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_long_title_over_a_form_stays_on_a_phone_and_paper_has_no_buttons(
    visitor: Visitor, city: City
) -> None:
    title = "3 月反馈的 12 处空鼓已修 11 处，5 号楼又发现同类空鼓 4 处"
    problem = plant(city, "closed", title=title)
    page = visitor(city.head, "phone", f"/problems/practices/add/?from={problem_ref(problem.pk)}")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.get_by_text("推荐", exact=True).last).to_be_hidden()


def test_the_ledger_is_walked_beside_its_drawer(visitor: Visitor, city: City) -> None:
    plant(city, "rectifying", title="燃气管网漏损")
    plant(city, "assigned", title="入河排口标识不清", unit_id=city.other.pk)
    page = visitor(city.office, "desk", "/problems/")
    drawer = page.locator("#drawer")
    first = page.locator("tr[data-row]").first
    expect(drawer.get_by_role("heading", level=2)).to_have_text(first.locator("a.title").inner_text())
    page.get_by_role("link", name="燃气管网漏损").click()
    expect(drawer.get_by_role("heading", name="燃气管网漏损")).to_be_visible()
    drawer.get_by_role("link", name="措施").click()
    expect(drawer).to_contain_text("恢复路面。")
    photograph(page, "problem-ledger-desk")
    assert_accessible(page)
    page.get_by_role("button", name="把现在的条件存为视图").click()
    page.get_by_label("名字").fill("我盯的")
    page.get_by_role("button", name="存为视图", exact=True).click()
    expect(page.get_by_role("navigation", name="视图").get_by_role("link", name="我盯的")).to_be_visible()
