"""Setting groups up, seating their people, and what keeps somebody away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing, Stale
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.patrols.models import Interest, Member, PatrolGroup, Training
from dukao.patrols.policies import can_manage_groups, is_patroller
from dukao.patrols.services.holding import MOVED_ON, group_path, of_group
from dukao.patrols.vocabulary import InterestKind, MemberRole


@dataclass(frozen=True, slots=True)
class GroupDraft:
    name: str
    kind: str
    owner_id: int
    decision: str
    decided_on: date
    since: date
    subject: str = ""
    leading_group_id: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """``until`` is the first day the seat no longer holds; empty while it has no end."""

    person_id: int
    home_id: int
    role: str
    decision: str
    decided_on: date
    since: date
    until: date | None = None
    account_id: int | None = None
    expertise: str = ""


@transaction.atomic
def set_up_group(
    *, actor: Actor, draft: GroupDraft, at: datetime, key: str | None = None
) -> PatrolGroup | None:
    """The group stands, on the decision that set it up; ``None`` when this form was sent before."""
    require(can_manage_groups(actor, unit_on(draft.owner_id, local_day(at)).path))
    if is_done(key or "", "patrol_group_set_up"):
        return None
    group = PatrolGroup(owner_id=draft.owner_id)
    _write(group, draft)
    group.save()
    after = {"name": group.name, "kind": group.kind, "decision": group.decision}
    record(actor=actor, event="patrol_group_set_up", after=after, key=key, **of_group(group, at))
    return group


@transaction.atomic
def revise_group(
    *, actor: Actor, group: PatrolGroup, revision: int, draft: GroupDraft, at: datetime
) -> PatrolGroup:
    group = _held(actor, group.pk, at)
    if group.revision != revision:
        raise Stale(MOVED_ON)
    before = {"name": group.name, "kind": group.kind, "decision": group.decision}
    _write(group, draft)
    group.revision += 1
    group.save()
    after = {"name": group.name, "kind": group.kind, "decision": group.decision}
    record(actor=actor, event="patrol_group_revised", before=before, after=after, **of_group(group, at))
    return group


@transaction.atomic
def end_group(*, actor: Actor, group: PatrolGroup, until: date, reason: str, at: datetime) -> PatrolGroup:
    """From ``until`` on the group and all its seats are over."""
    group = _held(actor, group.pk, at)
    if not reason.strip():
        raise DomainError("reason_missing", "撤销督导巡查组要写明依据。")
    if until <= group.since:
        raise DomainError("ends_first", "撤销日期要晚于成立日期。")
    if group.tasks.filter(state__in=("draft", "issued", "ongoing")).exists():
        raise DomainError("open_tasks", "这个组还有没有报告的任务，请先办完或改派，再撤销。", 409)
    group.until = until
    group.revision += 1
    group.save(update_fields=["until", "revision"])
    group.members.filter(Q(until__isnull=True) | Q(until__gt=until), since__lt=until).update(until=until)
    record(
        actor=actor, event="patrol_group_ended", after={"until": until.isoformat()}, reason=reason.strip(),
        **of_group(group, at),
    )  # fmt: skip
    return group


@transaction.atomic
def appoint_member(
    *, actor: Actor, group: PatrolGroup, seat: SeatDraft, at: datetime, key: str | None = None
) -> Member | None:
    """The person sits in the group; 《政府督查工作条例》第八条: one leader at any time."""
    group = _held(actor, group.pk, at)
    if is_done(key or "", "patrol_member_appointed"):
        return None
    _check_seat(group, seat)
    try:
        with transaction.atomic():
            member = Member.objects.create(
                group=group, person_id=seat.person_id, account_id=seat.account_id, home_id=seat.home_id,
                role=seat.role, decision=seat.decision.strip(), decided_on=seat.decided_on, since=seat.since,
                until=seat.until, expertise=seat.expertise.strip(),
            )  # fmt: skip
    except IntegrityError:
        raise Stale("有人刚刚任命了同一个位置。请刷新后核对。") from None
    after = {"member": member.person.name, "role": member.role, "decision": member.decision}
    record(actor=actor, event="patrol_member_appointed", after=after, key=key, **of_group(group, at))
    return member


@transaction.atomic
def end_membership(*, actor: Actor, member: Member, until: date, at: datetime) -> Member:
    """The seat holds until the day before ``until``; what the person recorded stays with the group."""
    group = _held(actor, member.group_id, at)
    member = Member.objects.select_related("person").get(pk=member.pk)
    if member.until is not None and member.until <= until:
        raise DomainError("ended", "这个成员已经离任，不用再办。", 409)
    if until <= member.since:
        raise DomainError("ends_first", "离任日期要晚于任命日期。")
    member.until = until
    member.save(update_fields=["until"])
    after = {"member": member.person.name, "until": until.isoformat()}
    record(actor=actor, event="patrol_member_left", after=after, **of_group(group, at))
    return member


@transaction.atomic
def record_training(
    *, actor: Actor, group: PatrolGroup, on: date, topic: str, member_ids: Collection[int], by: str = "",
    at: datetime, key: str | None = None,
) -> Training | None:  # fmt: skip
    """《政府督查工作条例》第九条: what was taught, when and to whom."""
    group = _held(actor, group.pk, at)
    if is_done(key or "", "training_recorded"):
        return None
    present = list(group.members.filter(pk__in=member_ids))
    if not topic.strip() or not present:
        raise DomainError("training_empty", "请写明培训内容，并勾选参加的成员。")
    if on > local_day(at):
        raise DomainError("training_later", "培训日期还没有到，培训以后再登记。")
    training = Training.objects.create(
        group=group,
        on=on,
        topic=topic.strip(),
        by=by.strip(),
        recorded_by_id=account_of(actor),
        recorded_at=at,
    )
    training.attended.set(present)
    after = {"on": on.isoformat(), "topic": training.topic, "attended": len(present)}
    record(actor=actor, event="training_recorded", after=after, key=key, **of_group(group, at))
    return training


@transaction.atomic
def declare_interest(
    *, actor: Actor, member: Member, kind: str, unit_id: int | None, note: str, since: date, at: datetime,
    key: str | None = None,
) -> Interest | None:  # fmt: skip
    """By the person, or by the office on the person's word; from then on it keeps the person away."""
    group = PatrolGroup.objects.get(pk=member.group_id)
    own = is_patroller(actor) and member.account_id == actor.account_id
    if not own:
        require(can_manage_groups(actor, group_path(group, at)))
    if is_done(key or "", "interest_declared"):
        return None
    if kind == InterestKind.NOTHING:
        unit_id = None
    elif unit_id is None:
        raise DomainError("unit_missing", "请选择要回避的单位。")
    interest = Interest.objects.create(
        person_id=member.person_id, kind=InterestKind(kind), unit_id=unit_id, note=note.strip(), since=since,
        declared_by_id=account_of(actor), declared_at=at,
    )  # fmt: skip
    # Who is related to whom is not told by the journal.
    record(actor=actor, event="interest_declared", key=key, **of_group(group, at))
    return interest


