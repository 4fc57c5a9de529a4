"""Official documents in the browser: written beside the paper, signed, received."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import City
from tests.documents.planting import plant_issued, plant_sent, plant_series

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_paper_follows_what_is_typed(city: City, visitor: Visitor, screen: str) -> None:
    page = visitor(city.office, screen, "/documents/new/?kind=reminder_letter")
    expect(page.get_by_alt_text("第 1 页", exact=True)).to_be_visible()
    expect(page.get_by_text("页·正文")).to_be_visible()
    before = page.get_by_alt_text("第 1 页", exact=True).get_attribute("src")
    page.get_by_label("标题").fill("关于加快办理老旧小区改造事项的函")
    expect(page.get_by_alt_text("第 1 页", exact=True)).not_to_have_attribute("src", before or "")
    photograph(page, f"document-composer-{screen}")
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_a_leader_signs_with_a_question(city: City, visitor: Visitor, screen: str) -> None:
    plant_series(city)
    document = plant_sent(city)
    page = visitor(city.leader, screen, f"/documents/{document.pk}/")
    assert_accessible(page)
    page.get_by_role("button", name="签发", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("编定发文字号")
    dialog.get_by_role("button", name="签发", exact=True).click()
    expect(page.locator(".dk-head")).to_contain_text("示督通〔2026〕1 号")
    photograph(page, f"document-{screen}")


@pytest.mark.parametrize("screen", WIDTHS)
def test_a_unit_signs_for_its_post(city: City, visitor: Visitor, screen: str) -> None:
    plant_issued(city)
    page = visitor(city.head, screen, "/documents/post/")
    assert_accessible(page)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收 1 / 3")).to_be_visible()


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_offices_pages_are_accessible(city: City, visitor: Visitor, screen: str) -> None:
    plant_issued(city)
    for address, heading in (
        ("/documents/", "公文"), ("/documents/series/", "发文字号"), ("/documents/templates/", "公文模板"),
    ):  # fmt: skip
        page = visitor(city.office, screen, address)
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        assert_accessible(page)
