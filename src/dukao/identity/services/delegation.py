"""A role lent to a colleague for a while, and acting in the lender's place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from dukao.identity.models import Account, Grant
from dukao.identity.policies import can_end_loan, can_lend
from dukao.identity.selectors import living_grants, place_of
from dukao.identity.services.grants import place_grant
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require


@transaction.atomic
def lend_role(
    *,
    actor: Actor,
    grant: Grant,
    borrower: Account,
    since: date,
    to: date,
    reason: str,
    at: datetime,
    key: str = "",
) -> Grant:
    """From ``since`` to ``to`` (included) the borrower may act in the lender's place in this role.

    Only one's own role, only inside one's own unit, no longer than one holds it oneself; the borrower
    cannot lend it on.
    """
    require(can_lend(actor, grant))
    if is_done(key):
        return Grant.objects.filter(lent_from=grant, account=borrower).latest("pk")
    until = to + timedelta(days=1)
    _check_loan(grant, borrower, since, until, local_day(at))
    if not reason.strip():
        raise DomainError("reason_missing", "委托要写明原因，例如“出差”“休假”。")
    loan = place_grant(
        actor=actor, account=borrower, role=grant.role, unit=grant.unit, since=since, until=until,
        reason=reason, at=at, lent_from=grant,
    )  # fmt: skip
    record(
        actor=actor, event="role_lent", subject=borrower, label=borrower.name, at=at, reason=reason.strip(),
        after={"role": grant.role, "since": since, "last_day": to},
        unit_path=place_of(borrower, local_day(at)).path, key=key,
    )  # fmt: skip
    return loan


@transaction.atomic
def end_loan(*, actor: Actor, loan: Grant, at: datetime) -> None:
    """The borrower acts in the lender's place no longer, from this moment."""
    require(can_end_loan(actor, loan))
    if not Grant.objects.filter(pk=loan.pk, revoked_at__isnull=True).update(revoked_at=at):
        raise Stale("这项委托已经收回。请刷新后再看。")
    record(
        actor=actor, event="loan_ended", subject=loan.account, label=loan.account.name, at=at,
        before={"role": loan.role, "last_day": loan.last_day},
        unit_path=place_of(loan.account, local_day(at)).path,
    )  # fmt: skip


@transaction.atomic
def act_for(*, actor: Actor, lender: Account, at: datetime) -> None:
    """Note that from now on the actor acts in the lender's place; the session keeps whose."""
    living = living_grants(local_day(at)).filter(lent_from__account=lender)
    lent = [grant for grant in living if grant.account_id == actor.account_id]
    if not lent:
        raise Stale(f"{lender.name}没有委托给你的角色，或委托已到期、已收回。")
    record(
        actor=actor, event="acting_started", subject=lender, label=lender.name, at=at,
        after={"role": [grant.role for grant in lent]}, unit_path=actor.unit_path,
    )  # fmt: skip


@transaction.atomic
def act_for_nobody(*, actor: Actor, at: datetime) -> None:
    """Note that the actor is themself again."""
    record(
        actor=actor, event="acting_ended", subject=None, label=actor.acting_for, at=at,
        unit_path=actor.unit_path,
    )  # fmt: skip


def _check_loan(grant: Grant, borrower: Account, since: date, until: date, today: date) -> None:
    lender = grant.account
    if not living_grants(today).filter(pk=grant.pk).exists():
        raise Stale(f"你的{Role(grant.role).label}角色已到期或已收回，不能再委托。")
    if borrower.pk == lender.pk:
        raise DomainError("to_oneself", "不能委托给自己。")
    if borrower.unit_id != lender.unit_id:
        raise DomainError("other_unit", "只能委托给本单位的同事。其他单位的人由安全管理员授权。")
    if since < today:
        raise DomainError("in_the_past", "委托开始日期不能早于今天。")
    if grant.until is not None and until > grant.until:
        raise DomainError("longer_than_own", f"你的角色到 {grant.last_day} 为止，委托不能超过这一天。")
