"""Which rules hold on a day."""

from __future__ import annotations

from datetime import date

from dukao.kernel.errors import DomainError
from dukao.privacy.models import PrivacyRules, RetentionRule


def privacy_rules_on(day: date) -> PrivacyRules:
    found = PrivacyRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有个人信息规则，请安全管理员先定答复期限。", 409)
    return found


def privacy_rules_known() -> list[PrivacyRules]:
    return list(PrivacyRules.objects.order_by("-effective_on"))


def retention_rules_on(day: date) -> dict[str, RetentionRule]:
    """The rule of each kind that holds on ``day``."""
    rows = RetentionRule.objects.filter(effective_on__lte=day).order_by("effective_on")
    return {rule.key: rule for rule in rows}


def retention_rules_known(key: str) -> list[RetentionRule]:
    return list(RetentionRule.objects.filter(key=key).order_by("-effective_on"))
