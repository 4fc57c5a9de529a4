"""Lists that begin after a row: every row once, in any sorting, forwards and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Count, QuerySet
from django.http import QueryDict

from dukao.identity.models import Account
from dukao.organisations.models import Unit
from dukao.ui.keyed import KeyedListing
from dukao.ui.tables import Column
from tests.conftest import City

pytestmark = pytest.mark.django_db
SIZE = 3


def listing(rows: QuerySet[Account], address: str = "") -> KeyedListing:
    columns = (
        Column("name", "姓名", sort="name"),
        Column("made", "建立", sort="created_at"),
        Column("held", "角色", sort="held"),
    )
    made = KeyedListing(QueryDict(address), columns=columns, default_sort="name", per_page=SIZE)
    return made.show(rows)


@pytest.fixture
def accounts(
    city: City, make_account: Callable[..., Account], make_unit: Callable[..., Unit]
) -> QuerySet[Account]:
    """Eight people, some of one name, all made in the same moment, some with a role."""
    unit = make_unit("Z01", "另一局")
    for number, name in enumerate(("甲", "乙", "乙", "乙", "乙", "丙", "丁", "戊")):
        make_account(f"z{number}", name, unit, "reporter" if number % 2 else None)
    return Account.objects.filter(unit=unit).annotate(held=Count("grants"))


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at", "held", "-held"])
def test_every_row_comes_once_and_the_way_back_is_the_same(accounts: QuerySet[Account], sort: str) -> None:
    tie = "-pk" if sort.startswith("-") else "pk"
    wanted = [one.pk for one in accounts.order_by(sort, tie)]
    pages, here = [], listing(accounts, f"sort={sort}")
    assert here.stretch.newer == ""
    while True:
        pages.append([one.pk for one in here.rows])
        if not here.stretch.older:
            break
        here = listing(accounts, here.query(after=here.stretch.older))
    assert [pk for page in pages for pk in page] == wanted
    assert [len(page) for page in pages] == [3, 3, 2]
    for page in reversed(pages[:-1]):
        here = listing(accounts, here.query(before=here.stretch.newer))
        assert [one.pk for one in here.rows] == page
        assert here.stretch.older
    assert here.stretch.newer == ""


def test_a_row_that_came_in_meanwhile_moves_no_other(accounts: QuerySet[Account]) -> None:
    first = listing(accounts)
    seen = [one.pk for one in first.rows]
    accounts.filter(pk=seen[0]).delete()
    after = listing(accounts, first.query(after=first.stretch.older))
    assert [one.pk for one in after.rows] == [one.pk for one in accounts.order_by("name", "pk")][2:5]


@pytest.mark.parametrize("mark", ["x", "1", "1_", "_", "9" * 30, "1_2026-13-45", "-1_甲"])
def test_what_is_no_mark_shows_some_page(accounts: QuerySet[Account], mark: str) -> None:
    for sort in ("name", "created_at", "held"):
        here = listing(accounts, f"sort={sort}&after={mark}")
        assert len(here.rows) <= SIZE
        assert here.total == 8
        assert here.total_words == "8"
