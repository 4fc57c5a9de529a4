"""What a member's device takes along into the field, and where two devices wrote different things."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.crypto import salted_hmac

from dukao.kernel.actor import Actor
from dukao.kernel.sealing import open_sealed
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols.models import (
    ChecklistAnswer,
    FieldChange,
    FieldRecord,
    Finding,
    Member,
    PatrolTask,
    Visit,
)  # fmt: skip
from dukao.patrols.newest import Said, desk_mark, newest
from dukao.patrols.rowbodies import body_of
from dukao.patrols.selectors.rules import patrol_rules_on
from dukao.patrols.selectors.seeing import own_group_ids, visible_findings
from dukao.patrols.vocabulary import (
    IN_THE_FIELD,
    AnswerMark,
    ChangeState,
    FindingState,
    Severity,
    VisitManner,
)

Sheet = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One of several versions of a record: who said it on which device, when by its clock, and what."""

    uid: UUID
    by: str
    said_at: datetime
    is_shown: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SplitRecord:
    record: FieldRecord
    label: str
    versions: tuple[Version, ...]


def field_tasks(actor: Actor, day: date) -> QuerySet[PatrolTask]:
    """Tasks of the actor's own groups that are out."""
    found = PatrolTask.objects.filter(group__in=own_group_ids(actor, day), state__in=IN_THE_FIELD)
    return found.select_related("group", "matter").order_by("ends_on", "pk")


def field_sheets(actor: Actor, day: date) -> list[Sheet]:
    """Each task with its checklist and all that the group has recorded of it, informants left out."""
    people = Prefetch("sent", Member.objects.select_related("person").order_by("pk"))
    tasks = list(field_tasks(actor, day).prefetch_related("checklist", "objects_of", people))
    names = versions_by_unit([unit.pk for task in tasks for unit in task.objects_of.all()], day)
    limits = patrol_rules_on(day)
    records = _records(tasks)
    return [
        {
            "id": task.pk, "number": task.number, "title": task.title, "regime": task.get_regime_display(),
            "form": task.get_form_display(), "matter": task.matter.number if task.matter else "",
            "basis": task.legal_basis, "requirements": task.requirements,
            "ends_on": task.ends_on.isoformat(), "unannounced": task.is_unannounced,
            "keeps_location": task.keeps_location, "location_reason": task.location_reason,
            "facts_limit": limits.facts_limit, "photo_limit": limits.photo_limit,
            "people": [
                {"id": seat.pk, "name": seat.person.name, "role": seat.role} for seat in task.sent.all()
            ],
            "units": [{"id": unit.pk, "name": names[unit.pk].name} for unit in task.objects_of.all()],
            "checklist": [
                {"id": one.pk, "position": one.position, "text": one.text, "standard": one.standard}
                for one in task.checklist.all()
            ],
            "records": records[task.pk],
        }
        for task in tasks
    ]  # fmt: skip


def field_key(actor: Actor, device: UUID) -> bytes:
    """The key with which this device shuts what it holds for this person; the same each time it asks."""
    return salted_hmac("dukao.patrols.field", f"{actor.account_id}:{device}", algorithm="sha256").digest()


def split_records(actor: Actor, day: date) -> list[SplitRecord]:
    """Records of the actor's own groups of which there are several newest versions."""
    rows = list(
        FieldRecord.objects.filter(task__in=field_tasks(actor, day).values("pk"), is_split=True)
        .select_related("task")
        .prefetch_related(Prefetch("changes", FieldChange.objects.select_related("by")))
        .order_by("pk")
    )
    texts = {str(one.pk): one.text for row in rows for one in row.task.checklist.all()} if rows else {}
    return [_split(row, texts) for row in rows]


def split_count(actor: Actor, day: date) -> int:
    return FieldRecord.objects.filter(task__in=field_tasks(actor, day).values("pk"), is_split=True).count()


