"""A patrol group of the standing characters, out at 市住建局, and what it finds there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from dukao.identity.models import Account
from dukao.organisations.models import Person, Unit
from dukao.patrols import services
from dukao.patrols.models import Finding, Member, PatrolGroup, PatrolTask, Visit
from dukao.patrols.services import FindingDraft, GroupDraft, Question, SeatDraft, TaskDraft, VisitDraft
from dukao.patrols.vocabulary import GroupKind, MemberRole
from tests.conftest import NOW, City

DECISION = "示督组〔2026〕3 号"
FACTS = "6 号楼外墙保温层空鼓 12 处，施工单位未整改即报验收。"


def seat_of(
    city: City, name: str = "梁越", account: Account | None = None, home: Unit | None = None, **changes: Any
) -> SeatDraft:
    person = Person.objects.filter(name=name).first() or Person.objects.create(name=name)
    seat = SeatDraft(
        person_id=person.pk, home_id=(home or city.office_unit).pk, role=MemberRole.MEMBER, decision=DECISION,
        decided_on=date(2026, 1, 5), since=date(2026, 1, 8), account_id=account.pk if account else None,
    )  # fmt: skip
    return replace(seat, **changes)


def plant_group(city: City, name: str = "第三督导巡查组", leader: Account | None = None) -> PatrolGroup:
    """Led by ``leader``, 梁越 unless somebody else is named, and trained."""
    office, leader = city.actor(city.office), leader or city.patroller
    draft = GroupDraft(
        name=name, kind=GroupKind.STANDING, owner_id=city.city.pk, decision=DECISION,
        decided_on=date(2026, 1, 5), since=date(2026, 1, 8), subject="城建民生",
    )  # fmt: skip
    group = services.set_up_group(actor=office, draft=draft, at=NOW)
    assert group is not None
    seat = seat_of(city, leader.name, leader, role=MemberRole.LEADER)
    services.appoint_member(actor=office, group=group, seat=seat, at=NOW)
    train(city, group)
    return group


def train(city: City, group: PatrolGroup) -> None:
    services.record_training(
        actor=city.actor(city.office), group=group, on=date(2026, 9, 1), topic="督查条例和现场取证",
        member_ids=list(group.members.values_list("pk", flat=True)), at=NOW,
    )  # fmt: skip


def task_draft(city: City, group: PatrolGroup, **changes: Any) -> TaskDraft:
    draft = TaskDraft(
        title="老旧小区改造质量暗访", owner_id=city.city.pk, group_id=group.pk,
        legal_basis="《政府督查工作条例》第十一条", starts_on=date(2026, 9, 21), ends_on=date(2026, 9, 30),
        object_ids=(city.housing.pk,), sent_ids=tuple(group.members.values_list("pk", flat=True)),
        requirements="不打招呼，直奔现场。",
        checklist=(Question("外墙保温是否空鼓", "无空鼓"), Question("公示牌是否齐全")),
    )  # fmt: skip
    return replace(draft, **changes)


def plant_task(city: City, group: PatrolGroup | None = None, **changes: Any) -> PatrolTask:
    """拟办."""
    group = group or plant_group(city)
    draft = task_draft(city, group, **changes)
    task = services.draft_task(actor=city.actor(city.office), draft=draft, at=NOW)
    assert task is not None
    return task


def plant_issued(city: City, group: PatrolGroup | None = None, **changes: Any) -> PatrolTask:
    task = plant_task(city, group, **changes)
    return services.issue_task(actor=city.actor(city.office), task=task, at=NOW)


def visit_draft(city: City, **changes: Any) -> VisitDraft:
    draft = VisitDraft(
        uid=uuid4(), place="和平小区 6 号楼", started_at=NOW - timedelta(hours=3),
        ended_at=NOW - timedelta(hours=1), unit_id=city.housing.pk, note="随机走访三个小区。",
    )  # fmt: skip
    return replace(draft, **changes)


def plant_visit(city: City, task: PatrolTask | None = None, **changes: Any) -> Visit:
    """By 梁越, two hours long."""
    task = task or plant_issued(city)
    minutes = dict.fromkeys(task.sent.values_list("pk", flat=True), 120)
    draft = visit_draft(city, **{"minutes": minutes, **changes})
    return services.record_visit(actor=city.actor(city.patroller), task=task, draft=draft, at=NOW)


def finding_draft(city: City, **changes: Any) -> FindingDraft:
    draft = FindingDraft(uid=uuid4(), facts=FACTS, severity="major", unit_id=city.housing.pk)
    return replace(draft, **changes)


def plant_finding(city: City, visit: Visit | None = None, **changes: Any) -> Finding:
    """草稿."""
    draft = finding_draft(city, **changes)
    visit = visit or plant_visit(city)
    return services.record_finding(actor=city.actor(city.patroller), visit=visit, draft=draft, at=NOW)


def plant_reported(city: City, visit: Visit | None = None, at: datetime = NOW, **changes: Any) -> Finding:
    finding = plant_finding(city, visit, **changes)
    services.report_findings(actor=city.actor(city.patroller), findings=[finding], at=at)
    return Finding.objects.get(pk=finding.pk)


def add_member(city: City, group: PatrolGroup, name: str, **changes: Any) -> Member:
    member = services.appoint_member(
        actor=city.actor(city.office), group=group, seat=seat_of(city, name, **changes), at=NOW
    )
    assert member is not None
    return member
