"""Targets as one sheet: a row for each item and unit, a column for each month."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from dukao.schemes.vocabulary import MONTHS_BETWEEN
from dukao.scoring import Item, Problem, Scheme
from dukao.scoring.formats.excel import EXACT_DIGITS, WorkbookError
from dukao.scoring.formats.workbook.sheets import Book, Row, Sheet, open_book, read_sheet
from dukao.scoring.numbers import normal, parse_decimal
from dukao.scoring.parts import Number, Text

if TYPE_CHECKING:
    from dukao.schemes.selectors.targets import TargetRow

NOT_APPLICABLE = "不适用"
#: What people write for it.
SAME = {NOT_APPLICABLE, "—", "-", "/", "N/A", "n/a", "无"}
#: A cell in the format of percentages holds 0.95 where it shows 95%, and nothing in its value tells.
PERCENT_HINT = "单位是 % 的填 95，或文本 95%；不要把单元格设成百分比格式，那样读到的是 0.95"
MONTHS = tuple(f"{month} 月" for month in range(1, 13))
TARGETS = Sheet(
    "目标",
    (
        Text(key="item", label="指标代码", needed=True),
        Text(key="name", label="指标"),
        Text(key="unit", label="单位代码", needed=True),
        Text(key="unit_name", label="单位"),
        *(
            Number(
                key=str(number),
                label=label,
                words={NOT_APPLICABLE: NOT_APPLICABLE},
                hint=PERCENT_HINT if number == 1 else "",
            )
            for number, label in enumerate(MONTHS, start=1)
        ),
    ),
)

#: Unit, item and month, with a figure or "does not apply".
Found = dict[tuple[int, str, str], Decimal | None]


def workbook_of_targets(rows: Iterable[tuple[Item, TargetRow]], year: int) -> bytes:
    """Every row of every item; months in which an item is not due stay empty."""
    book = Book()
    book.add(TARGETS, _lines(rows, year))
    return book.content()


def _lines(rows: Iterable[tuple[Item, TargetRow]], year: int) -> Iterator[dict[str, str | Decimal]]:
    for item, row in rows:
        line: dict[str, str | Decimal] = {
            "指标代码": item.code, "指标": item.name, "单位代码": row.code, "单位": row.name,
        }  # fmt: skip
        for number, label in enumerate(MONTHS, start=1):
            period = f"{year}-{number:02d}"
            if period in row.values:
                line[label] = _cell(row.values[period])
        yield line


def _cell(value: Decimal | None) -> str | Decimal:
    if value is None:
        return NOT_APPLICABLE
    exact = len(value.normalize().as_tuple().digits) <= EXACT_DIGITS
    return value if exact else normal(value)


def parse_target(text: str, measure: str) -> Decimal | None:
    """A figure in the item's measure, or ``None`` where it says that the item does not apply.

    Reported values are kept in the measure, 95 for 95%, and so are their targets. Raises ValueError.
    """
    text = text.strip()
    if text in SAME:
        return None
    figure = unicodedata.normalize("NFKC", text).replace(",", "")
    if figure.endswith("%"):
        if measure != "%":
            raise ValueError(f"“{text}”不行：{_measured_in(measure)}，请填不带百分号的数")
        figure = figure.rstrip("% ")
    return parse_decimal(figure)


def _measured_in(measure: str) -> str:
    return f"这一项的单位是{measure}" if measure else "这一项没有写单位"


def targets_in_workbook(
    content: bytes, scheme: Scheme, units: dict[str, int], measures: Mapping[str, str]
) -> Found:
    """Cells with something in them, ready for the service; bad cells are named. Empty ones change nothing.

    ``measures`` are the items' units of measure by code.
    """
    items = {item.code: item for item in scheme.leaves()}
    found: Found = {}
    problems: list[Problem] = []
    for row in read_sheet(open_book(content), TARGETS):
        unit, item = units.get(row.texts["单位代码"]), items.get(row.texts["指标代码"])
        if unit is None:
            problems.append(row.problem("单位代码", f"“{row.texts['单位代码']}”不在这份办法的考评对象里"))
        if item is None:
            problems.append(row.problem("指标代码", f"办法里没有代码为“{row.texts['指标代码']}”的指标"))
        if unit is not None and item is not None:
            measure = measures.get(item.code, "")
            found.update(_months(row, unit, item, scheme.year, measure, problems))
    if problems:
        raise WorkbookError(problems)
    return found


def _months(
    row: Row, unit: int, item: Item, year: int, measure: str, problems: list[Problem]
) -> Iterator[tuple[tuple[int, str, str], Decimal | None]]:
    span = MONTHS_BETWEEN[item.frequency.value]
    for number, label in enumerate(MONTHS, start=1):
        text = row.texts.get(label, "")
        if not text:
            continue
        if number % span:
            problems.append(row.problem(label, f"{item.code} {item.name}这个月不考核，请清空"))
            continue
        try:
            yield (unit, item.code, f"{year}-{number:02d}"), parse_target(text, measure)
        except ValueError as error:
            problems.append(row.problem(label, str(error)))
