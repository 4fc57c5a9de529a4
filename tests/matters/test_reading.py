"""Messy files become rows, with a remark for whatever was not taken as it stands."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest

from dukao.kernel.errors import DomainError
from dukao.matters.intake.parts import read_milestones, read_units
from dukao.matters.intake.prose import read_paragraph
from dukao.matters.intake.reading import ROW_LIMIT, read_plan
from dukao.ui.days import NoDay, read_day
from tests.matters import messy


@pytest.mark.parametrize(
    ("text", "day", "is_sure"),
    [
        ("2026-09-30", "2026-09-30", True), ("2026/9/30", "2026-09-30", True), ("2026.9.30", "2026-09-30", True),
        ("2026年9月30日", "2026-09-30", True), ("20260930", "2026-09-30", True),
        ("2026-09-30 17:00:00", "2026-09-30", True), ("9月30日", "2026-09-30", False),
        ("9/30", "2026-09-30", False), ("9.30", "2026-09-30", False), ("2026.9", "2026-09-30", False),
        ("2026年9月", "2026-09-30", False), ("9月底前", "2026-09-30", False), ("9月中旬", "2026-09-20", False),
        ("46295", "2026-09-30", False), ("第三季度", "2026-09-30", False), ("三季度末", "2026-09-30", False),
        ("上半年", "2026-06-30", False), ("2027年上半年", "2027-06-30", False), ("年底前", "2026-12-31", False),
        ("年内", "2026-12-31", False), ("长期", "2026-12-31", False), ("长期坚持", "2026-12-31", False),
        ("2月", "2026-02-28", False), ("2026年3月至9月底", "2026-09-30", False), ("3月—11月", "2026-11-30", False),
        ("９月３０日", "2026-09-30", False), ("2027年3月-6月", "2027-06-30", False),
    ],
)  # fmt: skip
def test_days_as_plans_write_them(text: str, day: str, is_sure: bool) -> None:
    read = read_day(text, 2026)
    assert read.day == date.fromisoformat(day)
    assert (not read.guess) == is_sure


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("13月", "没有这个月份"), ("2026/2/30", "没有“2026/2/30”这个日期"), ("尽快", "不是一个日期"),
        ("9.3", "可能是 9 月 3 日，也可能是 30 日"), ("2026.1", "可能是 1 月，也可能是 10 月"), ("0月5日", "没有"),
        ("፩", "不是一个日期"), ("9" * 5000, "不是一个日期"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_why(text: str, sentence: str) -> None:
    with pytest.raises(NoDay, match=sentence):
        read_day(text, 2026)


@pytest.mark.parametrize(
    ("text", "leads", "assists"),
    [
        ("市住建局、市水利局", ["市住建局", "市水利局"], []),
        ("市住建局/市水利局", ["市住建局", "市水利局"], []),
        ("市住建局\n市水利局", ["市住建局", "市水利局"], []),
        ("牵头：市住建局；配合：市水利局、市财政局", ["市住建局"], ["市水利局", "市财政局"]),
        ("牵头单位：市住建局\n配合单位：市水利局", ["市住建局"], ["市水利局"]),
        ("市住建局牵头，市水利局、市财政局配合", ["市住建局"], ["市水利局", "市财政局"]),
        ("各县（市、区）", ["各县（市、区）"], []),
        ("", [], []),
    ],
)
def test_units_of_one_cell(text: str, leads: list[str], assists: list[str]) -> None:
    assert read_units(text) == (leads, assists)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("2026-10-31 40% 完成摸排\n2026-11-30 80% 主体完工", [("2026-10-31", 40, "完成摸排"), ("2026-11-30", 80, "主体完工")]),
        ("10月底完成摸排，累计40%；11月底主体完工，累计80％", [("2026-10-31", 40, "完成摸排"), ("2026-11-30", 80, "主体完工")]),
        ("11月底完成 6 座；12月15日完成 12 座", [("2026-11-30", 33, "完成 6 座"), ("2026-12-15", 66, "完成 12 座")]),
        ("", []),
    ],
)  # fmt: skip
def test_milestones_of_one_cell(text: str, nodes: list[tuple[str, int, str]]) -> None:
    read = read_milestones(text, 2026)
    assert [(day.isoformat(), percent, title) for day, percent, title in read.nodes] == nodes
    assert ("均分" in read.guess) == ("6 座" in text)


@pytest.mark.parametrize(
    ("text", "sentence"), [("完成摸排", "前面没有日期"), ("10月底 140% 摸排", "超过 100%")]
)
def test_milestones_that_cannot_be_read_say_why(text: str, sentence: str) -> None:
    assert sentence in read_milestones(text, 2026).problem


def test_an_annual_plan_is_read_through_merged_cells_and_two_heads() -> None:
    reading = read_plan("计划.xlsx", messy.annual_plan())
    assert [(row.place, row.section) for row in reading.rows] == [
        ("任务表 第 6 行", "一、城建民生"), ("任务表 第 7 行", "一、城建民生"), ("任务表 第 11 行", "二、营商环境"),
        ("任务表 第 12 行", "二、营商环境"),
    ]  # fmt: skip
    first, second, third, fourth = (row.cells for row in reading.rows)
    assert first["title"] == "城市燃气管网更新改造 70 公里"
    assert (first["lead"], first["assisting"], first["due"]) == (
        "市住建局",
        "市水利局、市发展改革委",
        "2026-12-20",
    )
    assert second["milestones"] == "11月底完成 6 座\n12月15日完成 12 座"
    assert second["lead"] == "水利局"
    assert third["due"] == "13月"
    assert "title" not in fourth
    words = "\n".join(reading.remarks)
    for remark in (
        "“完成进度”列不读入：进展由承办单位",
        "“一、城建民生”是小标题",
        "“合计”不是事项",
        "“填表人：王某”不是事项",
    ):
        assert remark in words


def test_weak_names_are_read_with_a_remark() -> None:
    reading = read_plan("a.xlsx", messy.one_cell_units())
    assert len(reading.rows) == 7
    assert "“责任单位”列按“牵头单位”读。" in "\n".join(reading.remarks)


def test_a_milestone_without_a_year_lies_before_the_limit() -> None:
    """A plan of December, a limit in February: January is the next one."""
    read = read_milestones(
        "12月30日 20% 进场；1月10日 40% 过半；2026年11月 10% 招标", 2026, date(2027, 2, 25)
    )
    assert [day.isoformat() for day, _, _ in read.nodes] == ["2026-11-30", "2026-12-30", "2027-01-10"]


def test_a_name_that_is_parted_below_is_read_by_its_parts() -> None:
    reading = read_plan("台账.xlsx", messy.parted_heads())
    assert [(row.cells["title"], row.cells["due"], row.section) for row in reading.rows] == [
        ("改造供热管网 32 公里", "2026/12/15", "城市更新"), ("新建换热站 8 座", "11月底", "城市更新"),
    ]  # fmt: skip
    assert "任务表：“启动时间”列不读入。" in reading.remarks


def test_prose_of_a_word_plan_becomes_rows() -> None:
    rows = read_plan("方案.docx", messy.plan_in_word()).rows
    assert [(row.cells["paragraph"], row.cells["title"]) for row in rows] == [
        ("一（一）", "改造城市燃气管网"), ("一（二）", "加固 12 座水库"), ("二（一）", "压缩审批时限到 3 个工作日"),
        ("二（二）", "补贴兑付"),
    ]  # fmt: skip
    assert rows[2].cells["lead"] == "市发展改革委"
    assert (rows[3].cells["lead"], rows[3].cells["assisting"], rows[3].cells["due"]) == (
        "市水利局", "市住建局", "10月15日",
    )  # fmt: skip
    assert rows[3].notes["lead"] == "取自这一段的文字"
    assert rows[0].cells["path"] == "年底前完成 70 公里，全部通气。"
    assert (rows[0].cells["lead"], rows[0].cells["due"]) == ("市住建局", "2026年12月20日")
    assert (rows[1].cells["lead"], rows[1].cells["assisting"], rows[1].cells["due"]) == (
        "市水利局", "市住建局", "11月底",
    )  # fmt: skip
    assert rows[0].section == "城建民生"
    assert rows[0].notes["title"] == "取自这一段的第一句"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "二、市水利局牵头、市财政局配合，2027年3月底前完成水库除险。",
            {
                "title": "2027年3月底前完成水库除险", "lead": "市水利局", "assisting": "市财政局",
                "due": "2027年3月底",
            },
        ),
        (
            "（一）更新燃气管网 70 公里（牵头单位：市住建局；完成时限：12 月底）。加强调度。",
            {"title": "更新燃气管网 70 公里", "path": "加强调度。", "lead": "市住建局", "due": "12 月底"},
        ),
        (
            "一、年底前完成改造 70 公里，市住建局牵头。",
            {"title": "年底前完成改造 70 公里", "lead": "市住建局", "due": "年底"},
        ),
        ("三、各部门要加强学习。", {"title": "各部门要加强学习"}),
        ("市住建局牵头", {"title": "市住建局牵头", "lead": "市住建局"}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_paragraph_says_what_its_matter_is(text: str, said: dict[str, str]) -> None:
    assert read_paragraph(text) == said


def test_a_table_in_word_is_read_before_its_prose() -> None:
    reading = read_plan("方案.docx", messy.table_in_word())
    assert [(row.cells["title"], row.cells["lead"]) for row in reading.rows] == [
        ("改造管网", "市住建局"), ("加固水库", "市住建局"),
    ]  # fmt: skip
    assert "表格以外的 1 段文字没有作为事项读入" in "\n".join(reading.remarks)


def test_numbers_drawn_by_word_are_read() -> None:
    rows = read_plan("方案.docx", messy.numbered_in_word()).rows
    assert [(row.cells["paragraph"], row.cells["title"]) for row in rows] == [
        ("一", "改造管网"),
        ("二", "加固水库"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_csv_of_any_office_is_read(encoding: str, between: str) -> None:
    content = (
        between.join(("事项", "牵头单位", "备注"))
        + "\r\n"
        + between.join(("管网", "市住建局", "甲"))
        + "\r\n"
    )
    reading = read_plan("a.csv", content.encode(encoding))
    assert [row.cells for row in reading.rows] == [{"title": "管网", "lead": "市住建局"}]
    assert reading.remarks == ["“备注”列不读入。"]


def bomb(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"<a>" + b" " * (200 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"", "是空的"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版的 .doc 或 .xls"),
        ("a.xlsx", b"PK\x03\x04broken", "不是能打开的 Excel"),
        ("a.docx", b"PK\x03\x04word/document.xml", "打不开这份 Word 文件"),
        ("a.csv", b"\x00\x01\x02", "不是 Word、Excel 或 CSV"),
        ("机密.xlsx", b"PK", "不处理国家秘密"),
        ("a.csv", "姓名,年龄\n甲,3\n".encode(), "没有读到事项"),
        ("a.csv", "事项,牵头单位\n机密★10年,市住建局\n".encode(), "不处理国家秘密"),
        ("a.csv", ("事项,牵头单位\n" + "管网,市住建局\n" * (ROW_LIMIT + 1)).encode(), "最多导入 2000 行"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused_in_words(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        read_plan(name, content)


@pytest.mark.parametrize(
    ("part", "sentence"), [("word/document.xml", "展开后太大"), ("xl/workbook.xml", "解开后超过")]
)
def test_what_unfolds_without_end_is_not_unfolded(part: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        read_plan("a.xlsx", bomb(part))
