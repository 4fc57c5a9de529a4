"""Every page of the product as somebody who may open it: axe-core finds nothing, nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from dukao.identity.models import Account
from tests.access import addresses, row_of
from tests.architecture.test_access import CHARACTERS
from tests.browser import WIDTHS, Visitor, assert_accessible
from tests.conftest import City

pytestmark = [pytest.mark.nightly, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("name", sorted(addresses()))
def test_page(
    name: str, screen: str, city: City, visitor: Visitor, make_account: Callable[..., Account]
) -> None:
    rows = row_of(name)
    assert rows is not None
    who = next(iter(sorted(rows.access[name] & set(CHARACTERS))), None)
    if who is None:
        pytest.skip("no role opens this page: it is for those who have not logged in")
    account = getattr(city, CHARACTERS[who])
    address = reverse(name, args=rows.objects(city).get(name, ()))
    page = visitor(account, screen, "/account/")
    answer = page.request.get(address, max_redirects=0)
    if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
        return  # a download, an act that only takes POST, or the way to another page
    if not answer.text().lstrip().lower().startswith("<!doctype"):
        return  # a fragment of a page
    page.goto(address)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen][0]
