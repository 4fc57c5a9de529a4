"""Everything the pages of one task, one visit, one finding and one group show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from dukao.checks.selectors import visible_checks
from dukao.issues.selectors import visible_problems
from dukao.kernel.prepared import at_once
from dukao.organisations.selectors import unit_on, versions_by_unit
from dukao.patrols.models import (
    ChecklistAnswer,
    ChecklistItem,
    Finding,
    FindingPhoto,
    Informant,
    Instruction,
    Interest,
    Member,
    PatrolTask,
    Training,
    UrgentReport,
    Visit,
)
from dukao.patrols.policies import can_record
from dukao.patrols.selectors.conflicts import Conflict, borrowed_from_below, conflicts_of
from dukao.patrols.selectors.figures import Figures, figures_of
from dukao.patrols.selectors.listing import findings_shown
from dukao.patrols.selectors.planned import plan_gaps
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import visible_findings, visible_tasks
from dukao.patrols.selectors.sheets import Sheet
from dukao.patrols.selectors.weeks import FieldWeeks, field_weeks
from dukao.patrols.vocabulary import FindingState, PlanLink, TaskState

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion
    from dukao.patrols.models import PatrolRules

#: What the page of a group lists of its newest tasks.
TASKS_SHOWN = 10


@dataclass(frozen=True)
class TaskPage:
    objects: list[UnitVersion]
    sent: list[Member]
    readers: list[str]
    checklist: list[ChecklistItem]
    answers: dict[int, dict[str, int]]
    visits: list[Visit]
    findings: list[Finding]
    conflicts: list[Conflict]
    untrained: list[Member]
    borrowed: list[tuple[Member, str]]
    rules: PatrolRules
    #: Why the year's plan does not hold this task, while that is asked for.
    gaps: list[str]
    sees_check: bool


def task_page(sheet: Sheet) -> TaskPage:
    task, day = sheet.task, sheet.day
    assert task is not None
    rules, sent = patrol_rules_on(day), sheet.sent
    waiting = task.state == TaskState.DRAFT
    objects, readers, checklist, answers, visits, findings = at_once(
        task.objects_of.values_list("pk", flat=True),
        task.readers.values_list("name", flat=True),
        task.checklist.all(),
        _answers(task),
        task.visits.annotate(told=Count("findings")).select_related("recorded_by"),
        findings_shown(visible_findings(sheet.actor, day).filter(visit__task=task)).order_by("pk"),
    )
    places = versions_by_unit([*objects, *(member.home_id for member in sent)], day)
    return TaskPage(
        objects=[places[unit] for unit in objects],
        sent=sent,
        readers=readers,
        checklist=checklist,
        answers=_by_question(answers),
        visits=visits,
        findings=findings,
        conflicts=conflicts_of(sent, objects, task.starts_on, rules) if waiting else [],
        untrained=sheet.untrained if waiting else [],
        borrowed=borrowed_from_below(sent, day),
        rules=rules,
        gaps=plan_gaps(task, day) if waiting and rules.plan_link != PlanLink.FREE else [],
        sees_check=task.check_of_id is not None
        and visible_checks(sheet.actor, day).filter(pk=task.check_of_id).exists(),
    )


@dataclass(frozen=True)
class VisitPage:
    """One visit; of those who spoke only their number."""

    unit: UnitVersion | None
    hours: list[tuple[str, int]]
    answers: list[ChecklistAnswer]
    findings: list[Finding]
    informants: int


def visit_page(sheet_visit: Visit, findings: QuerySet[Finding], day: date) -> VisitPage:
    hours = sheet_visit.hours.select_related("member__person")
    return VisitPage(
        unit=unit_on(sheet_visit.unit_id, day) if sheet_visit.unit_id else None,
        hours=[(row.member.person.name, row.minutes) for row in hours],
        answers=list(sheet_visit.answers.select_related("item").order_by("item__position")),
        findings=list(findings_shown(findings.filter(visit=sheet_visit)).order_by("pk")),
        informants=Informant.objects.filter(visit=sheet_visit).count(),
    )


@dataclass(frozen=True)
class FindingPage:
    unit: UnitVersion | None
    photos: list[FindingPhoto]
    urgent: list[UrgentReport]
    instructions: list[Instruction]
    merged: list[Finding]
    #: Sees the task as well, and not only this finding.
    sees_task: bool
    sees_problem: bool
    #: The group may take pictures out while it is still writing.
    may_remove: bool


def finding_page(sheet: Sheet) -> FindingPage:
    finding = sheet.finding
    assert finding is not None
    assert sheet.ground is not None
    sealed = finding.state == FindingState.HANDED_OVER
    return FindingPage(
        unit=unit_on(finding.unit_id, sheet.day) if finding.unit_id else None,
        photos=[] if sealed else list(finding.photos.select_related("file")),
        urgent=list(finding.urgent_reports.select_related("leader", "by")),
        instructions=list(finding.instructions.select_related("by", "matter")),
        merged=list(finding.merged.all()),
        sees_task=visible_tasks(sheet.actor, sheet.day).filter(pk=finding.visit.task_id).exists(),
        sees_problem=visible_problems(sheet.actor, sheet.day).filter(pk=finding.problem_id or 0).exists(),
        may_remove=finding.state == FindingState.DRAFT and can_record(sheet.actor, sheet.ground).allowed,
    )


@dataclass(frozen=True)
class GroupPage:
    seats: list[tuple[Member, str]]
    former: list[tuple[Member, str]]
    borrowed: list[tuple[Member, str]]
    trainings: list[Training]
    interests: list[tuple[Interest, str]]
    figures: Figures
    weeks: FieldWeeks
    tasks: list[PatrolTask]
    rules: PatrolRules


def group_page(sheet: Sheet) -> GroupPage:
    """People over time, trainings, this year's figures; declared ties only for those they concern."""
    group, day = sheet.group, sheet.day
    assert group is not None
    members = list(group.members.select_related("person").order_by("since", "pk"))
    homes = versions_by_unit({member.home_id for member in members}, day) if members else {}
    seats = [(member, homes[member.home_id].short_name) for member in members]
    now = [member for member in members if member.holds(day)]
    year, rules = date(day.year, 1, 1), patrol_rules_on(day)
    figures = figures_of([group.pk], year, day + timedelta(days=1))
    tasks = visible_tasks(sheet.actor, day).filter(group=group)
    return GroupPage(
        seats=[(member, home) for member, home in seats if member.holds(day) or member.since > day],
        former=[(member, home) for member, home in seats if member.until and member.until <= day],
        borrowed=borrowed_from_below(now, day) if now else [],
        trainings=list(group.trainings.prefetch_related("attended__person")[:TASKS_SHOWN]),
        interests=_interests(sheet, members),
        figures=figures[group.pk],
        weeks=field_weeks([group], year, day, rules.field_days)[group.pk],
        tasks=list(tasks.order_by("-pk")[:TASKS_SHOWN]),
        rules=rules,
    )


def _interests(sheet: Sheet, members: list[Member]) -> list[tuple[Interest, str]]:
    """All of them for the office and the group's leader; a member reads his own."""
    persons = [member.person_id for member in members]
    if not (sheet.is_office or sheet.is_group_leader):
        persons = [sheet.own_seat.person_id] if sheet.own_seat else []
    rows = list(Interest.objects.filter(person__in=persons).select_related("person"))
    units = {row.unit_id for row in rows if row.unit_id is not None}
    places = versions_by_unit(units, sheet.day) if units else {}
    return [(row, places[row.unit_id].short_name if row.unit_id else "") for row in rows]


def _answers(task: PatrolTask) -> QuerySet[ChecklistAnswer, tuple[int, str, int]]:
    """How often each question was answered yes, no and not looked at."""
    answers = ChecklistAnswer.objects.filter(visit__task=task).values("item_id", "mark")
    return answers.annotate(n=Count("pk")).values_list("item_id", "mark", "n")


def _by_question(answers: list[tuple[int, str, int]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for item, mark, count in answers:
        found.setdefault(item, {})[mark] = count
    return found
