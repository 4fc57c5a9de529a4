"""Findings in the hands of the group: recorded, revised, shown with pictures, reported upward."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction

from dukao.documents.services import examine_file, short_name, store_examined
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.patrols.models import Finding, FindingPhoto, PatrolTask, Visit
from dukao.patrols.policies import can_record, can_report_finding
from dukao.patrols.selectors import patrol_rules_on
from dukao.patrols.services.holding import held_finding, held_task, held_visit, locked_task, of_finding
from dukao.patrols.services.pictures import place_of_picture
from dukao.patrols.services.telling import tell_office
from dukao.patrols.vocabulary import FINDING_FLOW, FindingState, Severity


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """What a device brings; ``uid`` is the device's own mark."""

    uid: UUID
    facts: str
    severity: str = Severity.MINOR
    clause: str = ""
    unit_id: int | None = None


@transaction.atomic
def record_finding(*, actor: Actor, visit: Visit, draft: FindingDraft, at: datetime) -> Finding:
    """The finding stands as a draft of the group; one known under the same ``uid`` is given back."""
    visit, ground = held_visit(actor, visit.pk, at)
    known = Finding.objects.filter(uid=draft.uid).first()
    if known is not None and known.visit_id == visit.pk and ground.is_member:
        return known
    require(can_record(actor, ground))
    if known is not None:
        raise DomainError("other_visit", "这条发现已经记在另一次走访下，请核对。", 409)
    task = locked_task(visit.task_id)
    count = Finding.objects.filter(visit__task=task).count()
    finding = Finding(
        uid=draft.uid, visit=visit, number=f"{task.number}-{count + 1:02d}", recorded_by_id=account_of(actor),
        recorded_at=at,
    )  # fmt: skip
    _write(finding, draft, at)
    record(actor=actor, event="finding_recorded", after=_plain(finding), **of_finding(finding, at))
    return finding


@transaction.atomic
def revise_finding(
    *, actor: Actor, finding: Finding, revision: int, draft: FindingDraft, at: datetime
) -> Finding:
    """:class:`Stale` when somebody wrote over ``revision`` first; a reported finding is the office's."""
    finding, ground = held_finding(actor, finding.pk, at, revision)
    require(can_record(actor, ground))
    _require_draft(finding)
    finding.revision += 1
    _write(finding, draft, at)
    record(actor=actor, event="finding_revised", after=_plain(finding), **of_finding(finding, at))
    return finding


def attach_photo(
    *, actor: Actor, finding: Finding, name: str, content: IO[bytes], uid: UUID | None = None, at: datetime
) -> FindingPhoto:
    """A picture without its traces; where the task says so, the place it was taken at is kept beside it."""
    rules = patrol_rules_on(local_day(at))
    name = short_name(name)
    place = place_of_picture(content) if finding.visit.task.keeps_location else ""
    examined = examine_file(name=name, content=content, max_bytes=rules.photo_bytes)
    if not examined.media_type.startswith("image/"):
        raise DomainError("not_a_picture", "现场照片请用图片（PNG、JPEG）。")
    with transaction.atomic():
        finding, ground = held_finding(actor, finding.pk, at)
        known = FindingPhoto.objects.filter(uid=uid, finding=finding).first() if uid else None
        if known is not None and ground.is_member:
            return known
        require(can_record(actor, ground))
        _require_draft(finding)
        if finding.photos.count() >= rules.photo_limit:
            raise DomainError("photos_full", f"每条发现最多 {rules.photo_limit} 张照片，照片不是必需的。")
        photo = FindingPhoto.objects.create(
            uid=uid or uuid4(), finding=finding, file=store_examined(examined, at=at), name=name,
            location=place, added_by_id=account_of(actor), added_at=at,
        )  # fmt: skip
        record(actor=actor, event="photo_attached", **of_finding(finding, at))
        return photo


@transaction.atomic
def remove_photo(*, actor: Actor, finding: Finding, photo_id: int, at: datetime) -> None:
    """The picture is no part of the draft any more; removed twice is removed once."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_record(actor, ground))
    _require_draft(finding)
    removed, _ = finding.photos.filter(pk=photo_id).delete()
    if removed:
        record(actor=actor, event="photo_removed", **of_finding(finding, at))


@transaction.atomic
def report_findings(*, actor: Actor, findings: Iterable[Finding], at: datetime) -> list[Finding]:
    """上报: from now on the office and the named leaders see them; those reported already stay."""
    rules, reported = patrol_rules_on(local_day(at)), []
    settle_by = work_calendar().add(local_day(at), rules.settle_workdays)
    for one in sorted(findings, key=lambda row: row.pk):
        finding, ground = held_finding(actor, one.pk, at)
        require(can_report_finding(actor, ground))
        if finding.state == FindingState.REPORTED:
            continue
        before = apply_move(
            finding, FINDING_FLOW, "report", reported_at=at, reported_by_id=account_of(actor),
            settle_by=settle_by,
        )  # fmt: skip
        record(
            actor=actor, event="finding_reported", before={"finding_state": before},
            after={"finding_state": finding.state}, **of_finding(finding, at),
        )  # fmt: skip
        reported.append(finding)
    if reported:
        first = reported[0]
        tell_office(
            first.visit.task, f"收到 {len(reported)} 条上报的发现", url="/patrols/findings/",
            key=f"patrol-findings:{first.pk}:{at.isoformat()}", at=at,
        )  # fmt: skip
    return reported


@transaction.atomic
def report_drafts(*, actor: Actor, task: PatrolTask, at: datetime) -> list[Finding]:
    """No finding of the task is a draft any more: all of them are with the office."""
    task, ground = held_task(actor, task.pk, at)
    require(can_report_finding(actor, ground))
    drafts = Finding.objects.filter(visit__task=task, state=FindingState.DRAFT)
    return report_findings(actor=actor, findings=drafts, at=at)


def _require_draft(finding: Finding) -> None:
    if finding.state != FindingState.DRAFT:
        label = FindingState(finding.state).label
        raise DomainError("reported", f"发现现在是“{label}”，不能再改。要改请督考办退回。", 409)


def _write(finding: Finding, draft: FindingDraft, at: datetime) -> None:
    facts = draft.facts.strip()
    if not facts:
        raise DomainError("facts_missing", "请写明事实：时间、地点、看到什么。")
    check_length(facts, patrol_rules_on(local_day(at)).facts_limit, "事实")
    finding.facts, finding.severity = facts, Severity(draft.severity)
    finding.clause, finding.unit_id = draft.clause.strip(), draft.unit_id
    finding.save()


def _plain(finding: Finding) -> dict[str, object]:
    """Facts, clause and unit stay out of the journal."""
    return {"number": finding.number, "severity": finding.severity, "revision": finding.revision}
