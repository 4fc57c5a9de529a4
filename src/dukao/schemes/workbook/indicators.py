"""The indicator library as one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from dukao.schemes.vocabulary import Direction, Frequency, Supply
from dukao.scoring import Problem
from dukao.scoring.formats.excel import WorkbookError
from dukao.scoring.formats.workbook.sheets import Book, Row, Sheet, open_book, read_sheet
from dukao.scoring.parts import Choice, Flag, Text, Whole

if TYPE_CHECKING:
    from dukao.schemes.models import IndicatorVersion


def _choices(words: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in words.choices}


LEAD = Text(key="lead", label="牵头单位代码")
INDICATORS = Sheet(
    "指标库",
    (
        Text(key="code", label="代码", needed=True),
        Text(key="name", label="名称", needed=True),
        Text(key="definition", label="口径", lines=3, needed=True),
        Text(key="measure_unit", label="计量单位"),
        Whole(key="decimals", label="显示小数位", unset="2"),
        Choice(key="direction", label="方向", choices=_choices(Direction), unset="越高越好"),
        Choice(key="frequency", label="频次", choices=_choices(Frequency), unset="每月"),
        Text(key="source_organ", label="数据来源"),
        Choice(key="supply", label="数据由谁给", choices=_choices(Supply), unset="单位填报"),
        LEAD,
        Text(key="evidence", label="需要的佐证"),
        Flag(key="is_hard", label="可量化"),
        Text(key="basis", label="政策依据", needed=True),
    ),
)
#: What holds where a cell is empty.
EMPTY = {
    "measure_unit": "", "decimals": 2, "source_organ": "", "evidence": "", "is_hard": False,
    "direction": Direction.HIGHER.value, "frequency": Frequency.MONTH.value, "supply": Supply.UNIT.value,
}  # fmt: skip
LIMITS = {"code": 32, "name": 80, "measure_unit": 20, "source_organ": 80, "evidence": 200, "basis": 200}


def workbook_of_indicators(versions: Iterable[IndicatorVersion]) -> bytes:
    book = Book()
    book.add(INDICATORS, map(_line, versions))
    return book.content()


def _line(version: IndicatorVersion) -> dict[str, str]:
    values = {column.key: getattr(version, column.key, None) for column in INDICATORS.columns}
    values.update(code=version.indicator.code, lead=version.lead.code if version.lead else None)
    return {column.label: column.shown(values[column.key]) for column in INDICATORS.columns}


def indicators_in(content: bytes, units: Callable[[list[str]], dict[str, int]]) -> list[dict[str, Any]]:
    """One dictionary a row, ready for the services; every bad cell is named."""
    rows = read_sheet(open_book(content), INDICATORS)
    known = units([row.texts.get(LEAD.label, "") for row in rows])
    problems: list[Problem] = []
    found = [_meaning(row, known, problems) for row in rows]
    codes: set[str] = set()
    for row in rows:
        code = row.texts["代码"]
        if code in codes:
            problems.append(row.problem("代码", f"代码 {code} 在这张表里出现了两次"))
        codes.add(code)
    if problems:
        raise WorkbookError(problems)
    return found


def _meaning(row: Row, units: dict[str, int], problems: list[Problem]) -> dict[str, Any]:
    meaning: dict[str, Any] = {}
    for column in INDICATORS.columns:
        try:
            value = column.read(row.texts.get(column.label, ""))
        except ValueError as error:
            problems.append(row.problem(column.label, str(error)))
            continue
        if value is None and column.needed:
            problems.append(row.problem(column.label, "必填"))
        if isinstance(value, str) and len(value) > LIMITS.get(column.key, len(value)):
            problems.append(row.problem(column.label, f"最多 {LIMITS[column.key]} 个字"))
        meaning[column.key] = EMPTY.get(column.key) if value is None else value
    lead = meaning.pop("lead")
    if lead and lead not in units:
        problems.append(row.problem(LEAD.label, f"没有代码为“{lead}”的单位"))
    meaning["lead_id"] = units.get(lead) if lead else None
    return meaning
