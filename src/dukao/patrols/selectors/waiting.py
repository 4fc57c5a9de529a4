"""What waits for whom in this room, in numbers alone; and clocks for the calendar feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, QuerySet
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.prepared import Parameter, Prepared, tally
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import unit_ids_under
from dukao.patrols.models import Finding, HandOver, Instruction, PatrolTask, UrgentReport
from dukao.patrols.policies import is_named_leader, is_patroller
from dukao.patrols.selectors.figures import debrief_due_on, groups_owing_debrief, last_half
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import own_group_ids, visible_tasks
from dukao.patrols.vocabulary import IN_THE_FIELD, FindingState, MemberRole, TaskState
from dukao.ui.deadlines import Deadline
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: A calendar that forgets yesterday is no calendar.
KEPT = timedelta(days=90)
#: Each is a to-do of its own, up to so many.
LISTED = 5


def todos(actor: Actor, now: datetime) -> Iterator[Todo | Waiting]:
    """What the office settles, what a group owes, and what was sent to one person."""
    day = local_day(now)
    if actor.has(Role.OFFICE):
        run = {"scopes": actor.scopes(Role.OFFICE), "day": day}
        yield Waiting(_FINDINGS.asked(**run), _to_settle)
        yield Waiting(_INSTRUCTIONS.asked(**run), _to_carry_out)
        yield Waiting(_TASKS.asked(**run), _to_close)
    if is_named_leader(actor):
        yield Waiting(_URGENT.asked(account=actor.account_id or 0), _to_read)
    if is_patroller(actor):
        yield from _of_group(actor, day)
    if actor.has(Role.DISCIPLINE) and not actor.acting_for:
        yield Waiting(_CLUES.asked(account=actor.account_id or 0), _to_sign)


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


def _findings(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Finding, Any]:
    """What was reported to the office and waits to be settled."""
    below = unit_ids_under(scopes, day)
    reported = Finding.objects.filter(state=FindingState.REPORTED, visit__task__owner__in=below)
    return tally(reported, "settle_by")


def _instructions(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Instruction, Any]:
    """What a leader has ordered and nobody has made a matter of."""
    below = unit_ids_under(scopes, day)
    waiting = Instruction.objects.filter(matter__isnull=True, finding__visit__task__owner__in=below)
    return waiting.order_by("at").values_list("pk", "finding__number", "finding__settle_by")[:LISTED]


def _urgent(account: Parameter) -> QuerySet[UrgentReport, Any]:
    waiting = UrgentReport.objects.filter(
        leader=account, read_at__isnull=True, finding__state=FindingState.REPORTED
    )
    return waiting.order_by("at").values_list("finding", "finding__number", "at")[:LISTED]


def _tasks(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[PatrolTask, Any]:
    return tally(PatrolTask.objects.filter(state=TaskState.REPORTED, owner__in=unit_ids_under(scopes, day)))


def _clues(account: Parameter) -> QuerySet[HandOver, Any]:
    waiting = HandOver.objects.filter(receiver=account, received_at__isnull=True)
    return waiting.order_by("receive_by").values_list("pk", "number", "receive_by")[:LISTED]


_FINDINGS = Prepared(_findings, scopes=CharField(), day=DateField())
_TASKS = Prepared(_tasks, scopes=CharField(), day=DateField())
_INSTRUCTIONS = Prepared(_instructions, scopes=CharField(), day=DateField())
_URGENT = Prepared(_urgent, account=BigIntegerField())
_CLUES = Prepared(_clues, account=BigIntegerField())


def _to_settle(rows: Rows) -> Iterator[Todo]:
    ((count, first),) = rows
    url = reverse("patrols:findings")
    yield Todo(_end(first), f"{count} 条现场发现待处理", "反馈、并入、不采纳或移交", url, "处理", True)


def _to_carry_out(rows: Rows) -> Iterator[Todo]:
    for pk, number, settle_by in rows:
        url = reverse("patrols:instructions-carry", args=[pk])
        yield Todo(_end(settle_by), f"批示立项：发现 {number}", "领导批示还没有立项", url, "立项", True)


def _to_read(rows: Rows) -> Iterator[Todo]:
    """On the day it came: from the next working day on the office is told that it was not read."""
    for pk, number, at in rows:
        url = reverse("patrols:finding", args=[pk])
        yield Todo(_end(local_day(at)), f"急报：发现 {number}", "督导巡查组直接报给你", url, "阅看", True)


def _to_close(rows: Rows) -> Iterator[Todo]:
    ((count,),) = rows
    url = f"{reverse('patrols:tasks')}?view=reported"
    yield Todo(None, f"{count} 件巡查任务已报告", "核对后办结或退回补充", url, "办结")


def _to_sign(rows: Rows) -> Iterator[Todo]:
    for pk, number, receive_by in rows:
        url = reverse("patrols:clue", args=[pk])
        yield Todo(_end(receive_by), f"签收移交线索 {number}", "打开后签收", url, "签收", True)


def _of_group(actor: Actor, day: date) -> Iterator[Todo]:
    out = visible_tasks(actor, day).filter(state__in=IN_THE_FIELD, report_by__isnull=False)
    for task in out.order_by("report_by")[:LISTED]:
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
