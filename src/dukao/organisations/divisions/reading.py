"""The table of codes by yescallop/areacodes: one row for each span in which a code had one name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dukao.kernel.errors import DomainError
from dukao.organisations.vocabulary import Level

_COLUMNS = ("代码", "名称", "级别", "启用时间", "变更/弃用时间", "新代码")
_LEVELS = {"省级": Level.PROVINCE, "地级": Level.CITY, "县级": Level.COUNTY}
_SUCCESSOR = re.compile(r"(\d{6})(?:\[(\d{4})\])?")


@dataclass(frozen=True, slots=True)
class Row:
    """``code`` was called ``name`` on 31 December of every year from ``first`` to the one before ``last``.

    ``successors`` are codes that took over, each with the year when it took a part; without a year it
    took over when the span ended.
    """

    code: str
    name: str
    level: str
    first: int
    last: int | None
    successors: tuple[tuple[str, int | None], ...] = ()


def read_divisions(path: Path) -> list[Row]:
    """All rows of the file; the first that cannot be understood is named with its number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return rows_from(file)
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError("unreadable", f"读不了文件 {path}：请给出 UTF-8 编码的 CSV 文件。") from error


def rows_from(lines: Iterable[str]) -> list[Row]:
    reader = csv.DictReader(lines)
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise DomainError("missing_columns", f"文件缺少{'、'.join(missing)}这几列，请核对是否选错文件。")
    return [_row(number, cells) for number, cells in enumerate(reader, start=2)]


def _row(number: int, cells: dict[str, str]) -> Row:
    code, last = cells["代码"], cells["变更/弃用时间"]
    if not re.fullmatch(r"\d{6}", code):
        raise DomainError("bad_row", f"第 {number} 行：代码“{code}”不是 6 位数字。")
    if cells["级别"] not in _LEVELS:
        raise DomainError("bad_row", f"第 {number} 行：级别“{cells['级别']}”不是省级、地级或县级。")
    years = [cells["启用时间"], last] if last else [cells["启用时间"]]
    if not all(re.fullmatch(r"\d{4}", year) for year in years) or years != sorted(set(years)):
        raise DomainError("bad_row", f"第 {number} 行：启用和弃用时间要是先后两个年份，如 1981、2010。")
    parts = [_SUCCESSOR.fullmatch(part) for part in cells["新代码"].split(";") if part]
    if not all(parts):
        raise DomainError(
            "bad_row", f"第 {number} 行：新代码“{cells['新代码']}”看不懂，应如 110101 或 110101[2010]。"
        )
    return Row(
        code=code,
        name=cells["名称"],
        level=_LEVELS[cells["级别"]],
        first=int(cells["启用时间"]),
        last=int(last) if last else None,
        successors=tuple((part[1], int(part[2]) if part[2] else None) for part in parts if part),
    )
