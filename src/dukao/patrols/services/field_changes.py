"""Receiving what devices bring: in any order, twice, from several devices; nothing lost, nothing doubled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.sealing import open_sealed, seal
from dukao.kernel.verdict import require
from dukao.patrols.models import FieldChange, FieldRecord, PatrolTask
from dukao.patrols.newest import Said, desk_mark, newest
from dukao.patrols.policies import can_send_from_field
from dukao.patrols.rowbodies import body_of
from dukao.patrols.services.field_writing import NoVisitYet, row_of, write
from dukao.patrols.services.holding import held_task, of_task
from dukao.patrols.vocabulary import ChangeState, RecordKind


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a device says it. ``parents`` are the changes of the same object it had seen."""

    uid: UUID
    task_id: int
    kind: str
    visit_uid: UUID
    mark: str
    parents: frozenset[UUID]
    said_at: datetime
    body: Mapping[str, Any]
    device: UUID | None = None

    @property
    def key(self) -> str:
        """The object's name. An answer has none of its own: it is the question on that visit."""
        if self.kind == RecordKind.VISIT:
            return f"visit:{self.visit_uid}"
        return (
            f"answer:{self.visit_uid}:{self.mark}"
            if self.kind == RecordKind.ANSWER
            else f"{self.kind}:{self.mark}"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change, and which changes are now the newest of its object."""

    uid: UUID
    state: str
    sentence: str
    is_split: bool
    heads: tuple[UUID, ...]


@transaction.atomic
def receive_change(*, actor: Actor, change: Change, at: datetime) -> Outcome:
    """The change is kept once for good, and its object says what the newest of its changes say.

    What the rules refuse is kept too and says why; sent again it is tried again.
    """
    task, ground = held_task(actor, change.task_id, at)
    require(can_send_from_field(actor, ground))
    kept = FieldChange.objects.select_related("record").filter(uid=change.uid).first()
    if kept is None:
        kept = _keep(actor, task, change, at)
    elif kept.record.task_id != task.pk or kept.record.key != change.key:
        raise DomainError("other_record", "这条记录的标识已经用过，请刷新现场走访页再传。", 409)
    if kept.state != ChangeState.APPLIED:
        _take_in(actor, kept, at)
        if kept.record.kind == RecordKind.VISIT and kept.state == ChangeState.APPLIED:
            _take_in_waiting(actor, kept.record.visit_uid, at)
    return outcome_of(kept)


@transaction.atomic
def settle_record(*, actor: Actor, record_id: int, chosen: UUID, at: datetime) -> FieldRecord:
    """The group says which version holds; the others stay on record."""
    known = FieldRecord.objects.filter(pk=record_id).first()
    if known is None:
        raise Missing("没有找到这条现场记录，可能已经核定。")
    task, ground = held_task(actor, known.task_id, at)
    require(can_send_from_field(actor, ground))
    known.refresh_from_db()
    _note_desk_version(known, at)
    heads = {one.uid: one for one in _newest_of(known)}
    if not known.is_split or chosen not in heads:
        raise DomainError("settled", "这条记录刚刚有了变化，请刷新后再核定。", 409)
    change = FieldChange.objects.get(uid=chosen)
    body = open_sealed(change.sealed, str(change.uid))
    uid = uuid4()
    settled = FieldChange.objects.create(
        uid=uid, record=known, parents=[str(one) for one in heads], sealed=seal(body, str(uid)), said_at=at,
        by_id=account_of(actor), received_at=at,
    )  # fmt: skip
    _take_in(actor, settled, at)
    if settled.state == ChangeState.REFUSED:
        raise DomainError("not_written", settled.reason, 409)
    record(actor=actor, event="field_records_settled", **of_task(task, at))
    return settled.record


def outcome_of(change: FieldChange) -> Outcome:
    heads = tuple(one.uid for one in _newest_of(change.record))
    return Outcome(change.uid, change.state, change.reason, change.record.is_split, heads)


def _keep(actor: Actor, task: PatrolTask, change: Change, at: datetime) -> FieldChange:
    noted, _ = FieldRecord.objects.get_or_create(
        key=change.key, defaults={"task": task, "kind": change.kind, "visit_uid": change.visit_uid}
    )
    if noted.task_id != task.pk or noted.visit_uid != change.visit_uid:
        raise DomainError("other_record", "这条记录属于另一个任务或另一次走访，请刷新现场走访页再传。", 409)
    _note_desk_version(noted, at)
    return FieldChange.objects.create(
        uid=change.uid, record=noted, parents=sorted(map(str, change.parents)),
        sealed=_sealed(change.uid, change.body), device=change.device, said_at=change.said_at,
        by_id=account_of(actor), received_at=at,
    )  # fmt: skip


def _note_desk_version(noted: FieldRecord, at: datetime) -> None:
    """What was written at a desk since takes its place among the changes, built on all known before."""
    row = row_of(noted)
    if row is None or row.revision == noted.row_revision:
        return
    uid = desk_mark(noted.key, row.revision)
    FieldChange.objects.create(
        uid=uid, record=noted, parents=[str(one.uid) for one in _newest_of(noted)],
        sealed=_sealed(uid, body_of(row)), state=ChangeState.APPLIED, said_at=at, received_at=at,
    )  # fmt: skip
    noted.row_revision = row.revision
    noted.save(update_fields=["row_revision"])


def _take_in(actor: Actor, change: FieldChange, at: datetime) -> None:
    """Write what the newest changes say; the one that has just come is refused or waits on its own."""
    noted = change.record
    change.state, change.reason = ChangeState.WAITING, ""
    change.save(update_fields=["state", "reason"])
    shown = change
    if noted.kind != RecordKind.INFORMANT:
        shown = FieldChange.objects.get(uid=_newest_of(noted)[0].uid)
    try:
        with transaction.atomic():
            body = json.loads(open_sealed(shown.sealed, str(shown.uid)))
            revision = write(actor, noted, body, shown.received_at, at)
    except NoVisitYet:
        return
    except DomainError as refusal:
        change.state, change.reason = ChangeState.REFUSED, refusal.sentence[:200]
        change.save(update_fields=["state", "reason"])
        return
    change.state = ChangeState.APPLIED
    if noted.kind == RecordKind.INFORMANT:
        change.sealed = ""  # it stands sealed in its own place, and once is enough
    change.save(update_fields=["state", "sealed"])
    _note_split(actor, noted, revision, at)


def _note_split(actor: Actor, noted: FieldRecord, revision: int | None, at: datetime) -> None:
    was_split = noted.is_split
    noted.row_revision = revision
    noted.is_split = noted.kind != RecordKind.INFORMANT and len(_newest_of(noted)) > 1
    noted.save(update_fields=["row_revision", "is_split"])
    if noted.is_split and not was_split:
        record(actor=actor, event="field_records_split", **of_task(noted.task, at))


def _take_in_waiting(actor: Actor, visit_uid: UUID, at: datetime) -> None:
    waiting = FieldChange.objects.filter(record__visit_uid=visit_uid, state=ChangeState.WAITING)
    for change in waiting.select_related("record__task").order_by("pk"):
        _take_in(actor, change, at)


def _newest_of(noted: FieldRecord) -> list[Said]:
    rows = noted.changes.exclude(state=ChangeState.REFUSED).values_list("uid", "parents", "said_at")
    return newest(said_of(rows))


def said_of(rows: Iterable[tuple[UUID, list[str], datetime]]) -> list[Said]:
    return [Said(uid, frozenset(map(UUID, parents)), said_at) for uid, parents, said_at in rows]


def _sealed(uid: UUID, body: Mapping[str, Any]) -> str:
    return seal(json.dumps(body, ensure_ascii=False, sort_keys=True), str(uid))
