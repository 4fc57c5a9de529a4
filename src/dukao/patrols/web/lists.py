"""The room's lists as their addresses ask for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import QueryDict

from dukao.patrols.selectors.listing import (
    DRAW_VIEWS,
    clue_views,
    counts_of,
    draws_shown,
    finding_views,
    findings_shown,
    process_rows,
    task_views,
    tasks_shown,
)
from dukao.patrols.vocabulary import FindingState, Severity, TaskForm, TaskState
from dukao.ui.keyed import KeyedListing
from dukao.ui.tables import Choice, Column, SavedView

if TYPE_CHECKING:
    from dukao.patrols.models import Draw, Finding, HandOver, PatrolTask

VIEW_WORDS = {
    "open": "全部在办",
    "field": "在外",
    "late": "已超时",
    "reported": "待办结",
    "settled": "已结束",
    "waiting": "待处理",
    "urgent": "急报",
    "draft": "草稿",
    "released": "已反馈",
    "rest": "其他处理",
    "frozen": "待抽取",
    "drawn": "已抽取",
    "dropped": "已作废",
    "unsigned": "待签收",
    "overdue": "签收超时",
    "signed": "已签收",
    "all": "全部",
}
_HOT = ("late", "urgent", "overdue")
#: How many years back a list may be narrowed to.
YEARS_OFFERED = 3


class PatrolListing(KeyedListing):
    """A list whose first view answers a bare address, or all of it."""

    def __init__(
        self,
        query: QueryDict,
        views: dict[str, Q],
        counts: dict[str, int],
        *,
        opens_on_first: bool = True,
        **kwargs: object,
    ) -> None:
        names = [*views, "all"] if opens_on_first else ["all", *views]
        choices = (Choice("view", "状态", tuple((name, VIEW_WORDS[name]) for name in names)),)
        saved = [
            SavedView(
                VIEW_WORDS[name],
                "" if name == names[0] else f"view={name}",
                counts.get(name),
                hot=name in _HOT and bool(counts.get(name)),
            )
            for name in names
        ]
        more = kwargs.pop("choices", ())
        super().__init__(query, choices=(*choices, *more), views=saved, **kwargs)  # type: ignore[arg-type, misc]
        self.view = self.chosen.get("view", [names[0]])[0]
        if self.view == names[0]:
            self.chosen.pop("view", None)


def tasks_list(
    query: QueryDict, tasks: QuerySet[PatrolTask], groups: list[tuple[str, str]], day: date
) -> tuple[PatrolListing, QuerySet[PatrolTask]]:
    """The listing, and the tasks that meet its conditions."""
    views = task_views(day)
    listing = PatrolListing(
        query,
        views,
        counts_of(tasks, views),
        searchable="任务或编号",
        default_sort="-id",
        columns=(
            Column("number", "任务", sort="id"),
            Column("objects", "对象"),
            Column("group", "督导巡查组"),
            Column("ends", "时间", sort="ends_on"),
            Column("found", "发现", sort="told", numeric=True, unit="条"),
            Column("state", "状态"),
        ),
        choices=(
            Choice("group", "组", tuple(groups), many=True),
            Choice("form", "形式", tuple(TaskForm.choices), many=True),
            Choice("state", "办理状态", tuple(TaskState.choices), many=True),
        ),
    )
    found = tasks if listing.view == "all" else tasks.filter(views[listing.view])
    chosen = listing.chosen
    if "group" in chosen:
        found = found.filter(group__in=[int(pk) for pk in chosen["group"]])
    for name in ("form", "state"):
        if name in chosen:
            found = found.filter(**{f"{name}__in": chosen[name]})
    if listing.search:
        found = found.filter(Q(title__icontains=listing.search) | Q(number__icontains=listing.search))
    return listing, tasks_shown(found)


def draws_list(query: QueryDict, draws: QuerySet[Draw], day: date) -> tuple[PatrolListing, QuerySet[Draw]]:
    years = tuple((str(year), f"{year} 年") for year in range(day.year, day.year - YEARS_OFFERED, -1))
    listing = PatrolListing(
        query,
        DRAW_VIEWS,
        counts_of(draws, DRAW_VIEWS),
        opens_on_first=False,
        searchable="名称或来源",
        default_sort="-frozen_at",
        columns=(
            Column("title", "名称", sort="title"),
            Column("source", "来源"),
            Column("population", "清单", sort="population", numeric=True, unit="项"),
            Column("size", "抽"),
            Column("sent", "已派任务", sort="sent", numeric=True, unit="个"),
            Column("frozen_at", "封存", sort="frozen_at"),
            Column("state", "状态"),
        ),
        choices=(Choice("year", "年度", years, many=True),),
    )
    found = draws if listing.view == "all" else draws.filter(DRAW_VIEWS[listing.view])
    if "year" in listing.chosen:
        found = found.filter(frozen_at__year__in=[int(year) for year in listing.chosen["year"]])
    if listing.search:
        found = found.filter(Q(title__icontains=listing.search) | Q(source__icontains=listing.search))
    return listing, draws_shown(found)


def findings_list(
    query: QueryDict, findings: QuerySet[Finding], groups: list[tuple[str, str]], day: date
) -> tuple[PatrolListing, QuerySet[Finding]]:
    views = finding_views(day)
    listing = PatrolListing(
        query,
        views,
        counts_of(findings, views),
        searchable="事实、地点或编号",
        default_sort="-id",
        columns=(
            Column("number", "发现", sort="id"),
            Column("unit", "建议责任单位"),
            Column("severity", "程度"),
            Column("settle", "处理时限", sort="limit"),
            Column("state", "状态"),
        ),
        choices=(
            Choice("severity", "程度", tuple(Severity.choices), many=True),
            Choice("group", "组", tuple(groups), many=True),
            Choice("state", "处理", tuple(FindingState.choices), many=True),
        ),
    )
    found = findings if listing.view == "all" else findings.filter(views[listing.view])
    chosen = listing.chosen
    if "group" in chosen:
        found = found.filter(visit__task__group__in=[int(pk) for pk in chosen["group"]])
    for name in ("severity", "state"):
        if name in chosen:
            found = found.filter(**{f"{name}__in": chosen[name]})
    if listing.search:
        words = listing.search
        found = found.filter(
            Q(facts__icontains=words) | Q(visit__place__icontains=words) | Q(number__icontains=words)
        )
    return listing, findings_shown(found)


def process_list(
    query: QueryDict, tasks: QuerySet[PatrolTask], groups: list[tuple[str, str]]
) -> tuple[KeyedListing, QuerySet[PatrolTask]]:
    """How tasks go; a title tells what was looked for, so that only the number is searched."""
    listing = KeyedListing(
        query,
        searchable="任务编号",
        default_sort="-id",
        columns=(
            Column("number", "任务", sort="id"),
            Column("group", "组"),
            Column("state", "状态"),
            Column("issued", "下达"),
            Column("reported", "报告"),
            Column("closed", "办结"),
            Column("visited", "走访", sort="visited", numeric=True),
            Column("told", "上报发现", sort="told", numeric=True),
            Column("waiting", "待处理", sort="waiting", numeric=True),
            Column("declined", "不采纳", sort="declined", numeric=True),
            Column("handed", "移交", sort="handed", numeric=True),
        ),
        choices=(
            Choice(
                "state",
                "办理状态",
                tuple(choice for choice in TaskState.choices if choice[0] != "draft"),
                many=True,
            ),
            Choice("group", "组", tuple(groups), many=True),
        ),
    )
    found = tasks
    if "state" in listing.chosen:
        found = found.filter(state__in=listing.chosen["state"])
    if "group" in listing.chosen:
        found = found.filter(group__in=[int(pk) for pk in listing.chosen["group"]])
    if listing.search:
        found = found.filter(number__icontains=listing.search)
    return listing, process_rows(found)


def clues_list(
    query: QueryDict, clues: QuerySet[HandOver], day: date
) -> tuple[PatrolListing, QuerySet[HandOver]]:
    """A person's own hand-overs; nothing of them is taken away as a table."""
    listing = PatrolListing(
        query,
        clue_views(day),
        counts_of(clues, clue_views(day)),
        opens_on_first=False,
        searchable="编号",
        default_sort="-sent_at",
        columns=(
            Column("number", "编号"),
            Column("sent", "移交", sort="sent_at"),
            Column("receiver", "接收"),
            Column("receive_by", "签收时限", sort="receive_by"),
            Column("receipt", "回执"),
        ),
    )
    found = clues if listing.view == "all" else clues.filter(clue_views(day)[listing.view])
    if listing.search:
        found = found.filter(number__icontains=listing.search)
    return listing, found.select_related("sent_by", "receiver")
