"""The table of shared values: one value a row, or one unit and period a row with indicators beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dukao.kernel.errors import DomainError

UNIT, INDICATOR, PERIOD, VALUE = "单位代码", "指标代码", "期间", "数值"
#: Columns that help the reader and are not read back.
IGNORED = frozenset({"", "单位名称", "指标名称", "说明", "备注"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it stands in the table; ``row`` counts as Excel does."""

    row: int
    unit: str
    indicator: str
    period: str
    value: str


def cells_of(rows: list[list[str]]) -> list[Cell]:
    """All values of the table, in either form; refuses a table whose head is neither."""
    start = next((place for place, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise DomainError("table_empty", "表里没有内容。")
    head = rows[start]
    body = [(number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if any(row)]
    missing = [name for name in (UNIT, PERIOD) if name not in head]
    if missing:
        raise DomainError(
            "table_head",
            f"表头缺少“{'”“'.join(missing)}”。请用模板：{UNIT}、{INDICATOR}、{PERIOD}、{VALUE}。",
        )
    if INDICATOR in head or VALUE in head:
        return list(_long(head, body))
    return list(_wide(head, body))


def _long(head: list[str], body: list[tuple[int, list[str]]]) -> Iterator[Cell]:
    missing = [name for name in (INDICATOR, VALUE) if name not in head]
    if missing:
        raise DomainError("table_head", f"表头缺少“{missing[0]}”。{INDICATOR}和{VALUE}两列要一起有。")
    places = [head.index(name) for name in (UNIT, INDICATOR, PERIOD, VALUE)]
    for number, row in body:
        unit, indicator, period, value = (_at(row, place) for place in places)
        yield Cell(number, unit, indicator, period, value)


def _wide(head: list[str], body: list[tuple[int, list[str]]]) -> Iterator[Cell]:
    unit, period = head.index(UNIT), head.index(PERIOD)
    indicators = [
        (place, name)
        for place, name in enumerate(head)
        if place not in (unit, period) and name not in IGNORED
    ]
    if not indicators:
        raise DomainError("table_head", f"除{UNIT}和{PERIOD}外，还要有以指标代码为表头的列。")
    for number, row in body:
        for place, name in indicators:
            yield Cell(number, _at(row, unit), name, _at(row, period), _at(row, place))


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""
