"""What people typed is text in every spreadsheet."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from dukao.kernel.spreadsheets import INERT, harmless, table_workbook


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_would_run_is_marked_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["市住建局", "1-2", "", -1, 2.5, None])
def test_everything_else_stays(value: object) -> None:
    assert harmless(value) == value


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "http://evil.example", "external:\\\\evil\\share", "mailto:a@b"]
)
def test_a_workbook_guesses_nothing(text: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **INERT}) as book:
        book.add_worksheet().write_row(0, 0, [text])
    cell = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A1"]  # type: ignore[index]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_table_keeps_texts_and_figures_and_its_head_in_sight() -> None:
    content = table_workbook(
        "清单", ("编号", "事项", "件数"), [("001", "=1+1", 3)], wide={"事项": 44}, held=1
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [tuple(row) for row in sheet.values] == [("编号", "事项", "件数"), ("001", "=1+1", 3)]
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width > 40) == ("B2", True)
