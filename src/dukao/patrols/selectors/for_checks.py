"""What the plan of checks is told of the field: who was there, what may be cited, what it cost the units.

A conclusion is read by the unit it is about, and a unit reads its own burden: nothing that was not released
yet may be told by either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.urls import reverse

from dukao.checks.burden import Asked, Measure, Span
from dukao.checks.evidence import Reference
from dukao.checks.fieldwork import Errand
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
    for finding in found.select_related("problem").order_by("number"):
        assert finding.problem is not None
        yield Reference(
            f"finding-{finding.pk}",
            f"现场发现 {finding.number}：{finding.problem.title}",
            reverse("issues:show", args=[finding.problem_id]),
        )


def who_was_in_the_field(check_id: int) -> set[int]:
    """Accounts of those sent, of those who wrote something down, and of the office that sent and settled."""
    tasks = PatrolTask.objects.filter(check_of=check_id).exclude(state=TaskState.DROPPED)
    by_task = tasks.values_list(
        "sent__account", "issued_by", "closed_by", "training_waived_by", "reported_by"
    )
    visits = Visit.objects.filter(task__in=tasks.values("pk")).values_list("recorded_by")
    findings = Finding.objects.filter(visit__task__in=tasks.values("pk"))
    by_finding = findings.values_list("recorded_by", "reported_by", "settled_by", "instructions__by")
    rows = [*by_task, *visits, *by_finding]
    return {account for row in rows for account in row if account is not None}


def errands_of(actor: Actor, check_id: int) -> Iterator[Errand]:
    """Tasks that carry out a check, as far as the reader may know of them."""
    tasks = visible_tasks(actor, today()).filter(check_of=check_id).select_related("group")
    for task in tasks.annotate(visited=Count("visits")).order_by("number"):
        spans = f"{task.number}·{task.group.name}·{day_range(task.starts_on, task.ends_on)}"
        yield Errand(
            title=task.title,
            detail=f"{spans}·走访 {task.visited} 次",
            state=task.get_state_display(),
            url=reverse("patrols:task", args=[task.pk]),
        )


def asked_by_patrols(span: Span) -> Iterator[Asked]:
    """Visits outside the plan, by unit, and the days on which somebody was there.

    Tasks of the plan are counted by the plan. An unannounced visit counts once its task is closed: the
    figure must not tell a unit that somebody was there.
    """
    visits = Visit.objects.filter(
        task__state=TaskState.CLOSED, task__check_of=None, unit__isnull=False,
        started_at__gte=at_time(span.since, 0), started_at__lt=at_time(span.until + timedelta(days=1), 0),
    )  # fmt: skip
    if span.unit_ids is not None:
        visits = visits.filter(unit__in=span.unit_ids)
    days = visits.order_by().values("task_id", "task__issued_by__unit_id", "unit_id").annotate(
        days=Count(TruncDate("started_at"), distinct=True), visited=Count("pk")
    )  # fmt: skip
    for row in days:
        yield Asked(row["unit_id"], row["task__issued_by__unit_id"], Measure.VISITS, row["visited"])
        yield Asked(row["unit_id"], row["task__issued_by__unit_id"], Measure.FIELD_DAYS, row["days"])


def first_visit_recorded() -> date | None:
    """Since when visits are known; a house that sends no groups misses nothing."""
    found = Visit.objects.aggregate(first=Min("recorded_at"))["first"]
    return local_day(found) if found else date.min