@transaction.atomic
def end_interest(
    *, actor: Actor, group: PatrolGroup, interest_id: int, until: date, at: datetime
) -> Interest:
    """By the office, when the tie is gone: from ``until`` on it keeps nobody away any more."""
    group = _held(actor, group.pk, at)
    interest = Interest.objects.filter(pk=interest_id, person__in=group.members.values("person")).first()
    if interest is None:
        raise Missing("没有找到本组成员的这条回避申报。")
    if interest.until is not None or until <= interest.since:
        raise DomainError("ended", "这条申报已经终止，或终止日期早于申报日期。", 409)
    interest.until = until
    interest.save(update_fields=["until"])
    record(actor=actor, event="interest_ended", after={"until": until.isoformat()}, **of_group(group, at))
    return interest


def _held(actor: Actor, group_id: int, at: datetime) -> PatrolGroup:
    group = PatrolGroup.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        raise Missing("没有找到这个督导巡查组。")
    require(can_manage_groups(actor, group_path(group, at)))
    return group


def _write(group: PatrolGroup, draft: GroupDraft) -> None:
    if not draft.name.strip() or not draft.decision.strip():
        raise DomainError("decision_missing", "请写明名称和成立文件的文号（《政府督查工作条例》第八条）。")
    for name in ("kind", "decided_on", "since", "leading_group_id", "position"):
        setattr(group, name, getattr(draft, name))
    for name in ("name", "decision", "subject"):
        setattr(group, name, getattr(draft, name).strip())


def _check_seat(group: PatrolGroup, seat: SeatDraft) -> None:
    if not seat.decision.strip():
        raise DomainError("decision_missing", "请写明任命文件的文号（《政府督查工作条例》第八条）。")
    if seat.until is not None and seat.until <= seat.since:
        raise DomainError("ends_first", "结束日期要晚于开始日期。")
    at_once = Q(until__isnull=True) | Q(until__gt=seat.since)
    if seat.until is not None:
        at_once &= Q(since__lt=seat.until)
    sitting = group.members.filter(at_once)
    if sitting.filter(person=seat.person_id).exists():
        raise DomainError("seated", "这个人在同一时间已经是本组成员。换身份的，请先办离任。", 409)
    leader = sitting.filter(role=MemberRole.LEADER).select_related("person").first()
    if seat.role == MemberRole.LEADER and leader is not None:
        raise DomainError(
            "has_leader",
            f"组长现在是{leader.person.name}。同一时间只有一名组长，请先办离任（《政府督查工作条例》第八条）。",
            409,
        )
