"""What the clock asks by itself: tasks that begin, reports, findings, receipts and debriefs that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.organisations.selectors import work_calendar
from dukao.patrols.models import Finding, HandOver, PatrolTask, UrgentReport
from dukao.patrols.selectors import debrief_due_on, groups_owing_debrief, last_half, patrol_rules_on
from dukao.patrols.services.telling import tell, tell_group, tell_office
from dukao.patrols.vocabulary import IN_THE_FIELD, FindingState, Half, TaskState
from dukao.ui.formats import day as day_words


@dataclass(frozen=True, slots=True)
class _Clock:
    """Today, and until when something counts as soon."""

    at: datetime
    today: date
    begins_by: date
    soon: date

    def word(self, due_on: date, soon: str, late: str) -> tuple[str, str]:
        """What is said of a limit, and the occasion it is said on: once before, once afterwards."""
        if due_on < self.today:
            return late, f"late:{due_on}"
        return f"{day_words(due_on)}前{soon}", f"due:{due_on}"


def remind_patrol_clocks(*, at: datetime) -> int:
    """On working days everybody is told once of what begins, runs out or has run out; returns how many."""
    today, calendar = local_day(at), work_calendar()
    if not calendar.is_working_day(today):
        return 0
    rules = patrol_rules_on(today)
    clock = _Clock(
        at=at,
        today=today,
        # What begins on a day off is told on the last working day before it.
        begins_by=max(
            today + timedelta(days=rules.begin_remind_days), calendar.add(today, 1) - timedelta(days=1)
        ),
        soon=calendar.add(today, rules.due_remind_workdays),
    )
    told = (_beginning, _unreported, _unsettled, _unread, _unreceived, _undebriefed)
    return sum(remind(clock) for remind in told)


def _beginning(clock: _Clock) -> int:
    tasks = PatrolTask.objects.filter(
        state=TaskState.ISSUED, starts_on__gt=clock.today, starts_on__lte=clock.begins_by
    )
    for task in tasks.order_by("pk"):
        title = f"巡查任务 {task.number} {day_words(task.starts_on)}开始"
        key = f"patrol-begins:{task.pk}:{task.starts_on}"
        tell_group(task.group_id, title, url=_task(task), key=key, at=clock.at, kind="patrol_due")
    return len(tasks)


def _unreported(clock: _Clock) -> int:
    tasks = PatrolTask.objects.filter(state__in=IN_THE_FIELD, report_by__lte=clock.soon)
    for task in tasks.order_by("pk"):
        assert task.report_by is not None
        words, occasion = clock.word(task.report_by, "报告", "已过报告时限")
        title, url = f"巡查任务 {task.number} {words}", _task(task)
        key, kind = f"patrol-report-{occasion}:{task.pk}", "patrol_due"
        tell_group(task.group_id, title, url=url, key=key, at=clock.at, kind=kind, leader_only=True)
        if task.report_by < clock.today:
            tell_office(task, title, url=url, key=key, at=clock.at, kind=kind)
    return len(tasks)


def _unsettled(clock: _Clock) -> int:
    """The office is told of a day's findings together: their number, and nothing of what they say."""
    waiting = Finding.objects.filter(state=FindingState.REPORTED, settle_by__lte=clock.soon)
    days = waiting.order_by().values("visit__task__owner", "settle_by").annotate(count=Count("pk"))
    for row in days:
        assert row["settle_by"] is not None
        words, occasion = clock.word(row["settle_by"], "处理", "已过处理时限")
        owner = row["visit__task__owner"]
        tell(
            accounts_holding([Role.OFFICE], owner, clock.today).values_list("pk", flat=True),
            f"{row['count']} 条现场发现，{words}",
            url=reverse("patrols:findings"),
            key=f"patrol-settle-{occasion}:{owner}",
            at=clock.at,
            kind="patrol_due",
        )
    return len(days)


def _unread(clock: _Clock) -> int:
    """An urgent report that nobody has read by the next working day is told again, to the office too."""
    unread = UrgentReport.objects.filter(read_at=None, finding__state=FindingState.REPORTED)
    late = [one for one in unread.select_related("finding__visit__task") if local_day(one.at) < clock.today]
    for urgent in late:
        finding = urgent.finding
        title, url = f"急报还没有阅看：发现 {finding.number}", reverse("patrols:finding", args=[finding.pk])
        key, kind = f"patrol-unread:{urgent.pk}", "patrol_urgent"
        tell([urgent.leader_id], title, url=url, key=key, at=clock.at, kind=kind)
        tell_office(finding.visit.task, title, url=url, key=key, at=clock.at, kind=kind)
    return len(late)


def _unreceived(clock: _Clock) -> int:
    clues = HandOver.objects.filter(received_at=None, receive_by__lte=clock.soon)
    for clue in clues.order_by("pk"):
        words, occasion = clock.word(clue.receive_by, "签收", "已过签收时限，还没有回执")
        people = [clue.receiver_id, *([clue.sent_by_id] if clue.receive_by < clock.today else [])]
        tell(
            people,
            f"移交线索 {clue.number} {words}",
            url=reverse("patrols:clue", args=[clue.pk]),
            key=f"patrol-clue-{occasion}:{clue.pk}",
            at=clock.at,
            kind="patrol_urgent",
        )
    return len(clues)


def _undebriefed(clock: _Clock) -> int:
    year, half = last_half(clock.today)
    due_on = debrief_due_on(year, half, patrol_rules_on(clock.today))
    if due_on > clock.soon:
        return 0
    words, occasion = clock.word(due_on, "提交", "已过时限，还没有提交")
    groups = list(groups_owing_debrief(year, half, clock.today))
    for group in groups:
        title = f"{group.name}{year} 年{Half(half).label}述职，{words}"
        url, key = reverse("patrols:submit", args=[group.pk]), f"patrol-debrief-{occasion}:{group.pk}"
        tell_group(group.pk, title, url=url, key=key, at=clock.at, kind="patrol_due", leader_only=True)
        if due_on < clock.today:
            office = accounts_holding([Role.OFFICE], group.owner_id, clock.today)
            url = reverse("patrols:assessment")
            tell(office.values_list("pk", flat=True), title, url=url, key=key, at=clock.at, kind="patrol_due")
    return len(groups)


def _task(task: PatrolTask) -> str:
    return reverse("patrols:task", args=[task.pk])
