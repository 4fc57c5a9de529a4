"""Which rules hold on a day."""

from __future__ import annotations

from datetime import date

from dukao.kernel.errors import DomainError
from dukao.oversight.models import OversightRules


def oversight_rules_on(day: date) -> OversightRules:
    found = OversightRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有监督规则，请纪检监督先定答复时限。", 409)
    return found


def oversight_rules_known() -> list[OversightRules]:
    """Every version, the newest first."""
    return list(OversightRules.objects.order_by("-effective_on"))
