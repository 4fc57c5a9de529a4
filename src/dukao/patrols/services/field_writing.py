"""From what devices said to rows, by the room's own services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols.models import ChecklistAnswer, FieldRecord, Finding, Informant, Visit
from dukao.patrols.rowbodies import body_of
from dukao.patrols.services.field_bodies import Body, answer_of, finding_draft, spoken, visit_draft
from dukao.patrols.services.findings import record_finding, revise_finding
from dukao.patrols.services.informants import record_informants
from dukao.patrols.services.visits import answer_checklist, record_visit, revise_visit
from dukao.patrols.vocabulary import RecordKind


class NoVisitYet(Exception):
    """The visit it belongs to has not arrived; it will be written when it does."""


def row_of(record: FieldRecord) -> Visit | ChecklistAnswer | Finding | None:
    """The row the record has; informants are sealed and never written over."""
    mark = record.key.rpartition(":")[2]
    if record.kind == RecordKind.VISIT:
        return Visit.objects.filter(uid=record.visit_uid).first()
    if record.kind == RecordKind.ANSWER:
        return ChecklistAnswer.objects.filter(visit__uid=record.visit_uid, item_id=int(mark)).first()
    if record.kind == RecordKind.FINDING:
        return Finding.objects.filter(uid=mark).first()
    return None


def write(actor: Actor, record: FieldRecord, body: Body, received_at: datetime, at: datetime) -> int | None:
    """The row says what ``body`` says; its revision. Raises what the services refuse, and NoVisitYet."""
    return WRITERS[record.kind](actor, record, body, received_at, at)


def _write_visit(actor: Actor, record: FieldRecord, body: Body, received_at: datetime, at: datetime) -> int:
    draft = visit_draft(record.visit_uid, body, received_at)
    _require_unit(draft.unit_id, at)
    visit = Visit.objects.select_related("task").filter(uid=record.visit_uid).first()
    if visit is None:
        return record_visit(actor=actor, task=record.task, draft=draft, at=at).revision
    if visit.task_id != record.task_id:
        raise DomainError("other_task", "这次走访已经记在另一个任务下，请核对。", 409)
    if body_of(visit) == body_of_draft(draft):
        return visit.revision
    return revise_visit(actor=actor, visit=visit, revision=visit.revision, draft=draft, at=at).revision


def body_of_draft(draft: Any) -> dict[str, Any]:
    """A visit's draft in the words of :func:`body_of`, times in the zone of the database."""
    utc = replace(draft, started_at=draft.started_at.astimezone(UTC), ended_at=draft.ended_at.astimezone(UTC))
    return {
        "place": utc.place.strip(), "manner": str(utc.manner), "unit": utc.unit_id, "note": utc.note.strip(),
        "started_at": utc.started_at.isoformat(), "ended_at": utc.ended_at.isoformat(),
        "minutes": {str(member): minutes for member, minutes in utc.minutes.items()},
    }  # fmt: skip


def _write_answer(actor: Actor, record: FieldRecord, body: Body, received_at: datetime, at: datetime) -> int:
    answer = answer_of(record.key.rpartition(":")[2], body)
    [row] = answer_checklist(actor=actor, visit=_visit(record), answers=[answer], at=at)
    return row.revision


def _write_finding(actor: Actor, record: FieldRecord, body: Body, received_at: datetime, at: datetime) -> int:
    draft = finding_draft(UUID(record.key.rpartition(":")[2]), body)
    _require_unit(draft.unit_id, at)
    finding = Finding.objects.filter(uid=draft.uid).first()
    if finding is None:
        return record_finding(actor=actor, visit=_visit(record), draft=draft, at=at).revision
    said = {
        "facts": draft.facts,
        "severity": str(draft.severity),
        "clause": draft.clause,
        "unit": draft.unit_id,
    }
    if body_of(finding) == said:
        return finding.revision
    return revise_finding(
        actor=actor, finding=finding, revision=finding.revision, draft=draft, at=at
    ).revision


def _write_informant(
    actor: Actor, record: FieldRecord, body: Body, received_at: datetime, at: datetime
) -> None:
    one = spoken(UUID(record.key.rpartition(":")[2]), body)
    if not Informant.objects.filter(uid=one.uid).exists():
        record_informants(actor=actor, visit=_visit(record), people=[one], at=at)


def _visit(record: FieldRecord) -> Visit:
    visit = Visit.objects.filter(uid=record.visit_uid, task=record.task_id).first()
    if visit is None:
        raise NoVisitYet
    return visit


def _require_unit(unit_id: int | None, at: datetime) -> None:
    if unit_id is not None and not versions_by_unit([unit_id], local_day(at)):
        raise DomainError("no_such_unit", "记录里的单位不在名册上，请重新选择。")


Writer = Callable[[Actor, FieldRecord, Body, datetime, datetime], "int | None"]
WRITERS: dict[str, Writer] = {
    RecordKind.VISIT: _write_visit,
    RecordKind.ANSWER: _write_answer,
    RecordKind.FINDING: _write_finding,
    RecordKind.INFORMANT: _write_informant,
}
