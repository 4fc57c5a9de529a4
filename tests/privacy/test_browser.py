"""A person finds a wrong number, the office mends it, and the person sees who looked; both by desk and phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import City
from tests.privacy.access import objects
from tests.privacy.planting import plant_inspection, plant_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "mine": ("reporter", "/privacy/mine/", "我的个人信息"),
    "ask": ("reporter", "/privacy/requests/ask/", "提出个人信息请求"),
    "register": ("stranger", "/privacy/register/", "个人信息处理清单"),
    "requests": ("office", "/privacy/requests/", "个人信息请求"),
    "keeping": ("security_admin", "/privacy/keeping/", "个人信息保护"),
    "clock": ("security_admin", "/privacy/keeping/log_ins/", "登录设备和网络地址"),
    "destructions": ("audit_admin", "/privacy/destructions/", "销毁登记"),
    "rules": ("security_admin", "/privacy/rules/", "个人信息规则"),
    "inspections": ("discipline", "/privacy/inspections/", "查阅个人信息"),
}


@pytest.mark.parametrize("screen", WIDTHS)
def test_every_page_stands_at_both_widths(city: City, visitor: Visitor, screen: str) -> None:
    plant_person(city, city.reporter)
    numbers = objects(city)
    pages = {
        **PAGES,
        "request": ("office", f"/privacy/requests/{numbers['privacy:request'][0]}/", "更正：人员登记"),
        "inspection": ("discipline", f"/privacy/inspections/{numbers['privacy:inspection'][0]}/", "陈立"),
    }
    for name, (who, address, title) in pages.items():
        page = visitor(getattr(city, who), screen, address)
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen][0], name
        assert_accessible(page)
        photograph(page, f"privacy-{name}-{screen}")


@pytest.mark.parametrize("screen", WIDTHS)
def test_from_a_wrong_number_to_its_correction(city: City, visitor: Visitor, screen: str) -> None:
    plant_person(city, city.reporter)
    plant_inspection(city)
    mine = visitor(city.reporter, screen, "/privacy/mine/")
    expect(mine.get_by_text("138****5678").first).to_be_visible()
    expect(mine.get_by_text("按事由查阅：人员登记、登录设备")).to_be_visible()
    mine.get_by_role("link", name="显示完整号码").click()
    expect(mine.get_by_text("13812345678").first).to_be_visible()
    mine.get_by_role("link", name="提出更正或删除").click()
    mine.get_by_label("关于哪一类信息").select_option("人员登记")
    mine.get_by_role("textbox", name="内容").fill("电话应为 13900000000。")
    mine.get_by_role("button", name="提出", exact=True).click()
    expect(mine.get_by_text("待答复").first).to_be_visible()
    address = mine.url.split("/privacy/")[1]

    office = visitor(city.office, screen, f"/privacy/{address}")
    office.get_by_role("link", name="打开人员页").click()
    office.get_by_role("link", name="更正", exact=True).click()
    office.get_by_label("办公电话").fill("13900000000")
    office.get_by_label("更正原因").fill("本人请求")
    office.get_by_role("button", name="更正", exact=True).click()
    expect(office.get_by_text("139****0000").first).to_be_visible()
    office.goto(f"/privacy/{address}")
    office.get_by_label("照办", exact=True).check()
    office.get_by_role("textbox", name="答复").fill("已更正。")
    office.get_by_role("button", name="答复", exact=True).click()
    expect(office.get_by_text("已照办").first).to_be_visible()

    mine.goto("/privacy/mine/")
    expect(mine.get_by_text("139****0000").first).to_be_visible()
    expect(mine.get_by_text("何正").first).to_be_visible()


def test_a_destruction_is_asked_back_and_approved(city: City, visitor: Visitor) -> None:
    objects(city)
    page = visitor(city.security_admin, "desk", "/privacy/keeping/")
    page.get_by_role("button", name="批准销毁").click()
    page.get_by_role("dialog").get_by_role("button", name="批准销毁").click()
    expect(page.get_by_text("没有到期的")).to_be_visible()
    page.get_by_role("link", name="销毁登记").click()
    expect(page.get_by_role("cell", name="已销毁")).to_be_visible()
    expect(page.get_by_text("安管").first).to_be_visible()
