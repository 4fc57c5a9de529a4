"""Roles given and taken back by the security administrator."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.identity.models import Account, Grant
from dukao.identity.policies import can_grant
from dukao.identity.services.officers import every_office_held
from dukao.identity.services.secrets import end_sessions
from dukao.identity.vocabulary import DECIDING_ROLES
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.roles import Role, conflict
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

if TYPE_CHECKING:
    from dukao.organisations.models import Unit


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    account: Account,
    role: str,
    unit: Unit,
    since: date,
    until: date | None,
    reason: str,
    at: datetime,
    key: str = "",
) -> Grant:
    """From ``since`` until the day before ``until`` the account holds the role over the unit and below.

    The three officers' roles join no other role on one account (三员分离); whoever else is changing the
    same account's roles at this moment has to wait, so the rule cannot be slipped past in pairs.
    """
    require(can_grant(actor, account, unit_on(unit.pk, local_day(at)).path))
    if role in DECIDING_ROLES:
        label = Role(role).label
        raise DomainError(
            "second_needed", f"授予{label}要由一位安全管理员提出、另一位管理员复核（四眼原则）。"
        )
    if is_done(key):
        return Grant.objects.filter(account=account, role=role, unit=unit).latest("pk")
    if since < local_day(at):
        raise DomainError("in_the_past", "生效日期不能早于今天。")
    grant = place_grant(
        actor=actor, account=account, role=role, unit=unit, since=since, until=until,
        reason=reason, at=at,
    )  # fmt: skip
    place = unit_on(unit.pk, local_day(at))
    record(
        actor=actor, event="role_granted", subject=account, label=account.name, at=at, reason=reason.strip(),
        after={"role": role, "unit": place.short_name, "since": since, "last_day": grant.last_day},
        unit_path=place.path, key=key,
    )  # fmt: skip
    return grant


@transaction.atomic
def revoke_role(*, actor: Actor, grant: Grant, reason: str, at: datetime) -> None:
    """The role, and what was lent from it, holds no longer from this moment; open sessions end."""
    require(can_grant(actor, grant.account, unit_on(grant.unit_id, local_day(at)).path))
    if not reason.strip():
        raise DomainError("reason_missing", "收回角色要写明原因。")
    with every_office_held(local_day(at)):
        withdraw(actor=actor, grant=grant, event_reason=reason.strip(), at=at)


def withdraw(*, actor: Actor, grant: Grant, event_reason: str, at: datetime) -> None:
    """End the grant and its loans and write the entry; the caller has asked whether the actor may."""
    if not Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=at):
        raise Stale("这个角色刚刚已被收回。请刷新后再看。")
    Grant.objects.filter(lent_from=grant, revoked_at__isnull=True).update(revoked_at=at)
    end_sessions(grant.account)
    place = unit_on(grant.unit_id, local_day(at))
    record(
        actor=actor, event="role_revoked", subject=grant.account, label=grant.account.name, at=at,
        before={"role": grant.role, "unit": place.short_name}, reason=event_reason, unit_path=place.path,
    )  # fmt: skip


def place_grant(
    *,
    actor: Actor,
    account: Account,
    role: str,
    unit: Unit,
    since: date,
    until: date | None,
    reason: str,
    at: datetime,
    lent_from: Grant | None = None,
) -> Grant:
    """Write the grant once nothing on the account stands against it."""
    if until is not None and until <= since:
        raise DomainError("ends_before_start", "截止日期不能早于生效日期。")
    holder = free_to_hold(
        account=account, role=role, unit=unit, since=since, until=until, lent_from=lent_from
    )
    return Grant.objects.create(
        account=holder, role=role, unit=unit, since=since, until=until, reason=reason.strip(),
        granted_by_id=actor.account_id, granted_at=at, lent_from=lent_from,
    )  # fmt: skip


def free_to_hold(
    *,
    account: Account,
    role: str,
    unit: Unit,
    since: date,
    until: date | None,
    lent_from: Grant | None = None,
) -> Account:
    """The account, held until the transaction ends, once nothing on it stands against this role."""
    # The account's row is the lock: two grants to one account never look at the same moment.
    holder = Account.objects.select_for_update().get(pk=account.pk)
    if not holder.is_active:
        raise DomainError("account_disabled", f"{holder.name}的账户已停用，请先启用再授予角色。")
    if holder.is_support:
        raise DomainError(
            "support_account", f"{holder.name}是支持人员，不授予角色；需要查看时，由单位负责人限时允许。"
        )
    standing = [
        grant for grant in holder.grants.filter(revoked_at__isnull=True) if _meet(grant, since, until)
    ]
    sentence = conflict({grant.role for grant in standing}, role)
    if sentence:
        raise DomainError("roles_exclude", f"{sentence}（GB/T 22239-2019 三员分离）")
    if any(grant.role == role and grant.unit_id == unit.pk and not grant.lent_from_id for grant in standing):
        raise DomainError(
            "held_already", f"{holder.name}在这段时间已经是{Role(role).label}，范围相同，不用再授。"
        )
    loans = [grant for grant in standing if lent_from is not None and grant.lent_from_id == lent_from.pk]
    if loans:
        raise DomainError(
            "lent_already",
            f"这个角色已经委托给{holder.name}，{loans[0].since} 至 {loans[0].last_day}，期限有重叠。"
            "请改期限，或先收回那一项委托。",
        )
    return holder


def _meet(grant: Grant, since: date, until: date | None) -> bool:
    return (until is None or grant.since < until) and (grant.until is None or since < grant.until)
