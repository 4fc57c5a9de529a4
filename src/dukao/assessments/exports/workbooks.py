"""The table of a group and the sheet of a unit as Excel workbooks; figures are numbers, not text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime

from dukao.assessments.models import Round
from dukao.assessments.selectors.items import ItemRow
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.standings import GroupTable
from dukao.kernel.spreadsheets import INERT
from dukao.ui.formats import NOTHING, moment_year, rank

FONT = "等线"


class _Page:
    """A worksheet written row by row."""

    def __init__(self, book: Any, name: str, widths: Sequence[int]) -> None:
        self._sheet = book.add_worksheet(name[:31])
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def line(self, cells: Sequence[Any], style: Any = None, figures: Any = None) -> None:
        """Decimals become numbers in the format of ``figures``; text stays text, whatever it begins with."""
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                self._sheet.write_number(self._row, column, float(cell), figures or style)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell, style)
            elif cell is not None:
                self._sheet.write_string(self._row, column, str(cell), style)
        self._row += 1

    def skip(self) -> None:
        self._row += 1

    def freeze(self) -> None:
        """Rows written so far stay in sight."""
        self._sheet.freeze_panes(self._row, 0)
        self._sheet.repeat_rows(0, self._row - 1)


class _Styles:
    def __init__(self, book: Any, places: int) -> None:
        figures = "0." + "0" * places if places else "0"
        base = {"font_name": FONT, "font_size": 10.5, "valign": "top", "text_wrap": True}
        self.title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self.note = book.add_format({**base, "font_color": "#62686F", "text_wrap": False})
        self.head = book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#EFEFEC"})
        self.text = book.add_format(base)
        self.figure = book.add_format({**base, "num_format": figures})
        self.group = book.add_format({**base, "bold": True, "bg_color": "#F5F5F3"})
        self.group_figure = book.add_format(
            {**base, "bold": True, "bg_color": "#F5F5F3", "num_format": figures}
        )


def table_workbook(table: GroupTable) -> bytes:
    """The ranking of one group as the actor sees it."""
    content, book, styles = _begin(table.places)
    page = _Page(book, "名次", (8, 28, 12, 12, 10, 10, 40))
    page.line([f"{table.round.span.label}考核结果·{table.group.name}"], styles.title)
    page.line([_standing_words(table.round)], styles.note)
    page.line(["名次", "单位", "得分", "距上一名", "升降", "等次", "失分最多的一项"], styles.head)
    page.freeze()
    for row in table.rows:
        last = row.top_loss if row.total is not None else "；".join(row.standing.reasons)
        cells = [row.rank or NOTHING, row.name, row.total, row.gap, row.move, row.standing.grade, last]
        page.line(cells, styles.text, styles.figure)
    page.skip()
    for line in table.quota_lines.values():
        page.line([line.sentence], styles.note)
    page.line([_digest_words(table.round)], styles.note)
    book.close()
    return content.getvalue()


def sheet_workbook(sheet: Sheet) -> bytes:
    """The unit's sheet: the sum on one page, every item on the next."""
    content, book, styles = _begin(sheet.part_places)
    _sum_page(book, styles, sheet)
    if sheet.items is not None:
        _items_page(book, styles, sheet)
    book.close()
    return content.getvalue()


def _sum_page(book: Any, styles: _Styles, sheet: Sheet) -> None:
    page = _Page(book, "得分构成", (34, 14, 40))
    page.line([f"{sheet.place.name} {sheet.round.span.label}得分"], styles.title)
    page.line([_standing_words(sheet.round)], styles.note)
    if sheet.equation is None:
        page.line(["还没有总分：" + "；".join(sheet.standing.reasons)], styles.text)
    else:
        page.line(["项目", "分"], styles.head)
        page.line(["满分", sheet.equation.full], styles.text, styles.figure)
        for term in sheet.equation.terms:
            page.line([term.label, term.amount], styles.text, styles.figure)
        page.line(["总分", sheet.standing.total], styles.group, styles.group_figure)
    page.skip()
    page.line(["组内名次", rank(sheet.standing.group_rank, sheet.standing.group_size)], styles.text)
    page.line(["等次", sheet.standing.grade or NOTHING], styles.text)
    page.line(["组内中位", sheet.median if sheet.median is not None else NOTHING], styles.text, styles.figure)
    for source in sheet.sources:
        page.line([source.round.span.label, source.total], styles.text, styles.figure)
    page.skip()
    page.line([_digest_words(sheet.round)], styles.note)


def _items_page(book: Any, styles: _Styles, sheet: Sheet) -> None:
    assert sheet.items is not None
    page = _Page(book, "逐项依据", (12, 28, 14, 10, 34, 44, 10, 10, 10, 20))
    heads = ["编号", "指标", "条款", "满分", "输入", "算式", "得分", "失分", "组内中位", "审核"]
    page.line(heads, styles.head)
    page.freeze()
    for section in sheet.items.sections:
        if section.rows:
            cells = ["", section.part.name, "", section.part.full, "", "", section.part.score, -section.loss]
            page.line(cells, styles.group, styles.group_figure)
        for row in section.rows:
            page.line(_item_cells(row), styles.text, styles.figure)
        for fix in section.part.adjustments:
            page.line(["", fix.label, "", "", "", "", fix.amount], styles.text, styles.figure)


def _item_cells(row: ItemRow) -> list[Any]:
    part = row.part
    return [
        part.code, part.name, part.clause, part.full or "", row.grounds, row.formula,
        part.score if row.counts else NOTHING, -row.loss if row.counts else NOTHING,
        row.median if row.median is not None else NOTHING, row.reviewed_by,
    ]  # fmt: skip


def _begin(places: int) -> tuple[BytesIO, Any, _Styles]:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, **INERT})
    return content, book, _Styles(book, places)


def _standing_words(assessment: Round) -> str:
    version = assessment.version
    state = assessment.get_state_display()
    return f"{version.scheme.name}第 {version.number} 版；{state}"


def _digest_words(assessment: Round) -> str:
    at = f"{moment_year(localtime(assessment.computed_at))} 计分，" if assessment.computed_at else ""
    return (
        f"{at}事实 {assessment.facts_count} 条，SHA-256 {assessment.facts_digest}，引擎 {assessment.engine}"
    )
