"""Facts and results in every kind of file: every digit, every fault, nothing opened that should stay shut."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest

from dukao.scoring import Fact, FactsError, Period, read_facts, read_roster
from dukao.scoring.formats.columns import Column, Kind, Table
from dukao.scoring.formats.excel import TABLE_LIMITS, Limits, WorkbookError, open_workbook
from dukao.scoring.formats.files import rows_of_file, table_content
from tests.scoring.builders import SEPTEMBER, scheme_of

HEADS = ["unit", "indicator", "period", "value"]
ROWS = [
    ["001", "a", "2026-09", "0.1"],
    ["B02", "a", "2026-09", "123456789.012"],
    ["B03", "a", "2026-09", "-7"],
]
VALUES = [Decimal("0.1"), Decimal("123456789.012"), Decimal(-7)]


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def values_in(path):
    return [(fact.unit, fact.period, fact.value) for fact in read_facts(path).facts]


@pytest.mark.parametrize("kind", ["text", "numbers"])
def test_figures_of_a_workbook_keep_every_digit(tmp_path, kind):
    rows = [[*row[:3], float(row[3]) if kind == "numbers" else row[3]] for row in ROWS]
    path = saved(tmp_path, "f.xlsx", workbook([HEADS, *rows]))
    assert values_in(path) == [(row[0], SEPTEMBER, value) for row, value in zip(ROWS, VALUES, strict=True)]


def test_a_month_that_excel_took_for_a_day_is_the_month(tmp_path):
    path = saved(tmp_path, "f.xlsx", workbook([HEADS, ["u", "a", date(2026, 9, 1), 5], ["u", "a", 2026, 7]]))
    assert [fact.period for fact in read_facts(path).facts] == [SEPTEMBER, Period.parse("2026")]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("value", [row[3] for row in ROWS]),
        pl.Series("value", VALUES, dtype=pl.Decimal(20, 5)),
        pl.Series("value", [float(row[3]) for row in ROWS]),
        pl.Series("value", [row[3] for row in ROWS], dtype=pl.Categorical),
    ],
    ids=["text", "decimal", "float", "category"],
)
def test_figures_of_parquet_keep_every_digit(tmp_path, column):
    frame = pl.DataFrame({name: [row[place] for row in ROWS] for place, name in enumerate(HEADS[:3])})
    frame.with_columns(column).write_parquet(tmp_path / "f.parquet")
    assert values_in(tmp_path / "f.parquet") == [
        (row[0], SEPTEMBER, value) for row, value in zip(ROWS, VALUES, strict=True)
    ]


def test_single_precision_and_whole_numbers_in_parquet(tmp_path):
    frame = pl.DataFrame({"unit": [1, 2], "indicator": ["a", "a"], "period": [date(2026, 9, 1), None]})
    frame = frame.with_columns(pl.Series("value", [0.1, None], dtype=pl.Float32))
    frame.write_parquet(tmp_path / "f.parquet")
    sheet = read_facts(tmp_path / "f.parquet", period=SEPTEMBER)
    assert sheet.facts == [Fact("1", "a", SEPTEMBER, Decimal("0.1"))]
    assert set(sheet.roster) == {"1", "2"}


def told(path):
    with pytest.raises(FactsError) as refused:
        read_facts(path)
    return "；".join(map(str, refused.value.problems))


def test_faulty_cells_are_listed_row_by_row(tmp_path):
    rows = [["u", "a", "2026-09", "九"], ["v", "a", "2026-09", 1], ["", "a", "2026-13", 1]]
    said = told(saved(tmp_path, "f.xlsx", workbook([HEADS, *rows])))
    assert "第 2 行：“九”不是数字" in said
    assert "第 4 行：单位和指标都要填" in said
    pl.DataFrame([dict(zip(HEADS, map(str, row), strict=True)) for row in rows]).write_parquet(
        tmp_path / "f.parquet"
    )
    assert "第 1 行：“九”不是数字" in told(tmp_path / "f.parquet")


def test_infinity_is_no_figure(tmp_path):
    frame = pl.DataFrame({"unit": ["u"], "indicator": ["a"], "period": ["2026-09"], "value": [float("nan")]})
    frame.write_parquet(tmp_path / "f.parquet")
    assert "“nan”不是数字" in told(tmp_path / "f.parquet")


def test_an_error_in_a_cell_is_not_an_empty_cell(tmp_path):
    said = told(saved(tmp_path, "f.xlsx", workbook([HEADS, ["u", "a", "2026-09", "#N/A"]])))
    assert said == "D2：这一格是错误值（例如 #N/A），请改正公式或填写数值"


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


LOCKED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook([HEADS])[:300], "不是能打开的 Excel 工作簿"),
        (packed({"word/document.xml": "<x/>"}), "不是能打开的 Excel 工作簿"),
        (LOCKED, "有打开密码"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版的 .xls"),
        (b"\x01\xff\x00\xfe" * 100, "不是完好的 Excel 工作簿，请重新保存"),
        (b"PAR1" + b"x" * 50 + b"PAR1", "不是完好的 Parquet 文件"),
        (b"%PDF-1.7 ...", "是 PDF 文件"),
        (b"", "第一行要写列名"),
    ],
)
def test_broken_locked_and_foreign_files_are_refused_in_words(tmp_path, content, words):
    assert words in told(saved(tmp_path, "f.xlsx", content))


def test_a_folder_is_no_file(tmp_path):
    assert "这是一个文件夹" in told(tmp_path)


def test_bombs_are_not_opened(tmp_path):
    with pytest.raises(WorkbookError, match="文件解开后超过"):
        parts = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 100_000}
        open_workbook(packed(parts), Limits(10_000, 50_000, 1000))
    with pytest.raises(WorkbookError, match="最大"):
        open_workbook(packed({"x": "y" * 100}), Limits(10, 50_000, 1000))
    far = openpyxl.Workbook()
    far.active["A1"], far.active["XFD1048576"] = "unit", 1
    out = io.BytesIO()
    far.save(out)
    assert "XFD1048576 格里也有内容" in told(saved(tmp_path, "f.xlsx", out.getvalue()))
    assert TABLE_LIMITS.cells < 16384 * 1048576


def test_cells_that_do_not_say_where_they_stand_are_measured_too():
    wide = b"<c/>" * 200
    sheet = b'<sheetData><row r="1">' + wide + b'</row><row r="1048576"><c><v>1</v></c></row></sheetData>'
    content = packed({"xl/workbook.xml": "<workbook/>", "xl/elsewhere.xml": sheet})
    with pytest.raises(WorkbookError, match="A1048576 格里也有内容"):
        open_workbook(content)


def test_two_names_of_one_unit_are_told(tmp_path):
    text = "unit,name,indicator,period,value\nu,甲局,a,2026-09,1\nu,乙局,b,2026-09,1\n"
    assert "单位 u 前面写的名称是 甲局，这里是 乙局" in told(saved(tmp_path, "f.csv", text.encode()))
    assert "列 value 出现了两次" in told(saved(tmp_path, "g.csv", "unit,item,period,value,数值\n".encode()))


# -- units ---------------------------------------------------------------------------------------------


def grouped():
    groups = [{"code": "g", "name": "一组", "members": ["u", "v"]}]
    return scheme_of([{"code": "a", "weight": 100, "method": "conversion"}], groups=groups)


def faults(path, scheme, roster=None):
    with pytest.raises(FactsError) as refused:
        read_facts(path, scheme=scheme, roster=roster)
    return [str(problem) for problem in refused.value.problems]


def test_units_that_no_group_names_are_listed_row_by_row_with_everything_else(tmp_path):
    rows = ["u,,a,2026-09,1", "x,,a,2026-09,1", "w,g,a,2026-09,1", "u,,b,2026-09,九", "x,,b,2026-09,八"]
    path = saved(tmp_path, "f.csv", "\n".join(["unit,group,indicator,period,value", *rows]).encode())
    advice = "办法的分组里没有这个单位，请核对代码，或在 group 一列写明它的分组"
    assert faults(path, grouped()) == [
        f"第 3 行：单位 x：{advice}",
        "第 5 行：“九”不是数字，只能填数字，例如 44.16",
        "第 6 行：“八”不是数字，只能填数字，例如 44.16",
        f"第 6 行：单位 x：{advice}",
    ]
    anyone = scheme_of([{"code": "a", "weight": 100, "method": "conversion"}])
    assert len(faults(path, anyone)) == 2


def test_with_a_roster_only_its_units_take_part(tmp_path):
    roster = read_roster(saved(tmp_path, "r.csv", "单位,单位名称,分组\nu,甲局,g\nx,乙局,g\n".encode()))
    path = saved(tmp_path, "f.csv", b"unit,indicator,period,value\nx,a,2026-09,1\nv,a,2026-09,1\n")
    assert faults(path, grouped(), roster) == ["第 3 行：单位 v：名册里没有这个单位，请核对代码或补进名册"]
    path = saved(tmp_path, "f.csv", b"unit,group,indicator,period,value\nx,h,a,2026-09,1\n")
    assert faults(path, grouped(), roster) == ["单位 x：数据里写的分组是 h，名册里是 g，请改成一致"]
    with pytest.raises(FactsError, match="出现了两次"):
        read_roster(saved(tmp_path, "r.csv", b"unit\nu\nu\n"))


# -- results -------------------------------------------------------------------------------------------

LONG = Decimal("12345678901234567890.12345678")
TABLE = Table(
    "结果",
    (Column("unit"), Column("total", Kind.NUMBER), Column("rank", Kind.WHOLE)),
    [["001", Decimal("86.20"), 1], ["=1+1", LONG, None], ["B03", None, 12]],
)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_table_comes_back_from_every_kind_of_file(tmp_path, suffix):
    path = saved(tmp_path, f"t{suffix}", table_content(TABLE, suffix))
    (_, heads), *rows = list(rows_of_file(path, "结果"))
    assert heads == ["unit", "total", "rank"]
    assert [row[0] for _, row in rows] == ["001", "=1+1", "B03"]
    assert [Decimal(row[1]) if row[1] else None for _, row in rows] == [Decimal("86.20"), LONG, None]
    assert [row[2] for _, row in rows] == ["1", "", "12"]
    assert table_content(TABLE, suffix) == table_content(TABLE, suffix)


def test_figures_in_a_workbook_are_numbers_and_text_is_text(tmp_path):
    sheet = openpyxl.load_workbook(io.BytesIO(table_content(TABLE, ".xlsx"))).active
    assert (sheet["A2"].value, sheet["B2"].value, sheet["B2"].number_format) == ("001", 86.2, "0.00")
    assert (sheet["A3"].data_type, sheet["B3"].value) == ("s", str(LONG))


def test_figures_in_parquet_are_decimals():
    frame = pl.read_parquet(io.BytesIO(table_content(TABLE, ".parquet")))
    assert frame.schema["total"] == pl.Decimal(38, 8)
    assert frame.schema["rank"] == pl.Int64
    huge = Table("结果", (Column("total", Kind.NUMBER),), [[Decimal("1" * 39)], [Decimal("0.5")]])
    assert pl.read_parquet(io.BytesIO(table_content(huge, ".parquet")))["total"].to_list() == [
        "1" * 39,
        "0.5",
    ]
