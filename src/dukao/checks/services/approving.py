"""From 拟列入 to 已批准: sent by the office, decided by a leader, frozen from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dukao.checks.models import Check, QuotaException, as_frozen
from dukao.checks.policies import can_approve, can_manage_plan
from dukao.checks.selectors.quota import Finding, findings
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.services.holding import held_check, hold_year, note
from dukao.checks.services.registering import plain
from dukao.checks.services.telling import tell_objects, tell_of_check, tell_organisers
from dukao.checks.vocabulary import CHECK_FLOW
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require


@transaction.atomic
def send_check(*, actor: Actor, check: Check, at: datetime) -> Check:
    """The office has gone through it and asks the leader to approve."""
    check, places = held_check(check.pk, at)
    require(can_manage_plan(actor, places.organiser))
    if not places.objects:
        raise DomainError("objects_missing", "对象都已不再检查，请撤销这项检查。")
    before = apply_move(check, CHECK_FLOW, "send", sent_by_id=account_of(actor), sent_at=at)
    note(actor, "check_sent", check, places.organiser, at, was=before)
    tell_of_check(check, "检查计划待批准", roles=(Role.LEADER,), key="sent", at=at)
    return check


@transaction.atomic
def return_check(*, actor: Actor, check: Check, reason: str, at: datetime) -> Check:
    """Not approved as it is, or taken back by the office to change it."""
    check, places = held_check(check.pk, at)
    approves, manages = can_approve(actor, places.organiser), can_manage_plan(actor, places.organiser)
    require(manages if manages else approves)
    before = apply_move(check, CHECK_FLOW, "return", reason=reason, opinion=reason.strip())
    note(actor, "check_returned", check, places.organiser, at, was=before, reason=reason)
    tell_of_check(check, "检查计划退回", roles=(Role.OFFICE,), key=f"returned:{at:%s}", body=reason, at=at)
    tell_organisers(check, "检查计划退回", key=f"returned:{at:%s}", body=reason, at=at)
    return check


@transaction.atomic
def approve_check(*, actor: Actor, check: Check, exception: str = "", at: datetime) -> Check:
    """Approved and frozen. Where a limit stands against it, only with ``exception``, the leader's reason."""
    check, places = held_check(check.pk, at)
    require(can_approve(actor, places.organiser))
    hold_year(check.year)
    objects = object_ids(check)
    let_through(actor, check, findings(check, objects, local_day(at)), exception, places.organiser, at)
    before = apply_move(
        check, CHECK_FLOW, "approve", approved_by_id=account_of(actor), approved_at=at,
        frozen=as_frozen(check, objects),
    )  # fmt: skip
    note(actor, "check_approved", check, places.organiser, at, was=before, after=plain(check, objects))
    tell_of_check(check, "检查计划已批准", roles=(Role.OFFICE,), key="approved", at=at)
    tell_organisers(check, "检查计划已批准", key="approved", at=at)
    tell_objects(check, "列入年度计划", key="coming", body=f"依据：{check.basis}", at=at)
    return check


def let_through(
    actor: Actor, check: Check, found: Sequence[Finding], exception: str, path: str, at: datetime
) -> None:
    """Limits that stand against it are either kept, or a named leader says why not this time."""
    stopping = [finding for finding in found if finding.stops]
    if stopping and not exception.strip():
        words = "".join(finding.sentence for finding in stopping)
        raise DomainError("over_quota", f"{words}确需批准的，由领导写明例外的理由。")
    for finding in stopping:
        QuotaException.objects.create(
            check_of=check, rule=finding.rule, reason=exception.strip(), by_id=account_of(actor), at=at
        )
        note(
            actor, "quota_excepted", check, path, at, reason=exception,
            after={"rule": finding.rule, "source": finding.source},
        )  # fmt: skip
