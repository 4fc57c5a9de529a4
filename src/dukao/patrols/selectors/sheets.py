"""What a page of one object is about, and on what its reader stands towards it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from dukao.journal.selectors import entries_of
from dukao.journal.sentences import words_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.organisations.selectors import unit_on
from dukao.patrols.models import (
    Debrief,
    Finding,
    HandOver,
    Instruction,
    Member,
    PatrolGroup,
    PatrolTask,
)
from dukao.patrols.policies import Ground, can_see_assessment, is_patroller
from dukao.patrols.selectors.conflicts import untrained
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import clue_for, finding_for, group_for, task_for, visible_groups
from dukao.patrols.vocabulary import OFFICIAL_EVENTS, FindingState, MemberRole

#: What a page tells of one object's life without being asked for more.
HAPPENINGS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Happening:
    words: str
    who: str
    at: datetime
    tone: str


@dataclass(frozen=True)
class Sheet:
    """One task, finding, group, clue, debrief or instruction before one reader."""

    actor: Actor
    at: datetime
    title: str
    url: str
    owner_id: int
    state: str = ""
    task: PatrolTask | None = None
    finding: Finding | None = None
    group: PatrolGroup | None = None
    clue: HandOver | None = None
    debrief: Debrief | None = None
    instruction: Instruction | None = None
    ground: Ground | None = None

    @property
    def day(self) -> date:
        return local_day(self.at)

    @property
    def group_id(self) -> int | None:
        return self.group.pk if self.group else None

    @cached_property
    def owner_path(self) -> str:
        return self.ground.owner if self.ground else unit_on(self.owner_id, self.day).path

    @property
    def is_office(self) -> bool:
        return self.actor.covers(self.owner_path, Role.OFFICE)

    @cached_property
    def own_seat(self) -> Member | None:
        """The reader's own seat in the group today."""
        if not is_patroller(self.actor):
            return None
        seats = Member.objects.filter(
            holds_on(self.day), group=self.group_id, account_id=self.actor.account_id or 0
        )
        return seats.first()

    @property
    def own_seat_id(self) -> int | None:
        return self.own_seat.pk if self.own_seat else None

    @property
    def is_group_leader(self) -> bool:
        return self.own_seat is not None and self.own_seat.role == MemberRole.LEADER

    @cached_property
    def unit_name(self) -> str:
        """The unit a finding suggests, as a form takes it: code and name."""
        if self.finding is None or self.finding.unit_id is None:
            return ""
        version = unit_on(self.finding.unit_id, self.day)
        return f"{version.unit.code} {version.short_name}"

    @cached_property
    def is_urged(self) -> bool:
        """Whether the finding was reported to the reader past the office."""
        urgent = self.finding.urgent_reports if self.finding else None
        return urgent is not None and urgent.filter(leader=self.actor.account_id).exists()

    @cached_property
    def waits_to_be_read(self) -> bool:
        """Whether it was reported to the reader, who has not read it yet."""
        urgent = self.finding.urgent_reports if self.finding else None
        return urgent is not None and urgent.filter(leader=self.actor.account_id, read_at=None).exists()

    @cached_property
    def sent(self) -> list[Member]:
        return list(self.task.sent.select_related("person")) if self.task else []

    @cached_property
    def untrained(self) -> list[Member]:
        """Those to be sent who were not taught in time."""
        return untrained(self.sent, self.task.starts_on, patrol_rules_on(self.day)) if self.task else []

    @property
    def has_drafts(self) -> bool:
        """Whether the task has findings nobody has reported yet."""
        if self.task is None:
            return False
        return Finding.objects.filter(visit__task=self.task, state=FindingState.DRAFT).exists()

    @cached_property
    def happenings(self) -> list[Happening]:
        subject = self.finding or self.task or self.group
        if subject is None:
            return []
        return [
            Happening(
                words_of(entry.event), entry.actor, entry.at,
                "official" if entry.event in OFFICIAL_EVENTS else "",
            )
            for entry in entries_of(subject)[:HAPPENINGS_SHOWN]
        ]  # fmt: skip


def task_sheet(actor: Actor, task_id: int, at: datetime) -> Sheet:
    task, ground = task_for(actor, task_id, local_day(at))
    url = reverse("patrols:task", args=[task.pk])
    return Sheet(
        actor, at, f"{task.number} {task.title}", url, task.owner_id, task.state, task=task, ground=ground
    )


def finding_sheet(actor: Actor, finding_id: int, at: datetime) -> Sheet:
    finding, ground = finding_for(actor, finding_id, local_day(at))
    url = reverse("patrols:finding", args=[finding.pk])
    return Sheet(
        actor, at, f"发现 {finding.number}", url, finding.visit.task.owner_id, finding.state,
        finding=finding, ground=ground,
    )  # fmt: skip


def group_sheet(actor: Actor, group_id: int, at: datetime) -> Sheet:
    group = group_for(actor, group_id, local_day(at))
    url = reverse("patrols:group", args=[group.pk])
    state = "standing" if group.holds(local_day(at)) else "ended"
    return Sheet(actor, at, group.name, url, group.owner_id, state, group=group)


def clue_sheet(actor: Actor, clue_id: int, at: datetime) -> Sheet:
    clue = clue_for(actor, clue_id)
    url = reverse("patrols:clue", args=[clue.pk])
    owner = clue.finding.visit.task.owner_id
    state = "received" if clue.received_at else "sent"
    return Sheet(actor, at, f"移交线索 {clue.number}", url, owner, state, clue=clue)


def debrief_sheet(actor: Actor, debrief_id: int, at: datetime) -> Sheet:
    """The office and leaders of the place see it, and the group itself; not other groups."""
    groups = visible_groups(actor, local_day(at)) if can_see_assessment(actor) else PatrolGroup.objects.none()
    debrief = Debrief.objects.select_related("group", "submitted_by").filter(pk=debrief_id, group__in=groups)
    found = debrief.first()
    if found is None:
        raise Missing("没有找到这份述职，或不在你的查看范围。")
    url = reverse("patrols:debrief", args=[found.pk])
    return Sheet(actor, at, str(found), url, found.group.owner_id, debrief=found)


def instruction_sheet(actor: Actor, instruction_id: int, at: datetime) -> Sheet:
    row = Instruction.objects.select_related("by").filter(pk=instruction_id).first()
    if row is None:
        raise Missing("没有找到这条批示。")
    finding, ground = finding_for(actor, row.finding_id, local_day(at))
    url = reverse("patrols:finding", args=[finding.pk])
    return Sheet(
        actor, at, f"批示：发现 {finding.number}", url, finding.visit.task.owner_id,
        "done" if row.matter_id else "open", finding=finding, ground=ground, instruction=row,
    )  # fmt: skip
