"""Objections decided with reasons; where the rule asks for it, a leader approves what changes a score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dukao.assessments.books import unpacked_book
from dukao.assessments.computing import book_of
from dukao.assessments.models import Objection, Round
from dukao.assessments.policies import can_approve_decision, can_decide_objection
from dukao.assessments.selectors.objections import approvers, bars, candidates, last_day, place_of
from dukao.assessments.services.corrections import apply_corrections
from dukao.assessments.services.objection_telling import tell_approver, tell_sent_back, tell_unit, told
from dukao.assessments.vocabulary import GROUNDS_LIMIT, OBJECTION_FLOW, REASON_LIMIT, Outcome
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.ui.formats import number


@transaction.atomic
def decide_objection(
    *, actor: Actor, objection: Objection, outcome: str, reasons: str, at: datetime,
    wanted: Mapping[str, str] | None = None, key: str | None = None,
) -> Objection:  # fmt: skip
    """Decided with reasons; what is upheld is computed anew at once, never to the unit's harm.

    《公务员法》第九十六条: nobody is treated worse for having objected.
    """
    if is_done(key or ""):
        return objection
    _require_handler(actor, objection, reasons, at)
    if outcome != Outcome.REFUSED and objection.rule.approve_days is not None:
        raise DomainError("needs_approval", f"更正要报领导批准（{objection.rule.source}），请选择批准人。")
    return _ended(actor, objection, outcome, reasons, wanted or {}, at, key)


@transaction.atomic
def propose_decision(
    *, actor: Actor, objection: Objection, outcome: str, reasons: str, approver_id: int, at: datetime,
    wanted: Mapping[str, str] | None = None, key: str | None = None,
) -> Objection:  # fmt: skip
    """What would change the score lies before a leader by name; days of its own follow the handler's.

    Late handling wins nothing: they are counted from the last day of the handler at the latest.
    """
    if is_done(key or ""):
        return objection
    _require_handler(actor, objection, reasons, at)
    rule, today = objection.rule, local_day(at)
    if outcome == Outcome.REFUSED or rule.approve_days is None:
        raise DomainError("no_approval", "这件异议不用报批，请直接办结。")
    free = approvers(objection, candidates(objection, today), today)
    if approver_id not in {account.pk for account in free}:
        raise DomainError("no_approver", "请选择没有参与过这一项的领导批准。")
    _try(actor, objection, reasons, wanted or {}, at)
    apply_move(
        objection, OBJECTION_FLOW, "propose", approver_id=approver_id,
        approve_by=last_day(min(today, objection.decide_by), rule.approve_days, rule.decide_kind),
        proposed={"outcome": outcome, "reasons": reasons.strip(), "wanted": dict(wanted or {})},
    )  # fmt: skip
    objection.refresh_from_db()
    assert objection.approver is not None
    record(
        actor=actor, event="objection_proposed", reason=reasons.strip(), at=at, key=key,
        after={
            "outcome": outcome, "approver": objection.approver.name,
            "approve_by": objection.due_on.isoformat(),
        },
        **told(objection),
    )  # fmt: skip
    tell_approver(objection, place_of(objection), at)
    return objection


@transaction.atomic
def approve_decision(
    *, actor: Actor, objection: Objection, at: datetime, key: str | None = None
) -> Objection:
    """The proposal is the decision, and the score is computed anew."""
    if is_done(key or ""):
        return objection
    require(can_approve_decision(actor, objection, bars(objection, account_of(actor), local_day(at))))
    said = objection.proposed or {}
    return _ended(actor, objection, said["outcome"], said["reasons"], said["wanted"], at, key)


@transaction.atomic
def send_back_decision(
    *, actor: Actor, objection: Objection, reason: str, at: datetime, key: str | None = None
) -> Objection:
    """The handler has it again, with the reason; a new proposal has a clock of its own."""
    if is_done(key or ""):
        return objection
    require(can_approve_decision(actor, objection, bars(objection, account_of(actor), local_day(at))))
    check_length(reason, REASON_LIMIT, "退回原因")
    apply_move(
        objection, OBJECTION_FLOW, "send_back", reason=reason, approver_id=None, approve_by=None,
        proposed=None,
    )  # fmt: skip
    record(actor=actor, event="objection_sent_back", reason=reason.strip(), at=at, key=key, **told(objection))
    tell_sent_back(objection, place_of(objection), reason.strip(), at)
    return objection


def _require_handler(actor: Actor, objection: Objection, reasons: str, at: datetime) -> None:
    require(can_decide_objection(actor, objection, bars(objection, account_of(actor), local_day(at))))
    if not reasons.strip():
        raise DomainError("reasons_missing", "请写明处理理由，单位会看到。")
    check_length(reasons, GROUNDS_LIMIT, "处理理由")


def _ended(
    actor: Actor, objection: Objection, outcome: str, reasons: str, wanted: Mapping[str, str], at: datetime,
    key: str | None,
) -> Objection:  # fmt: skip
    rule = objection.rule
    goes_on = objection.earlier_id is None and rule.again_days is not None and outcome != Outcome.UPHELD
    apply_move(
        objection, OBJECTION_FLOW, "decide", outcome=outcome, reasons=reasons.strip(), decided_at=at,
        again_by=last_day(local_day(at), rule.again_days or 0, rule.again_kind) if goes_on else None,
    )  # fmt: skip
    record(
        actor=actor, event="objection_decided", reason=reasons.strip(), after={"outcome": outcome}, at=at,
        key=key, **told(objection),
    )  # fmt: skip
    if outcome != Outcome.REFUSED:
        _put_right(actor, objection, reasons, wanted, at)
    tell_unit(objection, place_of(objection), at)
    return objection


def _try(actor: Actor, objection: Objection, reasons: str, wanted: Mapping[str, str], at: datetime) -> None:
    """Finds what is wrong with the values now, before a leader reads them; leaves nothing behind."""
    savepoint = transaction.savepoint()
    try:
        _put_right(actor, objection, reasons, wanted, at)
    finally:
        transaction.savepoint_rollback(savepoint)
        objection.round.refresh_from_db()


def _put_right(
    actor: Actor, objection: Objection, reasons: str, wanted: Mapping[str, str], at: datetime
) -> None:
    """In this round and in every longer one that is made of it."""
    code = objection.unit.code
    made = apply_corrections(
        actor=actor, assessment=objection.round, unit=code, item=objection.item, wanted=wanted,
        reason=reasons.strip()[:REASON_LIMIT], basis=f"异议第 {objection.pk} 号", at=at, objection=objection,
    )  # fmt: skip
    objection.round.refresh_from_db()
    for correction in made:
        before = unpacked_book(bytes(correction.result)).standings[code].total
        after = book_of(Round.objects.get(pk=correction.round_id)).standings[code].total
        if before is not None and (after is None or after < before):
            raise DomainError(
                "worse",
                f"异议不能使提出单位的得分降低：{correction.round.span.label}现在 {number(before)} 分，"
                f"更正后 {number(after)} 分。请核对。",
            )
