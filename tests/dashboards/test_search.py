"""One box over all rooms, and each finds only what they may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from dukao.dashboards.selectors.search import search
from dukao.reporting.models import UnitReport
from tests.conftest import NOW, City

NumQueries = Callable[[int], AbstractContextManager[object]]


def labels(city: City, who: str, text: str) -> list[str]:
    return [group.label for group in search(city.actor(getattr(city, who)), text, NOW, limit=5)]


def test_units_indicators_schemes_and_lines_are_found_room_by_room(city: City, report: UnitReport) -> None:
    assert labels(city, "office", "市住建局") == ["单位"]
    assert labels(city, "office", "固定资产投资") == ["指标", "填报项"]
    assert labels(city, "office", "市直部门考评办法") == ["考评办法"]
    assert labels(city, "reporter", "老旧小区") == ["填报项"]


def test_a_line_is_found_by_its_own_unit_and_not_by_others(city: City, report: UnitReport) -> None:
    (group,) = search(city.actor(city.reporter), "老旧小区", NOW, limit=5)
    assert [hit.title for hit in group.hits] == ["市住建局·老旧小区改造完成"]
    assert labels(city, "stranger", "老旧小区") == ["填报项"], "their own line of the same name"
    assert labels(city, "system_admin", "老旧小区") == []


@pytest.mark.parametrize("text", ["", "   ", "没有这样的东西", "%", "'; drop table"])
def test_nothing_is_found_for_nothing(city: City, report: UnitReport, text: str) -> None:
    assert search(city.actor(city.office), text, NOW, limit=5) == []


def test_the_page_says_what_was_not_found(city: City, client: Client) -> None:
    client.force_login(city.office)
    assert "没有找到“没有这样的东西”" in client.get("/search/?q=没有这样的东西").content.decode()
    assert "想找什么" in client.get("/search/").content.decode()


def test_what_somebody_types_is_never_markup(city: City, client: Client) -> None:
    client.force_login(city.office)
    page = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_list_below_the_box_is_short_and_bare(city: City, client: Client) -> None:
    client.force_login(city.office)
    answer = client.get("/search/?q=市", headers={"HX-Request": "true"}).content.decode()
    assert answer.count("data-hit") == 5
    assert "<html" not in answer


@pytest.mark.parametrize("text", ["市住建", "市"])
def test_a_search_costs_the_same_however_much_it_finds(
    city: City, text: str, django_assert_num_queries: NumQueries
) -> None:
    actor = city.actor(city.office)
    with django_assert_num_queries(11):
        search(actor, text, NOW, limit=5)
