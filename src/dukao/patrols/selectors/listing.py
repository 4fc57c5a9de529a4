"""Tasks, findings and groups as rows of tables, with names in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols.models import Draw, Finding, Member, PatrolGroup, PatrolTask, Visit
from dukao.patrols.vocabulary import IN_THE_FIELD, DrawState, FindingState, MemberRole, TaskState

#: What a table that is taken away may hold.
EXPORT_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: PatrolTask
    objects: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    unit: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: PatrolGroup
    leader: str
    members: int


def task_views(day: date) -> dict[str, Q]:
    """Views of the list of tasks, by name."""
    return {
        "open": Q(state__in=(TaskState.DRAFT, *IN_THE_FIELD, TaskState.REPORTED)),
        "field": Q(state__in=IN_THE_FIELD),
        "late": Q(state__in=IN_THE_FIELD, report_by__lt=day),
        "reported": Q(state=TaskState.REPORTED),
        "settled": Q(state__in=(TaskState.CLOSED, TaskState.DROPPED)),
    }


def finding_views(day: date) -> dict[str, Q]:
    """Views of the inbox of findings, by name."""
    return {
        "waiting": Q(state=FindingState.REPORTED),
        "late": Q(state=FindingState.REPORTED, settle_by__lt=day),
        "urgent": Q(urgent_reports__isnull=False),
        "draft": Q(state=FindingState.DRAFT),
        "released": Q(state=FindingState.RELEASED),
        "rest": Q(state__in=("declined", "handed_over", "merged", "annulled")),
    }


def clue_views(day: date) -> dict[str, Q]:
    """Views of the list of sealed hand-overs, by name."""
    waits = Q(received_at__isnull=True)
    return {"unsigned": waits, "overdue": waits & Q(receive_by__lt=day), "signed": ~waits}


def counts_of(rows: QuerySet, views: dict[str, Q]) -> dict[str, int]:
    """How many rows each view has, in one query."""
    wanted = {name: Count("pk", filter=where, distinct=True) for name, where in views.items()}
    found: dict[str, int] = rows.order_by().aggregate(**wanted)
    return found


def tasks_shown(tasks: QuerySet[PatrolTask]) -> QuerySet[PatrolTask]:
    """With group and objects at hand, and how many findings each has reported."""
    told = Finding.objects.filter(visit__task=OuterRef("pk")).exclude(state=FindingState.DRAFT).order_by()
    number = told.values("visit__task").annotate(n=Count("pk")).values("n")
    shown = tasks.select_related("group").prefetch_related("objects_of")
    return shown.annotate(told=Coalesce(Subquery(number), 0))


def task_rows(tasks: Iterable[PatrolTask], day: date) -> list[TaskRow]:
    listed = list(tasks)
    units = {unit.pk for task in listed for unit in task.objects_of.all()}
    places = versions_by_unit(units, day) if units else {}
    return [
        TaskRow(
            task,
            "、".join(places[unit.pk].short_name for unit in task.objects_of.all()),
            task.state in IN_THE_FIELD and task.report_by is not None and task.report_by < day,
        )
        for task in listed
    ]


#: Where a finding without a limit stands among limits.
NEVER = date(9999, 12, 31)


def findings_shown(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    return findings.select_related("visit__task__group", "recorded_by").annotate(
        pictures=Count("photos", distinct=True), urged=Count("urgent_reports", distinct=True),
        limit=Coalesce("settle_by", Value(NEVER)),
    )  # fmt: skip


def finding_rows(findings: Iterable[Finding], day: date) -> list[FindingRow]:
    listed = list(findings)
    units = {row.unit_id for row in listed if row.unit_id is not None}
    places = versions_by_unit(units, day) if units else {}
    return [
        FindingRow(
            row,
            places[row.unit_id].short_name if row.unit_id else "",
            row.state == FindingState.REPORTED and row.settle_by is not None and row.settle_by < day,
        )
        for row in listed
    ]


#: Views of the list of draws, by name.
DRAW_VIEWS = {state.value: Q(state=state) for state in DrawState}


def draws_shown(draws: QuerySet[Draw]) -> QuerySet[Draw]:
    """With how many groups were sent to what was drawn."""
    return draws.annotate(sent=Count("items__task", distinct=True))


def group_rows(groups: Sequence[PatrolGroup], day: date) -> list[GroupRow]:
    seats = Member.objects.filter(holds_on(day), group__in=[group.pk for group in groups])
    by_group: dict[int, list[Member]] = {group.pk: [] for group in groups}
    for seat in seats.select_related("person"):
        by_group[seat.group_id].append(seat)
    return [
        GroupRow(
            group,
            next((s.person.name for s in by_group[group.pk] if s.role == MemberRole.LEADER), ""),
            len(by_group[group.pk]),
        )
        for group in groups
    ]


def process_rows(tasks: QuerySet[PatrolTask]) -> QuerySet[PatrolTask]:
    """How each task goes, in numbers and states alone: no title, object, place or finding."""

    def findings(*states: str) -> Any:
        told = Finding.objects.filter(visit__task=OuterRef("pk")).order_by()
        told = told.filter(state__in=states) if states else told.exclude(state=FindingState.DRAFT)
        return Coalesce(Subquery(told.values("visit__task").annotate(n=Count("pk")).values("n")), 0)

    visits = Visit.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(n=Count("pk"))
    return tasks.select_related("group").annotate(
        visited=Coalesce(Subquery(visits.values("n")), 0), told=findings(),
        waiting=findings(FindingState.REPORTED), declined=findings(FindingState.DECLINED),
        handed=findings(FindingState.HANDED_OVER),
    )  # fmt: skip
