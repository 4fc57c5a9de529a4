"""Failed log-ins: how many are left, until when an account is locked.

django-axes counts on the machine's clock; what people are told is on the product's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from dukao.kernel import clock

LIMIT: int = settings.AXES_FAILURE_LIMIT
LENGTH = timedelta(hours=settings.AXES_COOLOFF_TIME)


def tries_left(username: str) -> int:
    failures = _recent(username).aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    return max(LIMIT - failures, 0)


def locked_until(username: str) -> datetime | None:
    """When log-ins are taken again; ``None`` when the account is not locked.

    Failures from different browsers stand in rows of their own, and each row is forgotten by itself.
    """
    rows = list(
        _recent(username).order_by("attempt_time").values_list("attempt_time", "failures_since_start")
    )
    failures = sum(count for _, count in rows)
    free_at = None
    for attempted_at, count in rows:
        if failures < LIMIT:
            break
        failures -= count
        free_at = attempted_at + LENGTH
    return None if free_at is None else clock.now() + (free_at - timezone.now())


def locked_usernames() -> set[str]:
    recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - LENGTH)
    sums = recent.values("username").annotate(sum=Sum("failures_since_start")).filter(sum__gte=LIMIT)
    return set(sums.values_list("username", flat=True))


def forget_failures(username: str) -> None:
    AccessAttempt.objects.filter(username=username).delete()


def _recent(username: str):  # type: ignore[no-untyped-def]
    return AccessAttempt.objects.filter(username=username, attempt_time__gte=timezone.now() - LENGTH)
