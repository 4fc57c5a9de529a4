"""What is left of people who have gone, and of log-ins long past."""

from __future__ import annotations

from datetime import date

from axes.models import AccessAttempt

from dukao.identity.models import (
    Account,
    FormerPassword,
    LinkedIdentity,
    LogIn,
    RecoveryCode,
    SecondFactor,
    SecurityKey,
)
from dukao.journal.selectors import subjects_of
from dukao.kernel.clock import at_time


def accounts_closed(before: date) -> list[int]:
    """Accounts that are disabled and were so, for the last time, before that day."""
    closed = {int(number) for number in subjects_of("account_disabled", until=at_time(before, 0))}
    later = {int(number) for number in subjects_of("account_disabled", since=at_time(before, 0))}
    found = Account.objects.filter(pk__in=closed - later, is_active=False)
    return list(found.order_by("pk").values_list("pk", flat=True))


def closed_factors(before: date) -> int:
    """How many secrets of those accounts are still kept."""
    accounts = accounts_closed(before)
    kinds = (FormerPassword, SecondFactor, SecurityKey, RecoveryCode, LinkedIdentity)
    return sum(kind.objects.filter(account_id__in=accounts).count() for kind in kinds)


def old_log_ins(before: date) -> int:
    """Log-ins, and failed ones that were never followed by another."""
    failed = AccessAttempt.objects.filter(attempt_time__lt=at_time(before, 0))
    return LogIn.objects.filter(at__lt=at_time(before, 0)).count() + failed.count()
