"""The rules that hold on a day."""

from __future__ import annotations

from datetime import date

from dukao.issues.models import RectificationRules
from dukao.kernel.errors import DomainError
from dukao.kernel.memo import kept_while_reading


@kept_while_reading
def rules_on(day: date) -> RectificationRules:
    """The rules in force on ``day``; before the first ones, the first."""
    found = RectificationRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or RectificationRules.objects.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有整改规则。请先由督考办制定。")
    return found


def rules_known() -> list[RectificationRules]:
    """All rules, the newest first."""
    return list(RectificationRules.objects.order_by("-effective_on"))
