"""The units of a simulation as a table to take away, marked as what it is."""

from __future__ import annotations

from dukao.assessments.selectors.simulations import Finding
from dukao.kernel.spreadsheets import harmless
from dukao.scoring.formats.columns import Column, Kind, Table, Value
from dukao.scoring.formats.files import table_content

_COLUMNS = (
    Column("单位"), Column("分组"), Column("原得分", Kind.NUMBER), Column("推演得分", Kind.NUMBER),
    Column("分差", Kind.NUMBER), Column("原名次", Kind.WHOLE), Column("推演名次", Kind.WHOLE),
    Column("升降", Kind.WHOLE), Column("原等次"), Column("推演等次"), Column("原因"),
    Column("90% 最好名次", Kind.WHOLE), Column("90% 最差名次", Kind.WHOLE), Column("随机数种子", Kind.WHOLE),
)  # fmt: skip


def table_of(found: Finding, suffix: str) -> bytes:
    """The table as CSV or workbook; a CSV begins with the mark by which Excel knows its letters."""
    names = {code: name for code, name, _ in found.groups}
    rows: list[list[Value]] = [
        [
            harmless(unit.name), harmless(names[unit.group]), unit.old_total, unit.total, unit.change,
            unit.old_rank, unit.rank, unit.rise, unit.old_grade, unit.grade, harmless(unit.why), unit.low,
            unit.high, found.simulation.seed,
        ]
        for unit in found.units
    ]  # fmt: skip
    content = table_content(Table("推演", _COLUMNS, rows), suffix)
    return b"\xef\xbb\xbf" + content if suffix == ".csv" else content
