"""The rules that hold on a day."""

from __future__ import annotations

from datetime import date

from dukao.kernel.errors import DomainError
from dukao.kernel.memo import kept_while_reading
from dukao.patrols.models import PatrolRules


@kept_while_reading
def patrol_rules_on(day: date) -> PatrolRules:
    """The rules in force on ``day``; before the first ones, the first."""
    found = PatrolRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or PatrolRules.objects.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有督导巡查规则。请先由督考办制定。")
    return found


def patrol_rules_known() -> list[PatrolRules]:
    """All rules, the newest first."""
    return list(PatrolRules.objects.order_by("-effective_on"))
