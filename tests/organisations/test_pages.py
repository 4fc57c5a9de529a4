"""The pages of this room as a browser asks for them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dukao.identity.models import Account
from dukao.kernel.identifiers import masked_resident_id
from dukao.organisations import services
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.selectors import search_units, unit_on
from dukao.organisations.vocabulary import Level, Tree
from tests.conftest import FOUNDED, NOW, TODAY, City

NUMBER = "11010519491231002X"
MOVED_ON = date(2026, 7, 1)


@pytest.fixture
def opened(city: City) -> Callable[..., str]:
    """The text of a page as somebody sees it."""

    def open_(name: str, *args: object, who: Account | None = None, query: str = "") -> str:
        answer = visitor(who or city.office).get(address(name, *args) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return open_


def visitor(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="dukao.identity.standing.Accounts")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"organisations:{name}", args=args)


def test_the_tree_shows_the_structure_of_the_day_asked_for(city: City, opened: Callable[..., str]) -> None:
    office = city.actor(city.office)
    services.change_unit(
        actor=office,
        unit=city.housing,
        name="市住建委",
        short_name="市住建委",
        on=MOVED_ON,
        reason="改革",
        at=NOW,
    )
    services.merge_units(
        actor=office, units=[city.other], into=city.housing, on=MOVED_ON, reason="改革", at=NOW
    )
    today, before = opened("tree"), opened("tree", query="?day=2026-06-30")
    assert "市住建委" in today
    assert "市水利局" not in today
    assert "市住建局" in before
    assert "市水利局" in before
    assert "2026 年 6 月 30 日" in before
    assert f'href="{address("unit", city.housing.pk)}?day=2026-06-30"' in before, "links keep the day"


def test_a_day_that_does_not_exist_is_told_and_today_shown(city: City, opened: Callable[..., str]) -> None:
    page = opened("tree", query="?day=2026-02-30")
    assert "没有“2026-02-30”这个日期" in page
    assert "市住建局" in page


def test_conditions_turn_the_tree_into_a_list(city: City, opened: Callable[..., str]) -> None:
    page = opened("tree", query="?level=county")
    assert "东岭县" in page
    assert "市水利局" not in page
    assert "共 1 个单位" in page
    assert "没有符合条件的单位" in opened("tree", query="?q=海关")


def test_an_ended_unit_says_so_and_leads_to_its_successor(city: City, opened: Callable[..., str]) -> None:
    services.merge_units(
        actor=city.actor(city.office),
        units=[city.other],
        into=city.housing,
        on=MOVED_ON,
        reason="改革",
        at=NOW,
    )
    page = opened("unit", city.other.pk)
    assert "自 2026 年 7 月 1 日起不再存在" in page
    assert f'href="{address("unit", city.housing.pk)}"' in page
    assert "已终止" in page
    assert "已终止" not in opened("unit", city.other.pk, query="?day=2026-06-30")
    assert "市水利局" in opened("unit", city.housing.pk), "the successor names where it comes from"


def test_a_division_of_the_past_is_found_on_its_day(city: City, opened: Callable[..., str]) -> None:
    from dukao.kernel.actor import SYSTEM
    from dukao.organisations.divisions.planning import Plan
    from dukao.organisations.divisions.reading import Row

    services.import_divisions(
        actor=SYSTEM, at=NOW,
        plan=Plan([
            Row("110000", "北京市", Level.PROVINCE, 1981, None),
            Row("110101", "东城区", Level.COUNTY, 1981, None),
            Row("110103", "崇文区", Level.COUNTY, 1981, 2010, (("110101", None),)),
        ]),
    )  # fmt: skip
    assert "崇文区" in opened("tree", Tree.DIVISION, query="?day=2009-06-30")
    assert "崇文区" not in opened("tree", Tree.DIVISION)
    old = Unit.objects.get(code="110103")
    page = opened("unit", old.pk)
    assert "自 2010 年 12 月 31 日起不再存在" in page
    assert "东城区" in page
    assert "org-acts" not in page, "divisions come from their file alone"


def test_identity_numbers_are_masked_for_the_office_and_nothing_for_all_others(
    city: City, opened: Callable[..., str]
) -> None:
    office, masked = city.actor(city.office), masked_resident_id(NUMBER)
    person = services.add_person(actor=office, name="方远", resident_id=NUMBER, at=NOW)
    page = opened("person", person.pk)
    assert NUMBER not in page
    assert page.count(masked) == 2, "among the facts and in the history"
    assert f'value="{masked}"' in opened("correct_person", person.pk)
    for account in (city.leader, city.reporter, city.discipline, city.system_admin):
        page = opened("person", person.pk, who=account)
        for part in (NUMBER, masked, "居民身份证号"):
            assert part not in page
        assert visitor(account).get(address("correct_person", person.pk)).status_code == 403


def test_an_export_masks_identity_numbers_for_the_office_and_has_none_for_all_others(city: City) -> None:
    office = city.actor(city.office)
    person = services.add_person(actor=office, name="方远", resident_id=NUMBER, at=NOW)
    services.appoint(
        actor=office, person=person, unit=city.housing, title="局长", kind="principal", since=TODAY, at=NOW
    )
    for account, shown in ((city.office, masked_resident_id(NUMBER)), (city.reporter, "")):
        content = visitor(account).get(address("export")).content
        (_, row) = load_workbook(io.BytesIO(content))["任职"].iter_rows(values_only=True)
        assert row[:2] == ("方远", shown)


def test_a_country_is_changed_and_corrected_without_a_level(city: City) -> None:
    country = services.add_unit(
        actor=city.actor(city.office), code="NOR", name="挪威", level="", tree=Tree.REFERENCE, since=FOUNDED,
        at=NOW,
    )  # fmt: skip
    said = {
        "name": "挪威王国",
        "short_name": "",
        "level": "",
        "position": "0",
        "reason": "更名",
        "confirmed": "1",
    }
    office = visitor(city.office)
    answer = office.post(address("change_unit", country.pk), {**said, "on": TODAY.isoformat(), "key": "1"})
    assert answer.status_code == 302
    version = unit_on(country.pk, TODAY)
    assert (version.name, version.short_name, version.level) == ("挪威王国", "挪威王国", "")
    correct = address("correct_unit", country.pk, version.pk)
    said |= {"name": "挪威国", "code": "NOR", "key": "2"}
    assert office.post(correct, said).status_code == 302
    assert unit_on(country.pk, TODAY).name == "挪威国"


@pytest.mark.parametrize("name", ["unit", "below", "change_unit", "person", "group", "results"])
def test_a_number_no_database_can_hold_names_nothing(city: City, name: str) -> None:
    office = visitor(city.office)
    page = address(name, 10**20) if name != "results" else "/results/units/99999999999999999999/"
    assert office.get(page).status_code == 404


def test_a_unit_is_not_founded_or_changed_on_a_day_nobody_can_mean(city: City) -> None:
    office = visitor(city.office)
    unit = {
        "code": "B09",
        "name": "市数据局",
        "level": "city",
        "position": "0",
        "reason": "设立",
        "parent": "S",
    }
    asked = {**unit, "since": "9999-12-31", "on": "9999-12-31", "confirmed": "1"}
    for page in (address("add_top", Tree.ADMINISTRATIVE), address("change_unit", city.housing.pk)):
        answer = office.post(page, asked)
        assert answer.status_code == 422
        assert "日期 9999-12-31 不合理，请核对" in answer.content.decode()


def test_a_new_unit_stands_below_the_only_top_unless_somebody_says_otherwise(
    city: City, opened: Callable[..., str], make_unit: Callable[..., object]
) -> None:
    assert 'name="parent" value="S ' in opened("add_top", Tree.ADMINISTRATIVE)
    make_unit("T", "邻市")
    assert 'name="parent" value="S ' not in opened("add_top", Tree.ADMINISTRATIVE), "which one is not guessed"


def test_acts_are_offered_only_to_who_may_do_them(city: City, opened: Callable[..., str]) -> None:
    change = address("change_unit", city.housing.pk)
    assert change in opened("unit", city.housing.pk)
    assert change not in opened("unit", city.housing.pk, who=city.leader)
    assert address("imports") not in opened("tree", who=city.reporter)


def test_a_branch_of_three_thousand_comes_a_hundred_at_a_time(city: City, opened: Callable[..., str]) -> None:
    units = Unit.objects.bulk_create(Unit(code=f"N{n:04}", since=FOUNDED) for n in range(3000))
    above = unit_on(city.housing.pk, TODAY).path
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=unit, since=FOUNDED, name=f"社区 {unit.code}", short_name=unit.code, level=Level.TOWNSHIP,
            parent=city.housing, path=f"{above}{unit.pk}/",
        )
        for unit in units
    )  # fmt: skip
    assert "3,000 个下级" in opened("tree")
    assert "社区" not in opened("tree"), "a closed branch is not sent"
    first = opened("below", city.housing.pk)
    assert len(re.findall(r'class="title"', first)) == 100
    assert "已显示 100 个，共 3000 个" in first
    last = opened("below", city.housing.pk, query="?after=2950")
    assert len(re.findall(r'class="title"', last)) == 50
    assert "再看" not in last
    assert len(re.findall(r'class="title"', opened("unit", city.housing.pk))) < 40


def test_suggestions_name_units_by_code_and_name(city: City, opened: Callable[..., str]) -> None:
    page = opened("suggest", query="?field=parent&parent=住建")
    assert '<option value="B01 市住建局">' in page
    assert "<option" not in opened("suggest", query="?field=parent&parent=")


def test_the_calendar_says_when_a_year_is_provisional(city: City, opened: Callable[..., str]) -> None:
    assert "尚未公布" in opened("calendar_year", 2027)
    assert "尚未公布" not in opened("calendar_year", 2026)
    assert visitor(city.office).get(address("calendar_year", 1900)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(city: City, count: int) -> None:
    """Queries of this room's tables: one for the places of the actor's grants, the rest for the page."""
    office = city.actor(city.office)
    for n in range(count):
        person = services.add_person(actor=office, name=f"人{n}", at=NOW)
        services.appoint(
            actor=office, person=person, unit=city.county, title="县长", kind="principal", since=TODAY, at=NOW
        )
        group = services.add_group(
            actor=office, name=f"小组{n}", kind="patrol", office=city.office_unit, since=TODAY, at=NOW
        )
        services.give_seat(actor=office, group=group, person=person, role="chair", since=TODAY, at=NOW)
        services.add_unit(
            actor=office, code=f"X01{n}", name=f"镇{n}", level=Level.TOWNSHIP, parent=city.county,
            since=TODAY, at=NOW,
        )  # fmt: skip
    client = visitor(city.leader)
    pages = {
        address("tree"): 5,
        address("tree") + "?level=township": 4,
        address("below", city.county.pk): 4,
        address("people"): 4,
        address("groups"): 3,
        address("unit", city.county.pk): 13,
    }
    assert {page: _own_queries(client, page) for page in pages} == pages


def _own_queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as context:
        client.get(page)
    return sum('FROM "organisations_' in query["sql"] for query in context.captured_queries)


def test_the_search_finds_former_names_and_ended_units(city: City) -> None:
    office = city.actor(city.office)
    services.change_unit(
        actor=office,
        unit=city.housing,
        name="市住建委",
        short_name="市住建委",
        on=MOVED_ON,
        reason="改革",
        at=NOW,
    )
    services.end_unit(actor=office, unit=city.other, on=MOVED_ON, reason="撤销", at=NOW)
    ((title, detail, url),) = search_units(office, "住建局", 5)
    assert (title, url) == ("市住建委", address("unit", city.housing.pk))
    assert "曾用名 市住建局" in detail
    ((title, detail, _),) = search_units(office, "水利", 5)
    assert title == "市水利局"
    assert "2026-07-01 已终止" in detail
    assert search_units(office, " ", 5) == []
    assert len(search_units(office, "市", 2)) == 2


def posted(account: Account, page: str, values: dict[str, Any], **extra: Any) -> Any:
    return visitor(account).post(page, values, **extra)


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(city: City) -> None:
    answer = posted(
        city.office, address("add_below", city.city.pk),
        {"code": "B01", "name": "市数据局", "level": "city", "parent": "市海关", "since": "2026-02-30",
         "position": "x", "uscc": "11320000MB151840XK"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("没有“市海关”这个单位", "没有这个日期", "只能填整数", "校验位不对", 'value="市数据局"'):
        assert words in page
    assert not UnitVersion.objects.filter(name="市数据局").exists()


def test_what_a_service_refuses_stands_in_the_form(city: City) -> None:
    answer = posted(
        city.office, address("add_below", city.city.pk),
        {"code": "B01", "name": "市数据局", "level": "city", "parent": "S", "since": "2026-07-01",
         "position": "0"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "单位代码 B01 在 2026-07-01 已有单位使用（市住建局）" in answer.content.decode()


def test_a_merge_is_asked_back_before_it_happens(city: City) -> None:
    page, values = address("merge_unit", city.other.pk), {
        "into": "市住建局", "others": "", "on": "2026-07-01", "reason": "市编〔2026〕5号", "key": "k1",
    }  # fmt: skip
    asked = posted(city.office, page, values)
    assert asked.status_code == 200
    assert "“市水利局”自 2026-07-01 起并入“市住建局”" in asked.content.decode()
    assert unit_on(city.other.pk, MOVED_ON).until is None

    revised = posted(city.office, page, {**values, "revise": "1"})
    assert 'name="into"' in revised.content.decode()
    for _ in range(2):
        done = posted(city.office, page, {**values, "confirmed": "1"})
        assert (done.status_code, done["Location"]) == (302, address("unit", city.housing.pk))
    assert unit_on(city.other.pk, MOVED_ON).until == MOVED_ON


def test_a_form_opened_too_long_ago_says_who_was_faster_and_keeps_the_text(city: City) -> None:
    page = address("end_unit", city.housing.pk)
    services.change_unit(
        actor=city.actor(city.office), unit=city.housing, name="市住建委", on=MOVED_ON, reason="改革", at=NOW
    )
    answer = posted(
        city.office, page, {"on": "2026-09-01", "reason": "市编〔2026〕6号", "seen": "0", "confirmed": "1"}
    )
    assert answer.status_code == 409
    assert "刚刚改过这个单位。你填的内容还在" in answer.content.decode()
    assert "市编〔2026〕6号" in answer.content.decode()


def test_htmx_gets_the_form_alone_and_is_led_on(city: City) -> None:
    page = address("change_unit", city.housing.pk)
    values = {"on": "2026-07-01", "name": "市住建委", "short_name": "", "level": "city", "category": "",
              "position": "0", "parent": "S", "reason": "改革"}  # fmt: skip
    headers = {"HX-Request": "true"}
    wrong = posted(city.office, page, {**values, "name": ""}, headers=headers)
    assert wrong.status_code == 422
    assert wrong.content.decode().lstrip().startswith("<form")
    done = posted(city.office, page, values, headers=headers)
    assert (done.status_code, done["HX-Redirect"]) == (204, address("unit", city.housing.pk))
    assert unit_on(city.housing.pk, TODAY).name == "市住建委"


def test_moving_a_unit_is_asked_back_and_renaming_is_not(city: City) -> None:
    values = {"on": "2026-07-01", "name": "市住建局", "short_name": "市住建局", "level": "city",
              "category": "state_organ", "position": "0", "parent": "B02", "reason": "改革"}  # fmt: skip
    asked = posted(city.office, address("change_unit", city.housing.pk), values)
    assert "“市住建局”自 2026-07-01 起移到“市发展改革委”之下" in asked.content.decode()


def test_two_people_of_one_name_are_told_apart_by_number(city: City) -> None:
    office = city.actor(city.office)
    first, second = (services.add_person(actor=office, name="王芳", at=NOW) for _ in range(2))
    page = address("appoint", city.housing.pk)
    values = {
        "person": "王芳",
        "title": "科员",
        "kind": "staff",
        "since": "2026-07-01",
        "until": "",
        "reason": "",
    }
    assert f"王芳 #{first.pk}、王芳 #{second.pk}" in posted(city.office, page, values).content.decode()
    posted(city.office, page, {**values, "person": f"王芳 #{second.pk}"})
    assert [post.person for post in city.housing.appointments.all()] == [second]


@pytest.mark.parametrize(
    "name", ["unit", "below", "change_unit", "person", "group", "end_link", "end_post", "end_seat"]
)
def test_what_does_not_exist_is_not_found(city: City, name: str) -> None:
    assert visitor(city.office).get(address(name, 999_999)).status_code == 404


def test_a_place_in_a_branch_that_no_branch_has_is_its_end(city: City, client: Client) -> None:
    client.force_login(city.office)
    for after in ("²", "9" * 18, "9" * 5000):
        assert client.get(f"/units/{city.city.pk}/below/", {"after": after}).status_code == 200
