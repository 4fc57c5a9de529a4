"""Rules of documents by their day, the national one last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.documents.models import NATIONAL_RULE, DocumentRule
from dukao.documents.selectors.composing import rule_on
from dukao.documents.vocabulary import DocumentKind


@dataclass(frozen=True, slots=True)
class RuleRow:
    rule: DocumentRule
    #: "现行", "还没有施行" or "".
    standing: str

    @property
    def signed_by_others(self) -> str:
        return "、".join(DocumentKind(kind).label for kind in self.rule.second_person) or "没有"


def rule_rows(day: date) -> list[RuleRow]:
    """Every rule there was and will be, the newest first."""
    in_force = rule_on(day)
    rules = [*DocumentRule.objects.order_by("-effective_on"), NATIONAL_RULE]
    return [RuleRow(rule, _standing(rule, in_force, day)) for rule in rules]


def _standing(rule: DocumentRule, in_force: DocumentRule, day: date) -> str:
    if rule.effective_on > day:
        return "还没有施行"
    return "现行" if rule.pk == in_force.pk else ""
