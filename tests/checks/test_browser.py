"""The plan and due process under real fingers: two journeys from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from dukao.checks.models import Check
from tests.browser import Visitor, assert_accessible, photograph
from tests.checks.planting import colleague
from tests.conftest import City
from tests.documents.samples import png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Many pages in one test, on a machine that does other things too."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


def do(page: Page, act: str, said: dict[str, str], told: str) -> None:
    """Through the button on the page and the form behind it."""
    page.get_by_role("main").get_by_role("link", name=act, exact=True).click()
    expect(page.get_by_role("heading", name=act, level=1)).to_be_visible()
    for label, words in said.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("main").get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_text(told).first).to_be_visible()


def enter(page: Page, name: str, organiser: str, objects: str, ends_on: str) -> None:
    page.goto("/checks/add/")
    for label, words in {
        "项目": name, "依据": "省文件第二条", "组织单位": organiser, "开始": "2026-09-28", "结束": ends_on,
        "内容和范围": "排水管网。", "增补理由": "汛后部署。",
    }.items():  # fmt: skip
        page.get_by_label(label).first.fill(words)
    page.get_by_label("对象", exact=True).fill(objects)
    page.get_by_label("检查访谈暗访").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_planned_merged_approved_and_amended(visitor: Visitor, city: City) -> None:
    office, leader = visitor(city.office), visitor(city.leader)
    enter(office, "排水管网督查", "D01", "市住建局", "2026-10-20")
    enter(office, "泵站闸门检查", "B02", "市住建局\n市水利局", "2026-10-30")
    expect(office.get_by_text("可以合并成一项")).to_be_visible()
    assert_accessible(office)
    office.goto("/checks/overlaps/")
    expect(office.get_by_text("共同对象：市住建局")).to_be_visible()
    photograph(office, "checks-overlaps-desk")
    office.get_by_role("button", name="合并成一项").click()
    office.get_by_role("dialog").get_by_role("button", name="合并").click()
    expect(office.get_by_text("JC-2026-0002 已并入 JC-2026-0001")).to_be_visible()
    do(office, "送审", {}, "已送审")
    address = office.url
    leader.goto(address)
    do(leader, "批准", {}, "已批准。频次、范围、对象从现在起冻结")
    office.goto(address)
    do(office, "申请变更", {"结束": "2026-11-10", "理由": "汛情推迟。"}, "已申请，等待领导批准")
    leader.goto("/checks/amendments/")
    expect(leader.get_by_text("2026-11-10")).to_be_visible()
    assert_accessible(leader)
    leader.get_by_role("button", name="批准变更").click()
    expect(leader.get_by_text("已决定").first).to_be_visible()
    expect(leader.get_by_text("9 月 28 日至 11 月 10 日")).to_be_visible()
    phone = visitor(city.reporter, "phone", "/checks/mine/")
    expect(phone.get_by_role("link", name="排水管网督查")).to_be_visible()
    photograph(phone, "checks-mine-phone")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_served_asked_for_review_and_decided_by_another(
    visitor: Visitor, city: City, plant: Callable[..., Check]
) -> None:
    check, other = plant("ongoing"), colleague(city, "tianmu", "田牧")
    office, leader, head = visitor(city.office), visitor(city.leader), visitor(city.head)
    office.goto(f"/checks/{check.pk}/conclude/")
    office.get_by_label("对象").select_option(label="市住建局")
    office.get_by_label("评价").select_option(label="问题较多")
    office.get_by_label("事实和结论").fill("1.2 公里没有贯通。")
    office.get_by_label("整改要求").fill("10 月底前贯通。")
    picture = {"name": "现场.png", "mimeType": "image/png", "buffer": png((60, 40))}
    office.get_by_label("证据").set_input_files(files=[picture])
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_text("已起草").first).to_be_visible()
    address = office.url
    do(office, "听取说明", {}, "已送对象听取说明")
    head.goto(address)
    do(head, "说明情况", {"说明": "9 月 20 日已经贯通。"}, "已说明")
    office.goto(address)
    do(office, "送批", {}, "已送批")
    leader.goto(address)
    do(leader, "批准送达", {}, "已批准并送达")
    head.goto("/")
    head.get_by_role("link", name="签收结论：城市内涝治理专项督查").click()
    do(head, "签收", {}, "已签收")
    expect(head.get_by_text("到 2026 年 10 月 28 日为止")).to_be_visible()
    do(head, "申请复核", {"理由": "影像证明已经贯通。"}, "已申请复核")
    office.goto(address)
    expect(office.get_by_text("应当回避（《政府督查工作条例》第十七条）")).to_be_attached()
    assert_accessible(office)
    reviewer = visitor(other, "desk", f"{address}review/")
    reviewer.get_by_label("变更", exact=True).check()
    reviewer.get_by_label("评价").select_option(label="存在不足")
    reviewer.get_by_label("10 月底前贯通。").check()
    reviewer.get_by_label("理由").fill("影像属实，要求取消。")
    assert_accessible(reviewer)
    reviewer.get_by_role("button", name="复核决定").click()
    expect(reviewer.get_by_text("问题较多 → 存在不足")).to_be_visible()
    photograph(reviewer, "checks-reviewed-desk")
