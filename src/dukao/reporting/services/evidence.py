"""Attaching evidence to a line, within the limits of the month's rules."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.db import transaction

from dukao.documents.services import Inspected, check_room, examine_file, short_name, store_examined
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.verdict import require
from dukao.reporting.models import LineEvidence, ReportLine
from dukao.reporting.policies import can_edit_line
from dukao.reporting.services.holding import held_line
from dukao.reporting.services.words import line_label, place_of


def attach_evidence(
    *, actor: Actor, line: ReportLine, name: str, content: IO[bytes], at: datetime
) -> LineEvidence:
    """The checked file hangs on the line; a file that hangs there already is not attached twice.

    W-22 says 页(份): items and pages of a line are both limited by the month's rules. The file is looked
    into before the transaction opens, so that nobody who saves waits for it.
    """
    known = ReportLine.objects.select_related("report__period__policy").filter(pk=line.pk).first()
    if known is None:
        raise Missing("这一项已经不在了，请刷新页面。")
    policy = known.report.period.policy
    require(can_edit_line(actor, known, place_of(known.report, at).path, at))
    name = short_name(name)
    inspected = examine_file(name=name, content=content, max_bytes=policy.evidence_bytes)
    return _attach(actor, line, name, inspected, at)


@transaction.atomic
def _attach(actor: Actor, line: ReportLine, name: str, inspected: Inspected, at: datetime) -> LineEvidence:
    line = held_line(line.pk)
    place = place_of(line.report, at)
    require(can_edit_line(actor, line, place.path, at))
    policy = line.report.period.policy
    file = store_examined(inspected, at=at)
    present = list(line.evidence.filter(removed_at=None).select_related("file"))
    for evidence in present:
        if evidence.file_id == file.pk:
            return evidence
    check_room(policy, name, present=[e.file for e in present], more=file)
    evidence = LineEvidence.objects.create(
        line=line, file=file, name=name, added_at=at, added_by_id=actor.account_id
    )
    record(
        actor=actor, event="evidence_attached", subject=line, label=line_label(line, place), at=at,
        after={"name": evidence.name, "pages": file.pages, "sha256": file.digest}, unit_path=place.path,
    )  # fmt: skip
    return evidence


@transaction.atomic
def remove_evidence(*, actor: Actor, evidence: LineEvidence, at: datetime) -> None:
    """The file no longer hangs on the line; what hung there stays on record."""
    line = held_line(evidence.line_id)
    place = place_of(line.report, at)
    require(can_edit_line(actor, line, place.path, at))
    if not LineEvidence.objects.filter(pk=evidence.pk).exists():
        raise Missing("没有这份佐证，请刷新页面。")
    if not LineEvidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=at):
        return
    record(
        actor=actor, event="evidence_removed", subject=line, label=line_label(line, place), at=at,
        before={"name": evidence.name, "sha256": evidence.file.digest}, unit_path=place.path,
    )  # fmt: skip
