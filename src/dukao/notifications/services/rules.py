"""The office's rules of notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.notifications.models import NotificationPolicy
from dukao.notifications.policies import can_set_rules


@transaction.atomic
def set_notification_policy(
    *, actor: Actor, effective_on: date, at: datetime, **rules: Any
) -> NotificationPolicy:
    """New rules from a day on; days that are over keep theirs."""
    require(can_set_rules(actor))
    if effective_on < local_day(at):
        raise DomainError("policy_past", "施行日期不能早于今天：过去的通知已按当时的规则发出。")
    policy, _ = NotificationPolicy.objects.update_or_create(effective_on=effective_on, defaults=rules)
    record(
        actor=actor, event="notification_policy_set", subject=policy, label="通知规则", at=at,
        after={"effective_on": effective_on.isoformat(), **rules},
    )  # fmt: skip
    return policy
