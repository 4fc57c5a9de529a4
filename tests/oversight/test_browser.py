"""From the stream to a lead, from the lead to a question, and to the office's answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import City
from tests.oversight.planting import plant_entry, plant_hit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_stream_to_the_office_s_answer(city: City, visitor: Visitor) -> None:
    plant_hit(city, entry=plant_entry(city).pk)
    reader = visitor(city.discipline, "desk", "/oversight/")
    expect(reader.get_by_role("heading", name="发生了什么")).to_be_visible()
    photograph(reader, "oversight-desk")
    assert_accessible(reader)
    reader.get_by_role("link", name="值得看", exact=True).first.click()
    expect(reader.get_by_text("批准晚于到期日 9 日")).to_be_visible()
    reader.get_by_role("link", name="问询", exact=True).click()
    expect(reader.get_by_label("关于哪个单位")).to_have_value("B01")
    reader.get_by_role("button", name="存草稿").click()
    expect(reader.get_by_text("草稿已存，只有纪检监督看得到").first).to_be_visible()
    reader.get_by_role("button", name="发出").click()
    reader.get_by_role("dialog").get_by_role("button", name="发出").click()
    expect(reader.get_by_text("待答复").first).to_be_visible()
    address = reader.url.split("/oversight/")[1]

    office = visitor(city.office, "phone", f"/oversight/{address}")
    office.get_by_role("textbox", name="答复").fill("管线迁改未完，附批复。")
    assert_accessible(office)
    office.get_by_role("button", name="答复", exact=True).click()
    expect(office.get_by_text("已答复，纪检监督会收到消息").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("管线迁改未完，附批复。")).to_be_visible()
    reader.get_by_role("button", name="认可答复").click()
    expect(reader.get_by_text("已采纳").first).to_be_visible()


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_leads_and_figures_of_objections_at_both_widths(city: City, visitor: Visitor, screen: str) -> None:
    plant_hit(city)
    page = visitor(city.discipline, screen, "/oversight/hits/")
    expect(page.get_by_role("link", name="市住建局 国道改线征拆")).to_be_visible()
    page.get_by_role("button", name="导出").click()
    expect(page.get_by_role("dialog").get_by_label("用途")).to_be_visible()
    assert_accessible(page)
    page.goto("/results/objections/statistics/")
    expect(page.get_by_role("heading", name="异议统计")).to_be_visible()
    expect(page.get_by_text("这一年没有异议")).to_be_visible()
    assert_accessible(page)
    photograph(page, f"objection-figures-{screen}")
