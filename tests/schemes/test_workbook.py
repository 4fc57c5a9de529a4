"""A scheme through Excel and YAML and back: the same digest; a bad cell is named."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from dukao.scoring import Scheme, digest, scheme_from_yaml, write_yaml
from dukao.scoring.formats.workbook import WorkbookError, scheme_from_workbook, workbook_of_scheme
from tests.schemes.made import schemes
from tests.schemes.test_parts import RICH


def edited(scheme: Scheme, changes: dict[tuple[str, str], Any]) -> bytes:
    """The workbook with some cells changed by another program."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_scheme(scheme)))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(content: bytes) -> list[str]:
    with pytest.raises(WorkbookError) as refused:
        scheme_from_workbook(content)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("name", ["rich", "plain"])
def test_the_same_digest_after_excel(scheme: Scheme, name: str) -> None:
    original = RICH if name == "rich" else scheme
    again = scheme_from_workbook(workbook_of_scheme(original))
    assert digest(again) == digest(original)
    assert again == original


def test_the_same_digest_after_yaml_and_after_another_program(scheme: Scheme) -> None:
    assert digest(scheme_from_yaml(write_yaml(RICH), draft=True)) == digest(RICH)
    assert digest(scheme_from_workbook(edited(RICH, {}))) == digest(RICH)


def test_a_changed_cell_changes_the_scheme(scheme: Scheme) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of_scheme(scheme)))["指标"]
    headings = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=3) if "J-15" in [cell.value for cell in row])
    weight = row[headings.index("满分")].coordinate
    changed = scheme_from_workbook(edited(scheme, {("指标", weight): 29.5}))
    assert str(changed.node("J-15").weight) == "29.5"


def test_bad_cells_are_named_all_at_once(scheme: Scheme) -> None:
    content = workbook_of_scheme(scheme)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["指标"]
    weight = next(cell for cell in sheet[1] if cell.value == "满分").column_letter
    code = next(cell for cell in sheet[1] if cell.value == "代码*").column_letter
    assert problems(edited(scheme, {("指标", f"{weight}4"): "二十", ("指标", f"{code}6"): ""})) == [
        f"“指标”{weight}4：“二十”不是数字，只能填数字，例如 44.16",
        f"“指标”{code}6：必填",
        "“计分方法”A4：“指标”里没有代码为“J-07”的指标",
        "“计分方法”：缺少指标  的计分方法",
    ]


def test_a_fault_of_the_format_is_led_back_to_its_cell(scheme: Scheme) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of_scheme(RICH)))["分档"]
    band = next(cell for cell in sheet[1] if cell.value == "区间*").column_letter
    assert problems(edited(RICH, {("分档", f"{band}3"): "80以上"})) == [
        f"“分档”{band}3：区间“80以上”写法不对，请写成 [80, 90) 这样：方括号含端点，圆括号不含"
    ]
    found = problems(edited(RICH, {("分档", f"{band}3"): "[90%, 95%)"}))
    assert found[0].startswith("“")
    assert "重叠" in found[0] or "空隙" in found[0]


def test_strangers_are_refused_in_words(scheme: Scheme) -> None:
    assert problems(b"not a workbook") == [
        "这不是能打开的 Excel 工作簿（.xlsx），没有读入。其他格式请另存为 .xlsx 再用。"
    ]
    assert "最大 5 MB" in problems(b"x" * (6 * 1024 * 1024))[0]
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    assert problems(out.getvalue()) == ["缺少工作表“办法”，请用系统导出的工作簿修改。"]
    assert problems(edited(scheme, {("指标", "A1"): "上面是谁"}))[0] == (
        "“指标”A1：不认识的列“上面是谁”，请用模板里的列名"
    )


def test_a_parameter_of_another_method_is_told(scheme: Scheme) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of_scheme(scheme)))["计分方法"]
    letter = next(cell for cell in sheet[1] if cell.value == "每次扣").column_letter
    assert problems(edited(scheme, {("计分方法", f"{letter}4"): 2})) == [
        f"“计分方法”{letter}4：完成率没有“每次扣”这个参数，请清空"
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemes())
def test_any_document_survives_excel_and_yaml(made: Scheme) -> None:
    assert digest(scheme_from_yaml(write_yaml(made), draft=True)) == digest(made)
    assert digest(scheme_from_workbook(workbook_of_scheme(made))) == digest(made)
