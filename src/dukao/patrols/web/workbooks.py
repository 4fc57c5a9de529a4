"""Tables taken away, only what the person may see, and never who spoke to a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.timezone import localtime

from dukao.kernel.spreadsheets import table_workbook
from dukao.patrols.selectors.assessment import Standings
from dukao.patrols.selectors.listing import FindingRow, TaskRow
from dukao.ui.downloads import download
from dukao.ui.formats import percent

if TYPE_CHECKING:
    from datetime import datetime

    from dukao.patrols.models import Draw, PatrolTask

#: Counts stay numbers, so that they can be summed.
Cell = str | int
DRAW_HEAD = (
    "名称",
    "来源",
    "清单项数",
    "抽法",
    "清单摘要",
    "种子怎样产生",
    "封存人",
    "封存时间",
    "状态",
    "种子",
    "种子出处",
    "抽取时间",
)
TASK_HEAD = ("编号", "任务", "形式", "督导巡查组", "对象", "开始", "结束", "报告时限", "发现", "状态")
PROCESS_HEAD = (
    "任务", "督导巡查组", "状态", "下达", "报告", "办结", "走访", "上报发现", "待处理", "不采纳", "移交",
)  # fmt: skip
STANDING_HEAD = (
    "督导巡查组", "任务", "走访", "工时（小时）", "四不两直时间", "组长在一线（周）", "全部整周", "上报发现",
    "待处理", "未成立", "述职", "评议",
)  # fmt: skip
FINDING_HEAD = (
    "编号",
    "任务",
    "督导巡查组",
    "地点",
    "事实",
    "程度",
    "依据条款",
    "建议责任单位",
    "记录人",
    "上报时间",
    "处理时限",
    "状态",
    "处理意见",
)


def standing_cells(page: Standings) -> list[Sequence[Cell]]:
    """The half-year as the page shows it, and the debrief of the one before."""
    return [
        (
            row.group.name, row.figures.tasks, row.figures.visits,
            f"{row.figures.minutes / 60:.1f}", percent(row.figures.share_shown, 1), row.weeks.met,
            row.weeks.whole, row.figures.reported, row.figures.open,
            percent(row.figures.overturned_shown, 1),
            f"{page.half_words}{'已述职' if row.debrief else '未述职'}", row.grades,
        )
        for row in page.rows
    ]  # fmt: skip


def task_cells(rows: Iterable[TaskRow]) -> list[Sequence[Cell]]:
    return [
        (
            row.task.number,
            row.task.title,
            row.task.get_form_display(),
            row.task.group.name,
            row.objects,
            row.task.starts_on.isoformat(),
            row.task.ends_on.isoformat(),
            row.task.report_by.isoformat() if row.task.report_by else "",
            getattr(row.task, "told", ""),
            row.task.get_state_display(),
        )
        for row in rows
    ]


def finding_cells(rows: Iterable[FindingRow]) -> list[Sequence[Cell]]:
    return [
        (
            row.finding.number,
            row.finding.visit.task.title,
            row.finding.visit.task.group.name,
            row.finding.visit.place,
            row.finding.facts,
            row.finding.get_severity_display(),
            row.finding.clause,
            row.unit,
            row.finding.recorded_by.name,
            f"{localtime(row.finding.reported_at):%Y-%m-%d %H:%M}" if row.finding.reported_at else "",
            row.finding.settle_by.isoformat() if row.finding.settle_by else "",
            row.finding.get_state_display(),
            row.finding.opinion,
        )
        for row in rows
    ]


def draw_cells(draws: Iterable[Draw]) -> list[Sequence[Cell]]:
    return [
        (
            draw.title,
            draw.source,
            draw.population,
            draw.asked_words,
            draw.digest,
            draw.seed_plan,
            draw.frozen_by.name,
            f"{localtime(draw.frozen_at):%Y-%m-%d %H:%M}",
            draw.get_state_display(),
            draw.seed,
            draw.seed_source,
            f"{localtime(draw.drawn_at):%Y-%m-%d %H:%M}" if draw.drawn_at else "",
        )
        for draw in draws
    ]


def process_cells(tasks: Iterable[PatrolTask]) -> list[Sequence[Cell]]:
    def moment(at: datetime | None) -> str:
        return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""

    return [
        (
            task.number, task.group.name, task.get_state_display(), moment(task.issued_at),
            moment(task.reported_at), moment(task.closed_at),
            *(getattr(task, name) for name in ("visited", "told", "waiting", "declined", "handed")),
        )
        for task in tasks
    ]  # fmt: skip


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> HttpResponse:
    return download(table_workbook(title, head, rows), f"{name}.xlsx")
