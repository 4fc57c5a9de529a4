"""What the plan of checks is told of the field: who was there, what may be cited, what it cost the units.

A conclusion is read by the unit it is about, and a unit reads its own burden: nothing that was not released
yet may be told by either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from dukao.checks.burden import Asked, Measure, Span
from dukao.checks.evidence import Reference
from dukao.checks.fieldwork import Attendance, Errand
from dukao.checks.selectors import objects_standing
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day, today
from dukao.organisations.selectors import unit_ids_under, unit_on
from dukao.patrols.models import Finding, PatrolTask, Visit
from dukao.patrols.selectors.seeing import visible_findings, visible_tasks
from dukao.patrols.vocabulary import FindingState, TaskState
from dukao.ui.formats import day_range


def findings_to_cite(actor: Actor, check_id: int, unit_id: int) -> Iterator[Reference]:
    """Released findings of the unit and of units below it; their address is that of the problem."""
    day = today()
    below = unit_ids_under([unit_on(unit_id, day).path], day)
    found = visible_findings(actor, day).filter(
        visit__task__check_of=check_id, state=FindingState.RELEASED, problem__unit__in=below
    )
    for finding in found.select_related("problem").order_by("pk"):
        assert finding.problem is not None
        yield Reference(
            f"finding-{finding.pk}",
            f"现场发现 {finding.number}：{finding.problem.title}",
            reverse("issues:show", args=[finding.problem_id]),
        )


def who_was_in_the_field(check_ids: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    """Everybody sent, everybody who wrote something down, and the office that sent and settled: by check."""
    tasks = PatrolTask.objects.filter(check_of__in=check_ids).exclude(state=TaskState.DROPPED)
    yield tasks.values_list(
        "check_of", "sent__account", "issued_by", "closed_by", "training_waived_by", "reported_by"
    )
    yield Visit.objects.filter(task__in=tasks.values("pk")).values_list("task__check_of", "recorded_by")
    findings = Finding.objects.filter(visit__task__in=tasks.values("pk"))
    yield findings.values_list(
        "visit__task__check_of", "recorded_by", "reported_by", "settled_by", "instructions__by"
    )


def errands_of(actor: Actor, check_id: int) -> Iterator[Errand]:
    """Tasks that carry out a check, as far as the reader may know of them."""
    tasks = visible_tasks(actor, today()).filter(check_of=check_id).select_related("group")
    for task in tasks.annotate(visited=Count("visits")).order_by("pk"):
        spans = f"{task.number}·{task.group.name}·{day_range(task.starts_on, task.ends_on)}"
        yield Errand(
            title=task.title,
            detail=f"{spans}·走访 {task.visited} 次",
            state=task.get_state_display(),
            url=reverse("patrols:task", args=[task.pk]),
        )


def days_in_the_field(actor: Actor, check_ids: Collection[int]) -> Iterator[Attendance]:
    """Days on which a group was at a unit for a check: of settled tasks, and of those the reader may see.

    Before a task is closed the figure would tell a unit that somebody was there.
    """
    visits = Visit.objects.filter(task__check_of__in=check_ids, unit__isnull=False).filter(
        Q(task__state=TaskState.CLOSED) | Q(task__in=visible_tasks(actor, today()).values("pk"))
    )
    days = visits.order_by().values_list("task__check_of_id", "unit_id", TruncDate("started_at"))
    yield from (Attendance(*row) for row in days.distinct())


def asked_by_patrols(span: Span) -> Iterator[Asked]:
    """Visits outside the plan, and days on which somebody was at a unit, planned or not, by who sent them.

    Days of a check count for the object they were planned for, as the plan's own do. A visit counts once
    its task is closed: the figure must not tell a unit that somebody was there.
    """
    visits = Visit.objects.filter(
        task__state=TaskState.CLOSED, unit__isnull=False,
        started_at__gte=at_time(span.since, 0), started_at__lt=at_time(span.until + timedelta(days=1), 0),
    )  # fmt: skip
    rows = list(
        visits.order_by()
        .values_list(
            "task_id", "task__issued_by__unit_id", "task__check_of_id", "task__check_of__organiser_id",
            "unit_id", TruncDate("started_at"),
        )
        .annotate(visited=Count("pk"))
    )  # fmt: skip
    standing = objects_standing({(row[2], row[4]) for row in rows if row[2] is not None}, span.until)
    days: dict[tuple[int, int, int], set[date]] = defaultdict(set)
    for task, issuer, check, organiser, unit, day, visited in rows:
        asked_of = standing.get((check, unit), unit)
        if span.unit_ids is not None and asked_of not in span.unit_ids:
            continue
        days[task, organiser or issuer, asked_of].add(day)
        if check is None:
            yield Asked(unit, issuer, Measure.VISITS, visited)
    for (_, asker, unit), spent in days.items():
        yield Asked(unit, asker, Measure.DAYS_SPENT, len(spent))


def first_visit_recorded() -> date | None:
    """Since when visits are known; a house that sends no groups misses nothing."""
    found = Visit.objects.aggregate(first=Min("recorded_at"))["first"]
    return local_day(found) if found else date.min
