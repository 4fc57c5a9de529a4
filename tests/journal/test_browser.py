"""The journal on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dukao.journal.models import Entry
from dukao.journal.services import seal
from dukao.organisations import services as organisations
from dukao.organisations.vocabulary import Level
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, TODAY, City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def history(city: City) -> Entry:
    office = city.actor(city.office)
    for n in range(8):
        organisations.add_unit(
            actor=office, code=f"B1{n}", name=f"市新设单位{n}", level=Level.CITY, parent=city.city, since=TODAY,
            at=NOW.replace(day=20 + n), reason="机构改革方案第三条",
        )  # fmt: skip
    organisations.change_unit(
        actor=office, unit=city.housing, name="市住房和城乡建设局", on=TODAY, reason="名称规范", at=NOW
    )
    seal(at=NOW)
    return Entry.objects.latest("pk")


@pytest.mark.parametrize("screen", WIDTHS)
def test_reading(city: City, history: Entry, visitor: Visitor, screen: str) -> None:
    page = visitor(city.audit_admin, screen, "/journal/")
    photograph(page, f"journal-{screen}")
    assert_accessible(page)
    page.get_by_role("link", name="市住房和城乡建设局").first.click()
    expect(page.get_by_text("同批 9 条一条未动")).to_be_visible()
    photograph(page, f"journal-entry-{screen}")
    assert_accessible(page)


def test_finding_and_taking_out(city: City, history: Entry, visitor: Visitor) -> None:
    page = visitor(city.audit_admin, "desk", "/journal/")
    page.get_by_label("事件").select_option(label="设立单位")
    expect(page.get_by_text("市住房和城乡建设局")).to_have_count(0)
    page.get_by_role("textbox", name="搜索").fill("单位3")
    page.get_by_role("textbox", name="搜索").press("Enter")
    expect(page.get_by_text("市新设单位3")).to_be_visible()
    expect(page.get_by_text("市新设单位4")).to_have_count(0)
    photograph(page, "journal-found-desk")
    page.get_by_role("button", name="导出").click()
    page.get_by_label("用途").fill("三季度审计")
    photograph(page, "journal-export-desk")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="导出").click()
    assert download.value.suggested_filename.startswith("journal-20260928")
    assert Entry.objects.latest("pk").event == "journal_exported"
