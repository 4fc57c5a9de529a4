"""The manual in the product: all of it, every link and anchor leading somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from dukao.dashboards.selectors.manual import NAMES, manual, manual_page
from tests.conftest import City

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def test_no_page_of_the_guide_is_left_out() -> None:
    assert {"README", *NAMES} == {path.stem for path in GUIDE.glob("*.md")}


def test_every_link_leads_to_a_page_and_a_heading() -> None:
    pages = {page.url: page for page in (manual_page(""), *manual())}
    links = [href for page in pages.values() for href in re.findall(r'href="([^"]*)"', page.text)]
    assert len(links) > 20
    for href in links:
        address, _, anchor = unquote(href).partition("#")
        assert address in pages, href
        assert not anchor or f'id="{anchor}"' in pages[address].text, href


def test_pages_carry_neither_pictures_nor_styles() -> None:
    for page in manual():
        assert page.title
        assert not re.search(r"<img|style=|<script", page.text), page.name


@pytest.mark.django_db
def test_it_is_read_beside_the_work(city: City, client: Client) -> None:
    client.force_login(city.reporter)
    assert "/manual/" in client.get("/").content.decode(), "in the menu of the account"
    first = client.get("/manual/").content.decode()
    assert "<h1>使用手册</h1>" in first
    assert 'href="/manual/reporting/"' in first
    assert 'aria-current="page">督办台账' in client.get("/manual/ledger/").content.decode()
    missing = client.get("/manual/nonesuch/")
    assert missing.status_code == 404
    assert "手册里没有这一页" in missing.content.decode()
