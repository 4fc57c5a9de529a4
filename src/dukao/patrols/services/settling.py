"""What the office makes of reported findings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.patrols.models import Finding
from dukao.patrols.policies import can_settle
from dukao.patrols.services.holding import held_finding, of_finding
from dukao.patrols.services.telling import tell_group
from dukao.patrols.vocabulary import FINDING_FLOW, FindingState


@transaction.atomic
def send_back_finding(*, actor: Actor, finding: Finding, reason: str, at: datetime) -> Finding:
    """退回补充: the group writes more."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    before = apply_move(
        finding, FINDING_FLOW, "send_back", reason=reason, opinion=reason.strip(), settle_by=None
    )
    record(
        actor=actor, event="finding_sent_back", before={"finding_state": before},
        after={"finding_state": finding.state}, **of_finding(finding, at),
    )  # fmt: skip
    _tell(finding, "退回补充", at)
    return finding


@transaction.atomic
def decline_finding(*, actor: Actor, finding: Finding, reason: str, at: datetime) -> Finding:
    """不采纳, with a reason the group reads."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    before = apply_move(
        finding, FINDING_FLOW, "decline", reason=reason, opinion=reason.strip(), settled_at=at,
        settled_by_id=account_of(actor),
    )  # fmt: skip
    record(
        actor=actor, event="finding_declined", before={"finding_state": before},
        after={"finding_state": finding.state}, **of_finding(finding, at),
    )  # fmt: skip
    _tell(finding, "不采纳", at)
    return finding


@transaction.atomic
def merge_finding(*, actor: Actor, finding: Finding, into: Finding, reason: str, at: datetime) -> Finding:
    """并入: the same thing was found twice; the other one goes on."""
    into, _ = held_finding(actor, into.pk, at)
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    if into.pk == finding.pk:
        raise DomainError("into_itself", "不能并入自己，请另选一条发现。")
    if into.state not in {FindingState.REPORTED, FindingState.RELEASED}:
        raise DomainError("into_settled", "只能并入待处理或已反馈的发现。", 409)
    before = apply_move(
        finding, FINDING_FLOW, "merge", reason=reason, opinion=reason.strip(), merged_into=into,
        settled_at=at, settled_by_id=account_of(actor),
    )  # fmt: skip
    record(
        actor=actor, event="finding_merged", before={"finding_state": before},
        after={"finding_state": finding.state, "number": into.number}, **of_finding(finding, at),
    )  # fmt: skip
    return finding


@transaction.atomic
def annul_finding(*, actor: Actor, finding: Finding, reason: str, at: datetime) -> Finding:
    """复核撤销: what was released did not stand in review (《政府督查工作条例》第十七条)."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    before = apply_move(finding, FINDING_FLOW, "annul", reason=reason, opinion=reason.strip())
    record(
        actor=actor, event="finding_annulled", before={"finding_state": before},
        after={"finding_state": finding.state}, **of_finding(finding, at),
    )  # fmt: skip
    _tell(finding, "复核撤销", at)
    return finding


def _tell(finding: Finding, what: str, at: datetime) -> None:
    tell_group(
        finding.visit.task.group_id, f"发现 {finding.number} {what}",
        url=f"/patrols/findings/{finding.pk}/",
        key=f"patrol-settled:{finding.pk}:{finding.state}:{at.isoformat()}", at=at,
    )  # fmt: skip
