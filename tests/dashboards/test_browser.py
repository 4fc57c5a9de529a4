"""The landing pages and the search on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dukao.reporting import services
from dukao.reporting.models import UnitReport
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, City
from tests.reporting.conftest import line_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def returned(city: City, submitted: UnitReport) -> UnitReport:
    line = line_of(submitted, "Z-02")
    services.return_line(
        actor=city.actor(city.reviewer), line=line, revision=line.revision,
        reason="附件 2 是 8 月通知，请换成 9 月验收单。", at=NOW,
    )  # fmt: skip
    return submitted


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("name", ["reporter", "reviewer", "office", "leader", "discipline", "system_admin"])
def test_everybody_lands_on_a_finished_page(
    city: City, returned: UnitReport, visitor: Visitor, name: str, screen: str
) -> None:
    page = visitor(getattr(city, name), screen)
    expect(page.get_by_text("正在读取…")).to_have_count(0)
    photograph(page, f"home-{name}-{screen}")
    assert_accessible(page)
    # On paper the columns stand below each other, where they cannot run into each other.
    page.emulate_media(media="print")
    edges = page.locator(".hm > .stack").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().left)"
    )
    assert len(set(edges)) == 1


def test_what_came_back_is_one_click_away(city: City, returned: UnitReport, visitor: Visitor) -> None:
    page = visitor(city.reporter)
    expect(page.get_by_text("附件 2 是 8 月通知，请换成 9 月验收单。")).to_be_visible()
    page.get_by_role("link", name="老旧小区改造完成").first.click()
    expect(page.get_by_role("heading", name="9 月填报").first).to_be_visible()


def test_the_box_unrolls_hits_and_the_keys_walk_them(
    city: City, returned: UnitReport, visitor: Visitor
) -> None:
    page = visitor(city.office)
    page.keyboard.press("/")
    page.keyboard.type("市住建")
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    photograph(page, "search-list-desk")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="市住建局")).to_be_visible()


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_page_of_hits(city: City, returned: UnitReport, visitor: Visitor, screen: str) -> None:
    page = visitor(city.office, screen, "/search/?q=投资")
    expect(page.get_by_role("heading", name="指标")).to_be_visible()
    photograph(page, f"search-{screen}")
    assert_accessible(page)
