"""The pages of this room in a browser: at the desk and on the phone, looked at by axe and by the eye."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dukao.organisations import services
from dukao.organisations.models import LeadingGroup, Person
from dukao.organisations.selectors import unit_by_code, unit_on
from dukao.organisations.vocabulary import LinkRole, Tree
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, TODAY, City
from tests.organisations.workbooks import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SINCE = date(2024, 1, 1)


@pytest.fixture
def lived_in(city: City) -> City:
    """The city with people, ties, a group, a renamed unit and one that was merged."""
    by = {"actor": city.actor(city.office), "at": NOW}
    person = services.add_person(name="方远", resident_id="11010519491231002X", phone="88001234", **by)
    services.appoint(person=person, unit=city.housing, title="局长", kind="principal", since=SINCE, **by)
    group = services.add_group(
        name="市督查考核工作领导小组", kind="supervision", office=city.office_unit, since=SINCE, **by
    )
    services.give_seat(group=group, person=person, role="chair", since=SINCE, **by)
    services.link_units(unit=city.housing, target=city.county, role=LinkRole.RELATED, since=SINCE, **by)
    services.add_unit(
        code="P01",
        name="市住建局党组",
        level="city",
        tree=Tree.PARTY,
        since=SINCE,
        belongs_to=city.housing,
        **by,
    )
    services.add_unit(code="X0101", name="城关镇", level="township", parent=city.county, since=SINCE, **by)
    services.change_unit(
        unit=city.housing, name="市住房和城乡建设局", on=date(2025, 3, 1), reason="市编〔2025〕2号", **by
    )
    services.merge_units(
        units=[city.other], into=city.housing, on=date(2026, 7, 1), reason="市编〔2026〕5号", **by
    )
    return city


@pytest.mark.parametrize("screen", WIDTHS)
def test_every_page_is_accessible_and_has_its_picture(lived_in: City, visitor: Visitor, screen: str) -> None:
    city = lived_in
    person, group = Person.objects.get(), LeadingGroup.objects.get()
    version = unit_on(city.housing.pk, TODAY)
    pages = {
        "tree": "/units/",
        "tree-list": "/units/?level=city",
        "tree-past": "/units/?day=2024-06-30",
        "unit": f"/units/{city.housing.pk}/",
        "unit-ended": f"/units/{city.other.pk}/",
        "unit-add": f"/units/{city.city.pk}/add/",
        "unit-change": f"/units/{city.housing.pk}/change/",
        "unit-correct": f"/units/{city.housing.pk}/versions/{version.pk}/correct/",
        "unit-split": f"/units/{city.housing.pk}/split/",
        "people": "/units/people/",
        "person": f"/units/people/{person.pk}/",
        "groups": "/units/groups/",
        "group": f"/units/groups/{group.pk}/",
        "calendar": "/units/calendar/2027/",
        "calendar-enter": "/units/calendar/2027/enter/",
        "import": "/units/import/",
    }
    page = visitor(city.office, screen, pages["tree"])
    for name, path in pages.items():
        page.goto(path)
        photograph(page, f"organisations-{name}-{screen}")
        assert_accessible(page)
        assert fits(page), f"{name} scrolls sideways at {screen}"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_branch_opens_when_asked_for(lived_in: City, visitor: Visitor) -> None:
    page = visitor(lived_in.reporter, "desk", "/units/")
    expect(page.get_by_role("link", name="城关镇")).to_have_count(0)
    page.locator("summary", has_text="东岭县的 1 个下级").click()
    expect(page.get_by_role("link", name="城关镇")).to_be_visible()
    assert_accessible(page)


def test_a_merge_from_the_page_of_the_unit_to_the_page_of_its_successor(
    lived_in: City, visitor: Visitor
) -> None:
    page = visitor(lived_in.office, "desk", f"/units/{lived_in.planning.pk}/")
    page.get_by_role("link", name="并入").click()
    into = page.get_by_label("并入哪个单位")
    into.press_sequentially("督考")
    expect(page.locator("#into-options option")).to_have_attribute("value", "D01 市督考办")
    into.fill("D01 市督考办")
    page.get_by_label("自哪天起").fill("2026-10-01")
    page.get_by_label("依据").fill("市编〔2026〕8号")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("“市发展改革委”自 2026-10-01 起并入“市督考办”")).to_be_visible()
    photograph(page, "organisations-merge-confirm-desk")
    assert_accessible(page)
    page.get_by_role("button", name="并入", exact=True).click()
    page.wait_for_url(f"**/units/{lived_in.office_unit.pk}/")
    expect(page.get_by_text("已登记并入。")).to_be_visible()
    assert unit_on(lived_in.planning.pk, TODAY).until == date(2026, 10, 1)


def test_a_workbook_is_read_put_right_and_imported(lived_in: City, visitor: Visitor, tmp_path: Path) -> None:
    wrong, right = tmp_path / "单位表.xlsx", tmp_path / "单位表-改.xlsx"
    rest = "市信访局", "", "市级", "", "S", ""
    wrong.write_bytes(workbook(units=[("B09", "市数据局", "", "局级", "", "S", ""), (10, *rest)]))
    right.write_bytes(workbook(units=[("B09", "市数据局", "", "市级", "", "S", ""), ("B10", *rest)]))
    page = visitor(lived_in.office, "desk", "/units/import/")
    for file in (wrong, right):
        page.get_by_label("单位表", exact=True).set_input_files(file)
        page.get_by_label("依据").fill("市编〔2026〕9号")
        page.get_by_role("button", name="读入并核对").click()
        if file is wrong:
            expect(page.get_by_text("2 处要改，什么都还没有写入。")).to_be_visible()
            expect(page.get_by_text("没有“局级”这一项")).to_be_visible()
            photograph(page, "organisations-import-problems-desk")
            assert_accessible(page)
    expect(page.get_by_text("将有 2 处变化")).to_be_visible()
    photograph(page, "organisations-import-changes-desk")
    assert_accessible(page)
    page.get_by_role("button", name="导入 2 处变化").click()
    page.locator("#confirm").get_by_role("button", name="导入").click()
    page.wait_for_url("**/units/")
    expect(page.get_by_text("已导入，共 2 处变化。")).to_be_visible()
    assert unit_by_code("B10", TODAY) is not None


def test_ten_megabytes_of_garbage_get_a_sentence(lived_in: City, visitor: Visitor, tmp_path: Path) -> None:
    garbage = tmp_path / "照片.xlsx"
    garbage.write_bytes(b"\x00\xff" * 5 * 1024 * 1024)
    page = visitor(lived_in.office, "phone", "/units/import/")
    page.get_by_label("单位表", exact=True).set_input_files(garbage)
    page.get_by_label("依据").fill("市编〔2026〕9号")
    page.get_by_role("button", name="读入并核对").click()
    expect(page.get_by_text("文件有 10.0 MB，最大 5 MB")).to_be_visible()
    expect(page.get_by_label("依据")).to_have_value("市编〔2026〕9号")
    assert_accessible(page)
