"""运行状况 on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dukao.operations import working
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_status_page(city: City, visitor: Visitor, screen: str) -> None:
    working.beat_file().touch()
    page = visitor(city.system_admin, screen, "/operations/")
    expect(page.get_by_role("heading", name="运行状况")).to_be_visible()
    photograph(page, f"status-{screen}")
    assert_accessible(page)
