"""Excel sheets of this room: text cells, a head that stays in sight, fit for printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dukao.checks.columns import LISTED
from dukao.checks.selectors.burden import Burden
from dukao.checks.selectors.conclusions import ConclusionRow
from dukao.checks.selectors.exports import HEAD
from dukao.kernel.clock import local_day
from dukao.kernel.spreadsheets import table_workbook

if TYPE_CHECKING:
    from dukao.checks.models import Complaint
    from dukao.organisations.models import UnitVersion

__all__ = ["HEAD", "SAMPLE", "TEMPLATE_HEAD", "workbook_of"]

_WIDE = {
    "项目": 32,
    "对象": 44,
    "依据": 36,
    "范围": 44,
    "方式": 24,
    "组织单位": 18,
    "内容": 22,
    "检查": 32,
    "反映": 60,
    "答复": 44,
}
TEMPLATE_HEAD = tuple(column.title for column in LISTED)
SAMPLE = (
    "安全生产专项督查", "督查", "专项督查", "安全生产", "市应急局", "市住建局", "县区党委政府", "2027-03-01",
    "2027-04-15", "1", "2", "省安委会年度工作要点第三条", "省级", "上级和本级政府部署",
    "检查访谈暗访、调阅复制资料", "政府督查", "重点行业隐患整改和责任落实。", "10", "1000", "3", "6", "", "",
)  # fmt: skip


def workbook_of(title: str, head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    return table_workbook(title, head, rows, wide=_WIDE, held=1)


CONCLUSION_HEAD = (
    "检查", "编号", "组织单位", "对象", "评价", "状态", "起草", "送达", "签收", "正在计算的期限", "到期",
)  # fmt: skip


def conclusion_cells(rows: Iterable[ConclusionRow]) -> Iterator[tuple[str, ...]]:
    """The list and its clocks; what was found stays in each conclusion."""
    for row in rows:
        one, clock = row.conclusion, row.clock
        days = (
            local_day(at).isoformat() if at else "" for at in (one.drafted_at, one.served_at, one.received_at)
        )
        yield (
            one.check_of.name, one.check_of.number, row.organiser, row.unit, one.get_severity_display(),
            one.get_state_display(), *days, clock.what if clock else "",
            clock.due_on.isoformat() if clock else "",
        )  # fmt: skip


COMPLAINT_HEAD = ("反映", "种类", "单位", "检查", "反映时间", "状态", "答复", "答复人", "答复时间")


def complaint_cells(
    rows: Iterable[Complaint], places: Mapping[int, UnitVersion]
) -> Iterator[tuple[str, ...]]:
    for one in rows:
        check = f"{one.check_of.number} {one.check_of.name}" if one.check_of else ""
        yield (
            one.text, one.get_kind_display(), places[one.unit_id].short_name, check,
            local_day(one.at).isoformat(), one.get_state_display(), one.answer,
            one.answered_by.name if one.answered_by else "",
            local_day(one.answered_at).isoformat() if one.answered_at else "",
        )  # fmt: skip


def burden_head(found: Burden) -> tuple[str, ...]:
    amounts = (f"{one.label}（{one.unit}）" for one in found.figures)
    return ("单位", "检查次数上年同期", *amounts, "现场超计划（天）")


def burden_cells(found: Burden) -> Iterator[tuple[str | int, ...]]:
    """One row a unit, in the order of the page."""
    for row in found.units:
        amounts = (row.amounts.get(one.measure, 0) for one in found.figures)
        yield (row.name, row.before, *amounts, row.days_over or "")
