"""The unit workbook: rehearsed line by line, carried out as a whole or not at all."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import Appointment, ImportDraft, Person, Unit, UnitVersion
from dukao.organisations.selectors import linked_units, unit_by_code, unit_on, workbook_rows
from dukao.organisations.vocabulary import LinkRole, Tree
from dukao.organisations.workbook.writing import template, workbook_of
from tests.conftest import NOW, TODAY, City
from tests.organisations.workbooks import UNIT_HEAD, workbook

LEADER_ID = "11010519491231002X"


def rehearsed(city: City, content: bytes, on: date = TODAY, account: Account | None = None) -> dict[str, Any]:
    draft = services.draft_import(
        actor=city.actor(account or city.office), file_name="单位.xlsx", content=content, on=on,
        reason="市编〔2026〕5号", at=NOW,
    )  # fmt: skip
    return draft.findings


def carried_out(city: City, key: str = "") -> int:
    return services.carry_out_import(actor=city.actor(city.office), at=NOW, key=key)


def problems(city: City, *units: tuple[Any, ...]) -> list[tuple[int, str, str]]:
    found = rehearsed(city, workbook(units=units))["problems"]
    return [(one["line"], one["column"], one["sentence"]) for one in found]


def test_new_units_come_in_whatever_the_order_of_the_lines(city: City) -> None:
    found = rehearsed(
        city,
        workbook(
            units=[
                ("B0901", "市数据局信息中心", "", "市级", "", "B09", ""),
                ("B09", "示例市数据局", "市数据局", "市级", "市级国家机关及部门", "S", "2026-07-01"),
            ]
        ),
    )
    assert found["problems"] == []
    assert [(one["word"], one["subject"], one["line"]) for one in found["changes"]] == [
        ("新增", "示例市数据局", 3), ("新增", "市数据局信息中心", 2),
    ]  # fmt: skip
    assert unit_by_code("B09", TODAY) is None, "a rehearsal writes nothing"
    assert not Entry.objects.exists()

    assert carried_out(city) == 2
    bureau, centre = unit_by_code("B09", TODAY), unit_by_code("B0901", TODAY)
    assert bureau is not None
    assert centre is not None
    assert (bureau.short_name, bureau.category, bureau.unit.since) == (
        "市数据局",
        "state_organ",
        date(2026, 7, 1),
    )
    assert (centre.path, centre.unit.since) == (f"{bureau.path}{centre.unit_id}/", TODAY)
    assert not ImportDraft.objects.exists()
    assert sorted(Entry.objects.values_list("event", flat=True)) == [
        "unit_added",
        "unit_added",
        "units_imported",
    ]


def test_a_known_unit_changes_from_the_day_of_the_import(city: City) -> None:
    line = ("B01", "示例市住房和城乡建设局", "市住建局", "市级", "市级国家机关及部门", "B02", "")
    found = rehearsed(city, workbook(units=[line]))
    (change,) = found["changes"]
    assert change["word"] == "变更"
    assert change["detail"] == "名称：市住建局 → 示例市住房和城乡建设局；上级：S → B02"
    carried_out(city)
    assert unit_on(city.housing.pk, TODAY).parent == city.planning
    assert unit_on(city.housing.pk, date(2026, 9, 27)).name == "市住建局"
    assert Entry.objects.get(event="unit_changed").reason == "市编〔2026〕5号"


def test_what_a_file_does_not_speak_of_stays(city: City) -> None:
    head = ("单位代码", "名称", "层级")
    found = rehearsed(city, workbook(单位=[head, ("B01", "市住建局", "市级")]))
    assert (found["changes"], found["same"], found["problems"]) == ([], 1, [])
    assert unit_on(city.housing.pk, TODAY).parent == city.city


def test_exporting_and_importing_again_changes_nothing(city: City) -> None:
    office = city.actor(city.office)
    party = services.add_unit(
        actor=office, code="P01", name="市住建局党组", level="city", tree=Tree.PARTY, since=TODAY,
        belongs_to=city.housing, at=NOW,
    )  # fmt: skip
    services.add_unit(
        actor=office, code="NOR", name="挪威", level="", tree=Tree.REFERENCE, since=date(1990, 1, 1), at=NOW
    )
    services.correct_unit(
        actor=office, version=unit_on(city.housing.pk, TODAY), uscc="11320000MB151840XJ",
        area_code="370102000000", reason="补录", at=NOW,
    )  # fmt: skip
    services.link_units(
        actor=office, unit=city.housing, target=city.county, role=LinkRole.RELATED, since=TODAY, at=NOW
    )
    people = [
        services.add_person(actor=office, name="方远", resident_id=LEADER_ID, phone="88001234", at=NOW),
        services.add_person(actor=office, name="方远", at=NOW),
    ]
    for person in people:
        services.appoint(
            actor=office, person=person, unit=city.housing, title=f"局长{person.pk}", kind="principal",
            since=TODAY, until=date(2031, 1, 1), at=NOW,
        )  # fmt: skip
    services.appoint(
        actor=office, person=people[0], unit=party, title="书记", kind="principal", since=TODAY, at=NOW
    )
    Person.objects.filter(pk=people[1].pk).update(name="方近")
    entries = Entry.objects.count()

    content = workbook_of(workbook_rows(city.actor(city.office), TODAY))
    assert LEADER_ID.encode() not in content
    found = rehearsed(city, content)
    assert found["problems"] == []
    assert found["changes"] == []
    assert found["same"] == found["lines"] == 12
    assert carried_out(city) == 0
    assert Entry.objects.count() == entries + 1, "only the import itself is on record"


def test_only_objects_of_comparison_may_have_no_level(city: City) -> None:
    head = ("机构树", "单位代码", "名称", "层级")
    lines = [head, ("参照对象", "NOR", "挪威", ""), ("", "B09", "市数据局", "")]
    (problem,) = rehearsed(city, workbook(单位=lines))["problems"]
    assert (problem["line"], problem["column"]) == (3, "层级")
    assert "层级必填" in problem["sentence"]


def test_an_empty_code_is_the_only_thing_wrong_with_its_line_and_nothing_with_the_others(city: City) -> None:
    """The root has no parent, and an empty code is not the parent it lacks."""
    lines = [
        ("", "市数据局", "", "市级", "", "S", ""),
        ("", "市信访局", "", "市级", "", "S", ""),
        ("S", "示例市", "", "市级", "", "", ""),
        ("X01", "东岭县", "", "县级", "县区党委政府", "S", ""),
    ]
    assert problems(city, *lines) == [
        (2, "单位代码", "必填，这一格是空的，请补上。"), (3, "单位代码", "必填，这一格是空的，请补上。"),
    ]  # fmt: skip


def test_an_emptied_short_name_becomes_the_name(city: City) -> None:
    line = ("B01", "示例市住房和城乡建设局", "", "市级", "市级国家机关及部门", "S", "")
    rehearsed(city, workbook(units=[line]))
    carried_out(city)
    assert unit_on(city.housing.pk, TODAY).short_name == "示例市住房和城乡建设局"


def test_an_export_never_shows_an_identity_number(city: City) -> None:
    office = city.actor(city.office)
    person = services.add_person(actor=office, name="方远", resident_id=LEADER_ID, at=NOW)
    services.appoint(
        actor=office, person=person, unit=city.housing, title="局长", kind="principal", since=TODAY, at=NOW
    )
    book = load_workbook(io.BytesIO(workbook_of(workbook_rows(city.actor(city.office), TODAY))))
    cells = [str(cell.value) for page in book for row in page for cell in row]
    assert "110105***********X" in cells
    assert not [cell for cell in cells if LEADER_ID in cell]


@pytest.mark.parametrize(
    "written",
    ["2026-07-01", "2026/7/1", "2026.7.1", "2026年7月1日", "20260701", "２０２６－０７－０１",
     datetime(2026, 7, 1, 9, 30),  # noqa: DTZ001 - Excel knows no zones
     date(2026, 7, 1), 46204, "2026-07-01 00:00:00"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(city: City, written: Any) -> None:
    rehearsed(city, workbook(units=[("B09", "市数据局", "", "市级", "", "S", written)]))
    carried_out(city)
    assert Unit.objects.get(code="B09").since == date(2026, 7, 1)


GOOD = ("B09", "市数据局", "", "市级", "", "S", "")


@pytest.mark.parametrize(
    ("place", "value", "column", "words"),
    [
        (0, None, "单位代码", "必填"),
        (0, 9, "单位代码", "前面的 0 或末几位可能已经丢失"),
        (0, "B" * 33, "单位代码", "最多 32 个字，现在 33 个"),
        (1, "  ", "名称", "必填"),
        (1, "局" * 81, "名称", "最多 80 个字，现在 81 个"),
        (3, "地级", "层级", "没有“地级”这一项，请从下拉里选：省级、市级、县级、乡级"),
        (4, "市直部门", "类别", "没有“市直部门”这一项"),
        (5, "Z99", "上级代码", "没有代码为“Z99”的单位"),
        (6, "去年七月", "设立日期", "不是一个日期，请写作 2026-07-01"),
        (6, "2026-02-30", "设立日期", "不是一个日期"),
        (6, "0001-01-01", "设立日期", "日期 0001-01-01 不合理，请核对。"),
        (6, "2026-7", "设立日期", "不是一个日期"),
        (6, -3, "设立日期", "不是一个日期"),
        (5, "X01", "层级", "市级单位不能放在县级单位“东岭县”之下"),
        (6, "2019-01-01", "设立日期", "“示例市”自 2020-01-01 起才有"),
    ],
)  # fmt: skip
def test_a_cell_that_is_wrong_is_named(city: City, place: int, value: Any, column: str, words: str) -> None:
    line = [*GOOD]
    line[place] = value
    (found,) = problems(city, tuple(line))
    assert found[:2] == (2, column)
    assert words in found[2]
    assert found[2].endswith("。")


def test_codes_with_check_digits_are_checked_cell_by_cell(city: City) -> None:
    head = ("单位代码", "名称", "层级", "上级代码", "统一社会信用代码", "统计用区划代码")
    rows = [
        ("B09", "甲局", "市级", "S", "11320000MB151840XK", "370102000000"),
        ("B10", "乙局", "市级", "S", "11320000MB151840XJ", 370102000000),
        ("B11", "丙局", "市级", "S", "", "160000000000"),
    ]
    found = rehearsed(city, workbook(单位=[head, *rows]))["problems"]
    assert [(one["line"], one["column"]) for one in found] == [
        (2, "统一社会信用代码"), (3, "统计用区划代码"), (4, "统计用区划代码"),
    ]  # fmt: skip
    assert "校验位不对" in found[0]["sentence"]


def test_a_code_twice_in_the_file_is_refused_at_the_second_line(city: City) -> None:
    assert problems(city, GOOD, GOOD) == [
        (3, "单位代码", "与第 2 行的单位代码重复，请删去其中一行，或改正代码。")
    ]


def test_a_circle_of_parents_is_named_with_all_its_members(city: City) -> None:
    found = problems(
        city,
        ("C1", "甲", "", "市级", "", "C2", ""),
        ("C2", "乙", "", "市级", "", "C1", ""),
        ("C3", "丙", "", "市级", "", "C2", ""),
        ("C4", "丁", "", "市级", "", "C4", ""),
    )
    sentences = {line: sentence for line, _, sentence in found}
    assert "C1 → C2 → C1" in sentences[2]
    assert "C2 → C1 → C2" in sentences[3]
    assert "“C2”处在一圈上级关系里" in sentences[4]
    assert "C4 → C4" in sentences[5]


def test_a_known_unit_cannot_be_put_below_itself(city: City) -> None:
    ((line, column, sentence),) = problems(city, ("S", "示例市", "", "市级", "", "B01", ""))
    assert (line, column) == (2, "上级代码")
    assert "自己的下级" in sentence


def test_two_units_may_change_places(city: City) -> None:
    """What was above comes below: possible line by line only from the top down."""
    services.change_unit(
        actor=city.actor(city.office), unit=city.planning, parent=city.housing, on=date(2026, 1, 1),
        reason="机构改革", at=NOW,
    )  # fmt: skip
    lines = ("B01", "市住建局", "", "市级", "", "B02", ""), ("B02", "市发展改革委", "", "市级", "", "S", "")
    assert problems(city, *lines) == []
    carried_out(city)
    housing = unit_on(city.housing.pk, TODAY)
    assert housing.path == f"/{city.city.pk}/{city.planning.pk}/{city.housing.pk}/"


def test_units_below_a_line_that_fails_are_told_to_wait(city: City) -> None:
    found = problems(
        city, ("B09", "市数据局", "", "部级", "", "S", ""), ("B0901", "信息中心", "", "市级", "", "B09", "")
    )
    assert [(line, column) for line, column, _ in found] == [(2, "层级"), (3, "上级代码")]
    assert "第 2 行，那一行没有通过" in found[1][2]


def test_missing_and_unknown_columns_are_named_before_anything_else(city: City) -> None:
    content = workbook(单位=[("单位编码", "名称"), ("B09", "市数据局")])
    found = rehearsed(city, content)["problems"]
    assert [(one["line"], one["column"], one["sentence"][:5]) for one in found] == [
        (1, "单位代码", "缺少这一列"), (1, "层级", "缺少这一列"), (1, "单位编码", "不认识这一"),
    ]  # fmt: skip


def test_blank_lines_are_passed_over_and_counted(city: City) -> None:
    blank: tuple[str, ...] = ("", " ")
    found = rehearsed(city, workbook(units=[blank, GOOD, blank, blank, ("B10", *GOOD[1:])]))
    assert (found["problems"], found["blank"], len(found["changes"])) == ([], 3, 2)
    assert [one["line"] for one in found["changes"]] == [3, 6], "numbered as Excel shows them"


def test_one_wrong_line_keeps_all_others_out(city: City) -> None:
    problems(city, GOOD, ("B10", "", "", "市级", "", "S", ""))
    before = UnitVersion.objects.count()
    with pytest.raises(DomainError, match="还有要改的地方，什么都没有写入"):
        carried_out(city)
    assert UnitVersion.objects.count() == before
    assert not Entry.objects.exists()


def test_what_changed_since_the_rehearsal_stops_the_import_as_a_whole(city: City) -> None:
    rehearsed(city, workbook(units=[GOOD, ("B10", *GOOD[1:])]))
    services.add_unit(
        actor=city.actor(city.office), code="B10", name="别的局", level="county", parent=city.city,
        since=date(2026, 12, 1), at=NOW,
    )  # fmt: skip
    with pytest.raises(DomainError, match="第 3 行已不能导入"):
        carried_out(city)
    assert unit_by_code("B09", TODAY) is None


def test_more_changes_than_one_transaction_should_carry_are_told_to_come_in_parts(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dukao.organisations.services.imports.MOST_CHANGES", 2)
    lines = [(f"N{n}", *GOOD[1:]) for n in range(3)]
    with pytest.raises(DomainError, match="一次最多写入 2 处变化"):
        rehearsed(city, workbook(units=lines))
    assert rehearsed(city, workbook(units=lines[:2]))["problems"] == []


def test_sending_twice_imports_once(city: City) -> None:
    rehearsed(city, workbook(units=[GOOD]))
    assert [carried_out(city, "k1"), carried_out(city, "k1")] == [1, 0]
    with pytest.raises(DomainError, match="没有等待导入的单位表"):
        carried_out(city, "k2")


def test_posts_and_links_come_along_and_find_their_people(city: City) -> None:
    posts = [
        ("姓名", "居民身份证号", "单位代码", "职务", "类别", "任职日期"),
        ("方远", LEADER_ID, "B01", "局长", "主要负责人", "2026-07-01"),
        ("陈立", "", "B01", "副局长", "班子成员", "2026-07-01"),
    ]
    links = [("单位代码", "关系", "对方单位代码"), ("B01", "联系", "X01")]
    assert rehearsed(city, workbook(任职=posts, 联系=links))["problems"] == []
    assert carried_out(city) == 3
    assert Person.objects.get(name="方远").resident_id == LEADER_ID
    assert [one.unit for one in linked_units(city.county.pk, LinkRole.RELATED, TODAY)] == [city.housing]
    assert rehearsed(city, workbook(任职=posts, 联系=links))["same"] == 3
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (("王芳", "", "B01", "科员", "工作人员", ""), "姓名", "有 2 个人叫“王芳”"),
        (("王芳", "110105***********1", "B01", "科员", "工作人员", ""), "居民身份证号", "填完整的号码"),
        (("李四", "11010519491231002X", "B01", "科员", "工作人员", ""), "姓名", "登记在“方远”名下"),
        (("李四", "110105194912310021", "B01", "科员", "工作人员", ""), "居民身份证号", "校验位不对"),
        (("方远", "", "B01", "局长", "班子成员", ""), "类别", "任职类别不同"),
        (("方远", "", "B01", "局长", "主要负责人", "2026-01-01"), "任职日期", "和已登记的不同"),
        (("李四", "", "Z99", "科员", "工作人员", ""), "单位代码", "没有代码为“Z99”的单位"),
    ],
)
def test_a_post_that_cannot_be_is_named(city: City, line: tuple[str, ...], column: str, words: str) -> None:
    office = city.actor(city.office)
    for name, number in (("王芳", ""), ("王芳", ""), ("方远", LEADER_ID)):
        person = services.add_person(actor=office, name=name, resident_id=number, at=NOW)
    services.appoint(
        actor=office, person=person, unit=city.housing, title="局长", kind="principal", since=TODAY, at=NOW
    )
    head = ("姓名", "居民身份证号", "单位代码", "职务", "类别", "任职日期")
    (found,) = rehearsed(city, workbook(任职=[head, line]))["problems"]
    assert (found["sheet"], found["line"], found["column"]) == ("任职", 2, column)
    assert words in found["sentence"]


def test_an_office_imports_only_below_its_own_units(city: City, make_account: Any) -> None:
    county_office = make_account("county", "县督考办", city.county, "office", city.county)
    found = rehearsed(
        city,
        workbook(
            units=[
                ("X0101", "城关镇", "", "乡级", "", "X01", ""),
                ("B09", "市数据局", "", "市级", "", "S", ""),
            ]
        ),
        account=county_office,
    )
    assert [one["subject"] for one in found["changes"]] == ["城关镇"]
    assert [one["line"] for one in found["problems"]] == [3]


def test_only_the_office_imports(city: City) -> None:
    with pytest.raises(Refused):
        rehearsed(city, workbook(units=[GOOD]), account=city.reporter)
    with pytest.raises(Refused):
        services.carry_out_import(actor=city.actor(city.leader), at=NOW)


def test_the_template_is_an_empty_workbook_that_says_what_to_do(city: City) -> None:
    content = template()
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["单位", "联系", "任职", "填写说明"]
    head = [cell.value for cell in book["单位"][1]]
    assert set(UNIT_HEAD) <= {title.removesuffix(" *") for title in head}
    assert len(book["单位"].data_validations.dataValidation) == 3
    assert book["单位"]["B1"].comment.text.startswith("终身不变")
    with pytest.raises(DomainError, match="只有表头"):
        rehearsed(city, content)
