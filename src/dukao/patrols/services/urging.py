"""急报 and 批示: past the office to a leader, and from the leader back into work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dukao.identity.selectors import accounts_holding
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters.services import (
    Clause,
    DecisionDraft,
    MatterDraft,
    register_decision,
    register_matter,
)
from dukao.matters.vocabulary import DecisionKind, DecisionLevel, MatterKind
from dukao.organisations.selectors import work_calendar
from dukao.patrols.models import Finding, Instruction, UrgentReport
from dukao.patrols.policies import can_instruct, can_manage_tasks, can_report_finding
from dukao.patrols.selectors import patrol_rules_on
from dukao.patrols.services.holding import held_finding, of_finding
from dukao.patrols.services.telling import tell, tell_office
from dukao.patrols.vocabulary import FINDING_FLOW, FindingState


@dataclass(frozen=True, slots=True)
class Errand:
    """What becomes of an instruction: the office's words, for the lead unit will read them."""

    title: str
    field_id: int
    lead_unit_id: int
    text: str
    due_on: date | None = None
    kind: str = MatterKind.INSTRUCTION


@transaction.atomic
def urge_finding(
    *, actor: Actor, finding: Finding, leader_id: int, reason: str, at: datetime
) -> UrgentReport:
    """The leader is told at once, past the office, which sees it; a draft counts as reported."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_report_finding(actor, ground))
    if not reason.strip():
        raise DomainError("reason_missing", "请写明为什么要急报，例如：有人身危险，来不及逐级报告。")
    if finding.state not in {FindingState.DRAFT, FindingState.REPORTED}:
        raise DomainError("settled", "这条发现已经处理，不用急报。", 409)
    task = finding.visit.task
    leader = accounts_holding([Role.LEADER], task.owner_id, local_day(at)).filter(pk=leader_id).first()
    if leader is None:
        raise DomainError("no_leader_named", "急报只能报给本范围的领导。")
    if finding.urgent_reports.filter(leader=leader).exists():
        raise DomainError("urged", f"已经急报给{leader.name}。", 409)
    if finding.state == FindingState.DRAFT:
        settle_by = work_calendar().add(local_day(at), patrol_rules_on(local_day(at)).settle_workdays)
        apply_move(
            finding, FINDING_FLOW, "report", reported_at=at, reported_by_id=account_of(actor),
            settle_by=settle_by,
        )  # fmt: skip
    urgent = UrgentReport.objects.create(
        finding=finding, leader=leader, reason=reason.strip(), by_id=account_of(actor), at=at
    )
    record(actor=actor, event="finding_urged", **of_finding(finding, at))
    url, key = f"/patrols/findings/{finding.pk}/", f"patrol-urgent:{urgent.pk}"
    title = f"督导巡查急报：发现 {finding.number}"
    tell([leader.pk], title, url=url, key=key, at=at, kind="patrol_urgent")
    tell_office(task, title, url=url, key=key, at=at, kind="patrol_urgent")
    return urgent


@transaction.atomic
def read_urgent(*, actor: Actor, finding: Finding, at: datetime) -> UrgentReport:
    """已阅: by the leader it was sent to."""
    finding, _ = held_finding(actor, finding.pk, at)
    urgent = finding.urgent_reports.filter(leader=actor.account_id).first()
    if urgent is None:
        raise Missing("没有报给你的急报。")
    if urgent.read_at is None:
        urgent.read_at = at
        urgent.save(update_fields=["read_at"])
        record(actor=actor, event="urgent_read", **of_finding(finding, at))
    return urgent


@transaction.atomic
def instruct_finding(*, actor: Actor, finding: Finding, text: str, at: datetime) -> Instruction:
    """批示 of a leader named to read; the office makes a matter of it."""
    finding, ground = held_finding(actor, finding.pk, at)
    is_urged = finding.urgent_reports.filter(leader=actor.account_id).exists()
    require(can_instruct(actor, is_reader=ground.is_reader, is_urged=is_urged, state=finding.state))
    if not text.strip():
        raise DomainError("text_missing", "请写批示：谁办、办什么、什么时候报。")
    if finding.instructions.filter(by=actor.account_id, text=text.strip()).exists():
        raise DomainError("instructed", "这条批示已经作出，督考办会立项督办。", 409)
    instruction = Instruction.objects.create(
        finding=finding, text=text.strip(), by_id=account_of(actor), at=at
    )
    finding.urgent_reports.filter(leader=actor.account_id, read_at__isnull=True).update(read_at=at)
    record(actor=actor, event="finding_instructed", **of_finding(finding, at))
    tell_office(
        finding.visit.task, f"领导批示：发现 {finding.number}", url=f"/patrols/findings/{finding.pk}/",
        key=f"patrol-instruction:{instruction.pk}", at=at, kind="patrol_urgent",
    )  # fmt: skip
    return instruction


@transaction.atomic
def carry_out_instruction(
    *, actor: Actor, instruction: Instruction, errand: Errand, at: datetime
) -> Instruction:
    """批示立项: a decision of kind 领导批示 and its matter, worded by the office, not by the finding."""
    finding, ground = held_finding(actor, instruction.finding_id, at)
    require(can_manage_tasks(actor, ground.owner))
    instruction = Instruction.objects.select_for_update(of=("self",)).get(pk=instruction.pk)
    if instruction.matter_id is not None:
        raise DomainError("carried_out", "这条批示已经立项。", 409)
    if not errand.text.strip():
        raise DomainError("text_missing", "请写明立项内容，承办单位会看到它。")
    task, leader = finding.visit.task, instruction.by
    if leader.person_id is None:
        raise DomainError(
            "leader_unknown", f"{leader.name}的账户没有对应人员，请系统管理员先补上，再按批示立项。", 409
        )
    decision = register_decision(
        actor=actor,
        draft=DecisionDraft(
            kind=DecisionKind.INSTRUCTION, level=DecisionLevel.CITY, title=errand.title.strip(),
            decided_on=local_day(instruction.at), decided_by=leader.name, owner_id=task.owner_id,
            regime=task.regime, legal_basis=task.legal_basis, leader_id=leader.person_id,
        ),
        clauses=(Clause("", errand.text.strip()),), at=at,
    )  # fmt: skip
    assert decision is not None
    matter = register_matter(
        actor=actor,
        draft=MatterDraft(
            title=errand.title.strip(), kind=errand.kind, field_id=errand.field_id, owner_id=task.owner_id,
            lead_unit_id=errand.lead_unit_id, regime=task.regime, legal_basis=task.legal_basis,
            due_on=errand.due_on, leader_id=leader.person_id, path=errand.text.strip(),
            paragraph_id=decision.paragraphs.get().pk,
        ),
        at=at,
    )  # fmt: skip
    assert matter is not None
    instruction.matter = matter
    instruction.save(update_fields=["matter"])
    after = {"matter": matter.number}
    record(actor=actor, event="instruction_carried_out", after=after, **of_finding(finding, at))
    return instruction
