"""What waits for whom in this room, in numbers alone; and clocks for the calendar feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.patrols.models import Finding, HandOver, PatrolTask
from dukao.patrols.policies import is_patroller
from dukao.patrols.selectors.figures import debrief_due_on, groups_owing_debrief, last_half
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import own_group_ids, visible_findings, visible_tasks
from dukao.patrols.vocabulary import IN_THE_FIELD, FindingState, MemberRole, TaskState
from dukao.ui.deadlines import Deadline
from dukao.ui.todo import Todo

#: A calendar that forgets yesterday is no calendar.
KEPT = timedelta(days=90)


def todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    """The office's findings and reports, a group's tasks and debrief, a receiver's clues."""
    day = local_day(now)
    if actor.has(Role.OFFICE):
        yield from _of_office(actor, day)
    if is_patroller(actor):
        yield from _of_group(actor, day)
    if actor.has(Role.DISCIPLINE) and not actor.acting_for:
        waiting = HandOver.objects.filter(receiver=actor.account_id or 0, received_at__isnull=True)
        for clue in waiting.order_by("receive_by")[:5]:
            url = reverse("patrols:clue", args=[clue.pk])
            yield Todo(_end(clue.receive_by), f"签收移交线索 {clue.number}", "打开后签收", url, "签收", True)


def patrol_deadlines(actor: Actor, now: datetime) -> Iterator[Deadline]:
    """By when the group's tasks are to be reported; the title names no place and no object."""
    if not is_patroller(actor):
        return
    day = local_day(now)
    tasks = PatrolTask.objects.filter(
        group__in=own_group_ids(actor, day), report_by__gte=day - KEPT, issued_at__isnull=False
    ).exclude(state=TaskState.DROPPED)
    for task in tasks.order_by("report_by"):
        if task.report_by is not None and task.issued_at is not None:
            yield Deadline(
                uid=f"patrol-task-{task.pk}", title=f"巡查任务 {task.number} 报告时限",
                due_at=end_of_day(task.report_by), set_at=task.issued_at,
                url=reverse("patrols:task", args=[task.pk]), is_done=task.state not in IN_THE_FIELD,
            )  # fmt: skip


def _of_office(actor: Actor, day: date) -> Iterator[Todo]:
    waiting = visible_findings(actor, day).filter(state=FindingState.REPORTED)
    found = waiting.order_by().aggregate(count=Count("pk"), first=Min("settle_by"))
    count, first = found["count"], found["first"]
    if count:
        url = reverse("patrols:findings")
        yield Todo(_end(first), f"{count} 条现场发现待处理", "反馈、并入、不采纳或移交", url, "处理", True)
    reported = visible_tasks(actor, day).filter(state=TaskState.REPORTED).count()
    if reported:
        url = f"{reverse('patrols:tasks')}?view=reported"
        yield Todo(None, f"{reported} 件巡查任务已报告", "核对后办结或退回补充", url, "办结")


def _of_group(actor: Actor, day: date) -> Iterator[Todo]:
    out = visible_tasks(actor, day).filter(state__in=IN_THE_FIELD, report_by__isnull=False)
    for task in out.order_by("report_by")[:5]:
        url = reverse("patrols:task", args=[task.pk])
        detail = f"{task.number}·{task.get_state_display()}"
        yield Todo(_end(task.report_by), "巡查任务待报告", detail, url, "查看")
    drafts = Finding.objects.filter(
        visit__task__group__in=own_group_ids(actor, day), state=FindingState.DRAFT
    ).count()
    if drafts:
        url = f"{reverse('patrols:findings')}?view=draft"
        yield Todo(None, f"{drafts} 条发现还没有上报", "核对后上报督考办", url, "上报")
    yield from _debrief(actor, day)


def _debrief(actor: Actor, day: date) -> Iterator[Todo]:
    """Half-years ended and not answered for, for the leader of the group."""
    year, half = last_half(day)
    led = groups_owing_debrief(year, half, day).filter(
        holds_on(day, "members__"), members__account=actor.account_id or 0, members__role=MemberRole.LEADER
    )
    due = debrief_due_on(year, half, patrol_rules_on(day))
    for group in led:
        url = reverse("patrols:submit", args=[group.pk])
        yield Todo(_end(due), f"{group.name}半年述职", "写述职，统计自动附上", url, "述职", True)


def _end(day: date | None) -> datetime | None:
    """Days are counted whole: until midnight there is time."""
    return None if day is None else end_of_day(day)
