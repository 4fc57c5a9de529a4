"""Which tasks, visits and findings somebody sees: upward only."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import unit_ids_under, unit_on
from dukao.patrols.models import Finding, HandOver, Member, PatrolGroup, PatrolTask, UrgentReport, Visit
from dukao.patrols.policies import (
    HIDDEN_FINDING,
    HIDDEN_TASK,
    Ground,
    can_see_task,
    is_named_leader,
    is_patroller,
)
from dukao.patrols.vocabulary import OUT_TASKS, FindingState, MemberRole


def own_group_ids(actor: Actor, day: date) -> QuerySet[Member, int]:
    """Groups in which the actor sits on ``day``, as a subquery."""
    if not is_patroller(actor):
        return Member.objects.none().values_list("group_id", flat=True)
    seats = Member.objects.filter(holds_on(day), account_id=actor.account_id or 0)
    return seats.values_list("group_id", flat=True)


def found_by_own_groups(actor: Actor, day: date) -> list[str]:
    """As problems name who found them: a group goes on seeing what became of its findings."""
    return [f"patrol_group:{group}" for group in own_group_ids(actor, day)]


def visible_groups(actor: Actor, day: date) -> QuerySet[PatrolGroup]:
    """The office and leaders of the place see its groups, discipline too; members see their own."""
    above = actor.scopes(Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
    return PatrolGroup.objects.filter(
        Q(owner__in=unit_ids_under(above, day)) | Q(pk__in=own_group_ids(actor, day))
    )


def visible_tasks(actor: Actor, day: date) -> QuerySet[PatrolTask]:
    """The same rule as ``policies.can_see_task``, as rows of the database."""
    return PatrolTask.objects.filter(_tasks(actor, day, ""))


def visible_visits(actor: Actor, day: date) -> QuerySet[Visit]:
    return Visit.objects.filter(_tasks(actor, day, "task__"))


def visible_findings(actor: Actor, day: date) -> QuerySet[Finding]:
    """The group sees its own from the first word; the office and named leaders once they are reported."""
    own = Q(visit__task__group__in=own_group_ids(actor, day), visit__task__state__in=OUT_TASKS)
    told = ~Q(state=FindingState.DRAFT)
    found = own | told & _office(actor, day, "visit__task__")
    if is_named_leader(actor):
        found |= told & _named(actor, "visit__task__") | told & Q(Exists(_urged(actor, OuterRef("pk"))))
    return Finding.objects.filter(found)


def task_for(actor: Actor, task_id: int, day: date) -> tuple[PatrolTask, Ground]:
    """The task with what the actor is to it, or :class:`Missing` for whoever may not know of it."""
    found = PatrolTask.objects.select_related("group", "matter", "check_of", "reported_by")
    task = found.filter(pk=task_id).first()
    if task is None:
        raise Missing(HIDDEN_TASK)
    ground = ground_of(actor, task, day)
    if not can_see_task(actor, ground):
        raise Missing(HIDDEN_TASK)
    return task, ground


def visit_for(actor: Actor, visit_id: int, day: date) -> tuple[Visit, Ground]:
    found = visible_visits(actor, day).select_related("task__group", "recorded_by").filter(pk=visit_id)
    visit = found.first()
    if visit is None:
        raise Missing("没有找到这次走访，可能已移走，或不在你的查看范围。")
    return visit, ground_of(actor, visit.task, day)


def finding_for(actor: Actor, finding_id: int, day: date) -> tuple[Finding, Ground]:
    """The finding with what the actor is to its task."""
    finding = (
        visible_findings(actor, day)
        .select_related(
            "visit__task__group", "recorded_by", "reported_by", "settled_by", "merged_into", "problem"
        )
        .filter(pk=finding_id)
        .first()
    )
    if finding is None:
        raise Missing(HIDDEN_FINDING)
    return finding, ground_of(actor, finding.visit.task, day)


def group_for(actor: Actor, group_id: int, day: date) -> PatrolGroup:
    group = visible_groups(actor, day).select_related("leading_group").filter(pk=group_id).first()
    if group is None:
        raise Missing("没有找到这个督导巡查组，或不在你的查看范围。")
    return group


def ground_of(actor: Actor, task: PatrolTask, day: date) -> Ground:
    """What the actor is to the task; seats and names are asked of the database."""
    seats = Member.objects.filter(holds_on(day), account_id=actor.account_id or 0, group=task.group_id)
    own = list(seats.values_list("pk", "role")) if is_patroller(actor) else []
    return Ground(
        owner=unit_on(task.owner_id, day).path,
        state=task.state,
        is_member=bool(own),
        is_group_leader=any(role == MemberRole.LEADER for _, role in own),
        is_reader=is_named_leader(actor) and task.readers.filter(pk=actor.account_id).exists(),
        is_sent=bool(own) and task.sent.filter(pk__in=[seat for seat, _ in own]).exists(),
    )


def clues_of(actor: Actor) -> QuerySet[HandOver]:
    """Sealed hand-overs the actor sent or is to receive."""
    if actor.acting_for or actor.account_id is None:
        return HandOver.objects.none()
    return HandOver.objects.filter(Q(sent_by=actor.account_id) | Q(receiver=actor.account_id))


def clue_for(actor: Actor, clue_id: int) -> HandOver:
    clue = clues_of(actor).select_related("sent_by", "receiver").filter(pk=clue_id).first()
    if clue is None:
        raise Missing("没有找到这份线索移交，或不是移交给你的。")
    return clue


def _tasks(actor: Actor, day: date, to: str) -> Q:
    out = Q(**{f"{to}state__in": OUT_TASKS})
    own = Q(**{f"{to}group__in": own_group_ids(actor, day)})
    named = _named(actor, to) if is_named_leader(actor) else Q(pk__in=[])
    return _office(actor, day, to) | named | out & own


def _office(actor: Actor, day: date, to: str) -> Q:
    scopes = actor.scopes(Role.OFFICE)
    if not scopes:
        return Q(pk__in=[])
    return Q(**{f"{to}owner__in": unit_ids_under(scopes, day)})


def _named(actor: Actor, to: str) -> Q:
    """Tasks whose readers the actor is one of; as a subquery, so that no row comes twice."""
    through = PatrolTask.readers.through.objects.filter(account_id=actor.account_id or 0)
    return Q(**{f"{to}pk__in": through.values("patroltask_id")})


def _urged(actor: Actor, finding: OuterRef) -> QuerySet:
    return UrgentReport.objects.filter(finding=finding, leader=actor.account_id)
