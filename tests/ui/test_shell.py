from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import Settings

from dukao.kernel.actor import ANONYMOUS
from dukao.ui.navigation import Item, Navigation, Section
from dukao.ui.shell import NAV_FITS, Shell
from tests.ui.site import PERSON


def test_each_person_sees_the_sections_they_may_open(navigation: Navigation) -> None:
    navigation.add(Section.OVERSIGHT, Item("日志", icon="eye", url_name="x", shown_to=lambda actor: False))
    navigation.add(
        Section.DELIVERY,
        Item("审核", icon="checks", url_name="b", order=20),
        Item("填报", icon="table", url_name="a", order=10),
    )
    navigation.add(Section.HOME, Item("工作台", icon="home", url_name="h"))
    seen = [(caption, [item.label for item in items]) for caption, items in navigation.for_actor(PERSON)]
    assert seen == [("", ["工作台"]), ("落实", ["填报", "审核"])]


def test_an_entry_is_lit_on_the_pages_it_covers() -> None:
    item = Item(
        "填报",
        icon="table",
        url_name="reporting:month",
        covers=("reporting:item", "forms:", "reporting:lines-"),
    )
    assert item.is_current("reporting:month")
    assert item.is_current("reporting:item")
    assert item.is_current("forms:anything")
    assert item.is_current("reporting:lines-return")
    assert not item.is_current("reporting:review")


def test_registering_twice_adds_once(navigation: Navigation) -> None:
    item = Item("填报", icon="table", url_name="a")
    navigation.add(Section.DELIVERY, item)
    navigation.add(Section.DELIVERY, item)
    assert len(navigation.for_actor(PERSON)[0][1]) == 1


def test_nothing_is_worked_out_for_someone_not_signed_in(navigation: Navigation, rf: RequestFactory) -> None:
    def never(actor: Any) -> bool:
        raise AssertionError

    navigation.add(Section.HOME, Item("工作台", icon="home", url_name="a", shown_to=never))
    request = rf.get("/")
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    assert Shell(request).sections == ()
    assert Shell(request).unread == 0


def test_a_long_navigation_opens_the_section_of_the_page(
    navigation: Navigation, rf: RequestFactory, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "tests.ui.site"

    def opened(path: str) -> list[str]:
        request = rf.get(path)
        request.actor = PERSON  # type: ignore[attr-defined]
        request.resolver_match = resolve(path)
        return [section.caption for section in Shell(request).sections if section.is_open]

    navigation.add(Section.SUPERVISION, Item("台账", icon="table", url_name="landing"))
    navigation.add(Section.DELIVERY, Item("审核", icon="checks", url_name="search"))
    assert opened("/search/") == ["督办", "落实"], "what fits is open"
    more = [Item(f"办法 {number}", icon="table", url_name="stale") for number in range(NAV_FITS)]
    navigation.add(Section.ASSESSMENT, *more)
    assert opened("/search/") == ["落实"]
    assert opened("/stale/") == ["考核"]
    assert opened("/refused/") == ["督办"], "nothing waits: the first"
    navigation.add(Section.DELIVERY, Item("填报", icon="table", url_name="broken", count=lambda actor: 3))
    assert opened("/refused/") == ["落实"], "where something waits"
    navigation.lead(Section.SUPERVISION, lambda actor: True)
    assert opened("/refused/") == ["督办"], "the daily work stays in its place, whatever waits elsewhere"
    assert opened("/search/") == ["落实"]


def test_the_frame_shows_person_place_counts_and_demo(browse: Client) -> None:
    html = browse.get("/gallery/").content.decode()
    assert "何正" in html
    assert "督考办·综合科" in html
    assert "示例市" in html
    assert "演示环境·数据虚构" in html
    assert 'aria-label="消息，3 条未读"' in html
    assert '<b class="n hot">38</b>' in html
    assert "数据截至 14:30" in html
    assert '<a href="/" aria-current="page"><i class="ti ti-table"' in html


def test_a_page_no_entry_covers_lights_the_one_that_stands_for_its_namespace(
    navigation: Navigation, rf: RequestFactory
) -> None:
    def lit(view_name: str) -> list[str]:
        request = rf.get("/")
        request.actor = PERSON  # type: ignore[attr-defined]
        request.resolver_match = SimpleNamespace(view_name=view_name, namespaces=view_name.split(":")[:-1])  # type: ignore[assignment]
        return [link.label for section in Shell(request).sections for link in section.links if link.current]

    navigation.add(
        Section.SUPERVISION,
        Item("台账", icon="table", url_name="matters:ledger", rest="matters"),
        Item("挂图作战", icon="table", url_name="matters:board"),
    )
    assert lit("matters:board") == ["挂图作战"]
    assert lit("matters:progress") == ["台账"]
    assert lit("issues:progress") == []
