"""The rules that hold on a day."""

from __future__ import annotations

from datetime import date

from dukao.checks.models import CheckRules, ProcessTerm, Topic
from dukao.checks.vocabulary import CheckKind
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.memo import kept_while_reading


@kept_while_reading
def rules_on(day: date) -> CheckRules:
    """The limits in force on ``day``; before the first ones, the first."""
    found = CheckRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or CheckRules.objects.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有检查计划规则。请先由督考办制定。")
    return found


def process_term_on(kind: str, day: date) -> ProcessTerm:
    """The clocks of conclusions of this kind that are served on ``day``."""
    terms = ProcessTerm.objects.filter(kind=kind)
    found = terms.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or terms.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_term", "这一类检查还没有规定说明和复核的时限。请先在检查规则里补上。")
    return found


def rules_known() -> list[CheckRules]:
    """All limits, the newest first."""
    return list(CheckRules.objects.order_by("-effective_on"))


def process_terms_known() -> list[ProcessTerm]:
    """All clocks, kind by kind, the newest first."""
    order = list(CheckKind.values)
    return sorted(ProcessTerm.objects.order_by("-effective_on"), key=lambda term: order.index(term.kind))


def topics() -> list[Topic]:
    return list(Topic.objects.all())


def topic(topic_id: int) -> Topic:
    found = Topic.objects.filter(pk=topic_id).first()
    if found is None:
        raise Missing("没有这个主题，请从主题列表里选。")
    return found
