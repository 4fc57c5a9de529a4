"""The office's rules of notices on a day."""

from __future__ import annotations

from datetime import date

from dukao.notifications.kinds import all_kinds, kind_named
from dukao.notifications.models import NotificationPolicy

USUAL_SOURCE = "系统默认，督考办可另定"


def usual_policy() -> NotificationPolicy:
    """What holds while the office has decided nothing."""
    return NotificationPolicy(effective_on=date(2000, 1, 1), source=USUAL_SOURCE)


def policy_on(day: date) -> NotificationPolicy:
    decided = NotificationPolicy.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    return decided or usual_policy()


def policies() -> list[NotificationPolicy]:
    """All rules there were, the newest first."""
    return list(NotificationPolicy.objects.order_by("-effective_on"))


def is_required(policy: NotificationPolicy, kind: str) -> bool:
    """The office's word, and where it has none that of the room."""
    return bool(policy.required.get(kind, kind_named(kind).is_required))


def required_labels(policy: NotificationPolicy) -> list[str]:
    """What nobody may switch off, by name."""
    return [kind.label for kind in all_kinds() if is_required(policy, kind.name)]
