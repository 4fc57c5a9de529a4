"""Plans as offices really send them, made by code: merged cells, two heads, mixed dates, prose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HEAD = ("序号", "重点任务", "责任单位", "完成时限")


def workbook(
    rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **more: Sequence[Sequence[Any]]
) -> bytes:
    """Sheets of these rows; ``merged`` ranges are those of the first."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "任务表"
    for sheet, lines in ((first, rows), *((book.create_sheet(name), lines) for name, lines in more.items())):
        for line in lines:
            sheet.append(list(line))
    for span in merged:
        first.merge_cells(span)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def annual_plan() -> bytes:
    """Title rows, a head of two rows, blank columns, sections, a matter over two rows, a total."""
    rows = [
        ["示例市 2026 年重点工作任务分解表", *[None] * 8],
        ["（2026 年 9 月 1 日印发）", *[None] * 8],
        ["序号", "重点任务", None, "责任分工", None, None, "完成\n时限", "节点目标", "完成进度"],
        [None, None, None, "牵头单位", "配合单位", "责任领导", None, None, None],
        ["一、城建民生", *[None] * 8],
        [1, "城市燃气管网更新改造 70 公里", None, "市住建局", "市水利局、市发展改革委", "周行（副市长）",
         date(2026, 12, 20), "10月底 40% 完成摸排；11月底 80% 主体完工", 0.35],
        [2, "12 座水库除险加固", None, "水利局", None, None, "12月底", "11月底完成 6 座", "60%"],
        [None, None, None, "水利局", None, None, None, "12月15日完成 12 座", None],
        [],
        ["二、营商环境", *[None] * 8],
        [3, "压缩审批时限", None, "市发展改革委", "各县（市、区）", "查无此人", "13月", None, None],
        [4, None, None, "市住建局", None, None, "长期", None, None],
        ["合计", "4 项", *[None] * 7],
        ["填表人：王某", *[None] * 8],
    ]  # fmt: skip
    merged = (
        "A1:I1",
        "A2:I2",
        "A3:A4",
        "B3:B4",
        "D3:F3",
        "G3:G4",
        "H3:H4",
        "A5:I5",
        "B7:B8",
        "D7:D8",
        "A10:I10",
    )
    return workbook(rows, merged)


def parted_heads() -> bytes:
    """Names that are parted below: the task in two columns, the limit in beginning and end."""
    rows = [
        ["序号", "重点任务", None, "责任分工", None, "时限要求", None],
        [None, "总体任务", "具体任务", "牵头单位", "配合单位", "启动时间", "完成时间"],
        ["一", "城市更新", *[None] * 5],
        [1, "供热保障", "改造供热管网 32 公里", "市住建局", "市水利局", "9月", "2026/12/15"],
        [2, None, "新建换热站 8 座", "市住建局", None, "9月", "11月底"],
    ]  # fmt: skip
    return workbook(rows, ("B1:C1", "D1:E1", "F1:G1", "A1:A2", "B4:B5"))


def one_cell_units() -> bytes:
    """Everybody in one column, in all the ways there are."""
    return workbook(
        [
            HEAD,
            [1, "第一件", "市住建局、市水利局", "2026/12/30"],
            [2, "第二件", "市住建局\n市水利局", "12.30"],
            [3, "第三件", "牵头：市水利局；配合：市住建局，市发展改革委", "四季度"],
            [4, "第四件", "市发展改革委牵头，市住建局配合", 46386],
            [5, "第五件", "市住建局、市水利局等", "2026年底前"],
            [6, "第六件", "B03", "10.1"],
            [7, "第一件", "市住建局", "年底"],
        ]
    )


def plan_in_word() -> bytes:
    """Numbered paragraphs, some numbers drawn by Word, duties in brackets and on lines of their own."""
    document = Document()
    document.add_heading("示例市 2026 年下半年重点工作", 1)
    document.add_paragraph("为抓好下半年工作，制定本方案。")
    document.add_paragraph("一、城建民生")
    document.add_paragraph(
        "（一）改造城市燃气管网。年底前完成 70 公里，全部通气。"
        "（牵头单位：市住建局；配合单位：市水利局、市发展改革委；完成时限：2026年12月20日）"
    )
    document.add_paragraph("（二）加固 12 座水库。（市水利局牵头，市住建局配合，11月底前完成）")
    document.add_paragraph("二、营商环境")
    document.add_paragraph("（一）压缩审批时限到 3 个工作日。")
    document.add_paragraph("责任单位：市发展改革委")
    document.add_paragraph("（二）补贴兑付。由市水利局牵头，市住建局配合，10月15日前兑付供热补贴。")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def table_in_word() -> bytes:
    """A table with merged cells below an introduction."""
    document = Document()
    document.add_paragraph("现将任务分解如下：")
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate(
        (
            ("工作事项", "责任单位", "完成时间"),
            ("改造管网", "市住建局", "2026.12"),
            ("加固水库", "", "12月"),
            ("合计", "", ""),
        )
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def numbered_in_word() -> bytes:
    """A list whose numbers stand in no text."""
    document = Document()
    for text in ("改造管网。（市住建局牵头，12月底前完成）", "加固水库。（市水利局牵头，12月底前完成）"):
        paragraph = document.add_paragraph(text, style="List Number")
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = 1
        properties.get_or_add_ilvl().val = 0
    numbering = document.part.numbering_part.element
    kind = next(iter(numbering.iter(qn("w:num")))).find(qn("w:abstractNumId")).get(qn("w:val"))
    number = next(one for one in numbering.iter(qn("w:num")) if one.get(qn("w:numId")) == "1")
    number.find(qn("w:abstractNumId")).set(qn("w:val"), kind)
    abstract = next(
        one for one in numbering.iter(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == kind
    )
    level = abstract.find(qn("w:lvl"))
    for name, value in (("w:numFmt", "chineseCounting"), ("w:lvlText", "%1、")):
        element = level.find(qn(name))
        if element is None:
            element = OxmlElement(name)
            level.append(element)
        element.set(qn("w:val"), value)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
