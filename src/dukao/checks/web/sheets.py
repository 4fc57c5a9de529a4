"""Excel sheets of this room: text cells, a head that stays in sight, fit for printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dukao.checks.columns import LISTED
from dukao.checks.selectors.burden import Burden
from dukao.checks.selectors.exports import HEAD
from dukao.kernel.spreadsheets import table_workbook

__all__ = ["HEAD", "SAMPLE", "TEMPLATE_HEAD", "workbook_of"]

_WIDE = {"项目": 32, "对象": 44, "依据": 36, "范围": 44, "方式": 24, "组织单位": 18, "内容": 22}
TEMPLATE_HEAD = tuple(column.title for column in LISTED)
SAMPLE = (
    "安全生产专项督查", "督查", "专项督查", "安全生产", "市应急局", "市住建局", "县区党委政府", "2027-03-01",
    "2027-04-15", "1", "2", "省安委会年度工作要点第三条", "省级", "上级和本级政府部署",
    "检查访谈暗访、调阅复制资料", "政府督查", "重点行业隐患整改和责任落实。", "10", "1000", "3", "6", "", "",
)  # fmt: skip


def workbook_of(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return table_workbook(title, head, rows, wide=_WIDE, held=1)


def burden_head(found: Burden) -> tuple[str, ...]:
    amounts = (f"{one.label}（{one.unit}）" for one in found.figures)
    return ("单位", "检查次数上年同期", *amounts, "现场超计划（天）")


def burden_cells(found: Burden) -> Iterator[tuple[str, ...]]:
    """One row a unit, in the order of the page."""
    for row in found.units:
        amounts = (str(row.amounts.get(one.measure, 0)) for one in found.figures)
        yield (row.name, str(row.before), *amounts, str(row.days_over) if row.days_over else "")
