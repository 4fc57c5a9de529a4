"""What ends with an account, and log-ins that have outlived their time."""

from __future__ import annotations

from datetime import date, datetime

from axes.models import AccessAttempt
from django.db import transaction

from dukao.identity.models import (
    Account,
    FormerPassword,
    LinkedIdentity,
    LogIn,
    RecoveryCode,
    SecondFactor,
    SecurityKey,
)
from dukao.identity.selectors import accounts_closed
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time


@transaction.atomic
def forget_closed_factors(*, actor: Actor, before: date, at: datetime) -> int:
    """No secret of an account that was closed before that day is left; whoever returns sets them up anew."""
    accounts = accounts_closed(before)
    count = 0
    for kind in (FormerPassword, SecondFactor, SecurityKey, RecoveryCode, LinkedIdentity):
        count += kind.objects.filter(account_id__in=accounts).delete()[0]
    for account in Account.objects.filter(pk__in=accounts):
        account.set_unusable_password()
        account.save(update_fields=["password"])
    record(
        actor=actor, event="closed_factors_forgotten", subject=None, label="停用账户的密码和口令", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count


@transaction.atomic
def forget_log_ins(*, actor: Actor, before: date, at: datetime) -> int:
    moment = at_time(before, 0)
    count = LogIn.objects.filter(at__lt=moment).delete()[0]
    count += AccessAttempt.objects.filter(attempt_time__lt=moment).delete()[0]
    record(
        actor=actor, event="log_ins_forgotten", subject=None, label="登录设备和网络地址", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count
