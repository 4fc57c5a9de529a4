"""Decisions under real eyes and fingers: decomposing by keys, a plan put right in place, the loop."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.services import MatterDraft
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, City
from tests.matters import messy
from tests.matters.planting import plant_decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", WIDTHS)
def test_a_paragraph_is_decomposed_by_keys_and_what_is_offered(
    city: City, visitor: Visitor, draft: Callable[..., MatterDraft], screen: str
) -> None:
    services.register_matter(actor=city.actor(city.office), draft=draft(), at=NOW)
    decision = plant_decision(city)
    page = visitor(city.office, screen, f"/decisions/{decision.pk}/")
    expect(page.get_by_role("heading", name="“一”的事项")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="市住建局").click()
    expect(page.get_by_label("牵头单位")).to_have_value("市住建局")
    page.locator("[name=title]").fill("改造管网 70 公里")
    page.get_by_label("领域").select_option("城建民生")
    page.get_by_label("完成时限").fill("12月底")
    page.get_by_role("button", name="登记为拟办").click()
    expect(page.get_by_role("link", name="改造管网 70 公里")).to_be_visible()
    expect(page.get_by_text("“12月底”按 2026 年 12 月 31 日")).to_be_visible()
    photograph(page, f"decompose-{screen}")
    if screen == "desk":
        page.get_by_role("link", name="一、年底前").focus()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"paragraph=\d+"))
        expect(page.get_by_role("heading", name="“二”的事项")).to_be_visible()
    assert Matter.objects.filter(paragraph__decision=decision).count() == 1


@pytest.mark.parametrize("screen", WIDTHS)
def test_a_plan_is_looked_at_put_right_and_registered(city: City, visitor: Visitor, screen: str) -> None:
    decision = plant_decision(city)
    page = visitor(city.office, screen, f"/decisions/import/?decision={decision.pk}")
    assert_accessible(page)
    page.set_input_files(
        "input[type=file]", {"name": "计划.xlsx", "mimeType": "", "buffer": messy.annual_plan()}
    )
    page.get_by_role("button", name="读入并核对").click()
    expect(page.get_by_role("heading", name="核对“计划.xlsx”")).to_be_visible()
    assert_accessible(page)
    photograph(page, f"intake-{screen}")
    page.get_by_role("link", name="压缩审批时限").click()
    expect(page.get_by_text("“13月”没有这个月份")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("不导入这一行").check()
    page.get_by_role("button", name="保存，下一行").click()
    expect(page.get_by_role("heading", name=re.compile("改任务表 第 (6|12) 行"))).to_be_visible()


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("path", ["", "add/", "ledger/", "{}/loop/"])
def test_pages_are_open_to_everybody(
    city: City, visitor: Visitor, draft: Callable[..., MatterDraft], screen: str, path: str
) -> None:
    decision = plant_decision(city)
    paragraph = decision.paragraphs.get(position=1)
    services.register_matter(actor=city.actor(city.office), draft=draft(paragraph_id=paragraph.pk), at=NOW)
    page = visitor(city.office, screen, f"/decisions/{path.format(decision.pk)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    photograph(page, f"decisions-{path.strip('{}/') or 'list'}-{screen}")
    assert_accessible(page)
