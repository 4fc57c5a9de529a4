"""Visits and checklists: recorded once whatever the line does, revised with the newer one in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.patrols.models import ChecklistAnswer, ChecklistItem, PatrolTask, Visit, VisitHours
from dukao.patrols.policies import can_record
from dukao.patrols.services.holding import held_task, held_visit, of_visit
from dukao.patrols.vocabulary import TASK_FLOW, AnswerMark, TaskState, VisitManner

#: Nobody works longer on one day.
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """What a device brings; ``uid`` is the device's own mark. ``minutes`` are by member."""

    uid: UUID
    place: str
    started_at: datetime
    ended_at: datetime
    manner: str = VisitManner.UNANNOUNCED
    unit_id: int | None = None
    note: str = ""
    minutes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    item_id: int
    mark: str
    note: str = ""


@transaction.atomic
def record_visit(*, actor: Actor, task: PatrolTask, draft: VisitDraft, at: datetime) -> Visit:
    """The visit stands; one that came before under the same ``uid`` is given back as it is.

    The first visit of a task moves it to 进行中.
    """
    task, ground = held_task(actor, task.pk, at)
    known = Visit.objects.filter(uid=draft.uid).first()
    if known is not None and known.task_id == task.pk and ground.is_member:
        return known
    require(can_record(actor, ground))
    if known is not None:
        raise DomainError("other_task", "这次走访已经记在另一个任务下，请核对。", 409)
    visit = Visit(uid=draft.uid, task=task, recorded_by_id=account_of(actor), recorded_at=at)
    _write(visit, draft, at)
    if task.state == TaskState.ISSUED:
        apply_move(task, TASK_FLOW, "begin")
    record(actor=actor, event="visit_recorded", **of_visit(visit, at))
    return visit


@transaction.atomic
def revise_visit(*, actor: Actor, visit: Visit, revision: int, draft: VisitDraft, at: datetime) -> Visit:
    """:class:`Stale` when somebody wrote over ``revision`` first: the caller shows both."""
    visit, ground = held_visit(actor, visit.pk, at, revision)
    require(can_record(actor, ground))
    visit.revision += 1
    _write(visit, draft, at)
    record(actor=actor, event="visit_revised", after={"revision": visit.revision}, **of_visit(visit, at))
    return visit


@transaction.atomic
def answer_checklist(
    *, actor: Actor, visit: Visit, answers: list[Answer], revision: int | None = None, at: datetime
) -> list[ChecklistAnswer]:
    """Each question has this answer on this visit; unanswered ones stay as they are."""
    visit, ground = held_visit(actor, visit.pk, at, revision)
    require(can_record(actor, ground))
    known = set(ChecklistItem.objects.filter(task=visit.task_id).values_list("pk", flat=True))
    if not {one.item_id for one in answers} <= known:
        raise Missing("清单里没有这一项，任务可能改过。请刷新后再填。")
    kept = [_answer(visit, one) for one in answers]
    if any(changed for _, changed in kept):
        after = {"answers": len(kept)}
        record(actor=actor, event="checklist_answered", after=after, **of_visit(visit, at))
    return [row for row, _ in kept]


def _answer(visit: Visit, one: Answer) -> tuple[ChecklistAnswer, bool]:
    """The stored answer, and whether anything changed; the same one sent twice changes nothing."""
    mark, note = AnswerMark(one.mark), one.note.strip()
    row, is_new = ChecklistAnswer.objects.get_or_create(
        visit=visit, item_id=one.item_id, defaults={"mark": mark, "note": note}
    )
    if is_new or (row.mark, row.note) == (mark, note):
        return row, is_new
    row.mark, row.note, row.revision = mark, note, row.revision + 1
    row.save()
    return row, True


def _write(visit: Visit, draft: VisitDraft, at: datetime) -> None:
    if not draft.place.strip():
        raise DomainError("place_missing", "请写明走访地点。")
    if draft.ended_at <= draft.started_at:
        raise DomainError("ends_first", "结束时间要晚于开始时间。")
    if draft.ended_at > at:
        raise DomainError("visit_later", "走访结束以后再登记，结束时间不能晚于现在。")
    if any(not 0 < minutes <= DAY_MINUTES for minutes in draft.minutes.values()):
        raise DomainError("hours_wrong", "每人的工时应在 1 分钟到 24 小时之间。")
    going = {seat.pk for seat in visit.task.sent.all()}
    if not set(draft.minutes) <= going:
        raise DomainError("not_sent", "工时只登记本任务派出的人员。")
    for name in ("manner", "unit_id", "started_at", "ended_at"):
        setattr(visit, name, getattr(draft, name))
    visit.place, visit.note = draft.place.strip(), draft.note.strip()
    visit.save()
    visit.hours.all().delete()
    VisitHours.objects.bulk_create(
        VisitHours(visit=visit, member_id=member, minutes=minutes)
        for member, minutes in draft.minutes.items()
    )