def _split(record: FieldRecord, questions: Mapping[str, str]) -> SplitRecord:
    kept = [change for change in record.changes.all() if change.state != ChangeState.REFUSED]
    changes = {change.uid: change for change in kept}
    versions = []
    for place, said in enumerate(_newest(kept)):
        change = changes[said.uid]
        body = json.loads(open_sealed(change.sealed, str(change.uid)))
        by = change.by.name if change.by else "网页"
        versions.append(Version(said.uid, by, change.said_at, place == 0, _in_words(body)))
    mark = record.key.rpartition(":")[2]
    label = record.get_kind_display() + (f"：{questions[mark]}" if mark in questions else "")
    return SplitRecord(record, label, tuple(versions))


#: Keys of a change's body, as the group reads them.
_WORDS = {
    "facts": "事实", "severity": "程度", "clause": "依据条款", "mark": "结果", "note": "说明",
    "place": "地点", "manner": "方式", "started_at": "开始", "ended_at": "结束",
}  # fmt: skip
_LABELS = {**dict(Severity.choices), **dict(VisitManner.choices), **dict(AnswerMark.choices)}


def _in_words(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = ((word, body.get(name)) for name, word in _WORDS.items())
    return tuple((word, _LABELS.get(str(value), str(value))) for word, value in shown if value)


def _records(tasks: Iterable[PatrolTask]) -> dict[int, list[Sheet]]:
    """Visits, answers and findings by task, each with the marks of its newest changes."""
    marks = _newest_marks(tasks)
    found: dict[int, list[Sheet]] = defaultdict(list)
    for visit in Visit.objects.filter(task__in=tasks).prefetch_related("hours"):
        found[visit.task_id].append(_sheet(marks, visit, "visit", visit.uid, visit.uid))
    for answer in ChecklistAnswer.objects.filter(visit__task__in=tasks).select_related("visit"):
        visit = answer.visit
        found[visit.task_id].append(_sheet(marks, answer, "answer", visit.uid, answer.item_id))
    findings = Finding.objects.filter(visit__task__in=tasks).exclude(state=FindingState.HANDED_OVER)
    for finding in findings.select_related("visit").prefetch_related("photos").order_by("pk"):
        found[finding.visit.task_id].append(
            _sheet(marks, finding, "finding", finding.visit.uid, finding.uid)
            | {
                "number": finding.number,
                "state": finding.state,
                "state_word": finding.get_state_display(),
                "photos": [str(photo.uid) for photo in finding.photos.all()],
            }
        )
    return found


Marks = dict[str, tuple[int | None, bool, list[str]]]


def _sheet(
    marks: Marks, row: Visit | ChecklistAnswer | Finding, kind: str, visit: UUID, mark: object
) -> Sheet:
    """What was written at a desk since the newest change counts as a change of its own."""
    key = f"answer:{visit}:{mark}" if kind == "answer" else f"{kind}:{mark}"
    known, is_split, heads = marks.get(key, (None, False, []))
    if known != row.revision:
        heads = [str(desk_mark(key, row.revision))]
    return {
        "kind": kind, "key": key, "visit": str(visit), "mark": str(mark), "body": body_of(row),
        "heads": heads, "split": is_split,
    }  # fmt: skip


def _newest_marks(tasks: Iterable[PatrolTask]) -> Marks:
    records = FieldRecord.objects.filter(task__in=tasks).prefetch_related("changes")
    found: Marks = {}
    for record in records:
        standing = [one for one in record.changes.all() if one.state != ChangeState.REFUSED]
        heads = [str(one.uid) for one in _newest(standing)]
        found[record.key] = (record.row_revision, record.is_split, heads)
    return found


def _newest(changes: Iterable[FieldChange]) -> list[Said]:
    return newest(
        Said(one.uid, frozenset(UUID(parent) for parent in one.parents), one.said_at) for one in changes
    )


def finding_marked(actor: Actor, uid: UUID, day: date) -> Finding | None:
    """The finding a device made under this mark, if it has arrived and the actor may see it."""
    return visible_findings(actor, day).select_related("visit__task").filter(uid=uid).first()
