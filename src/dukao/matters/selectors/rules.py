"""The rules that hold on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.memo import kept_while_reading
from dukao.matters.models import HandlingTerm, SupervisionRules, WorkField
from dukao.matters.vocabulary import MatterKind


@kept_while_reading
def rules_on(day: date) -> SupervisionRules:
    """The rules in force on ``day``; before the first ones, the first."""
    found = SupervisionRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or SupervisionRules.objects.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有督办规则。请先由督考办制定。")
    return found


def term_on(kind: str, day: date) -> HandlingTerm:
    """The time limit for matters of this kind registered on ``day``."""
    found = (
        HandlingTerm.objects.filter(kind=kind, effective_on__lte=day).order_by("-effective_on").first()
        or HandlingTerm.objects.filter(kind=kind).order_by("effective_on").first()
    )
    if found is None:
        raise DomainError("no_term", "这一类事项还没有规定办理时限。请先在督办规则里补上。")
    return found


def rules_known() -> list[SupervisionRules]:
    """All rules, the newest first."""
    return list(SupervisionRules.objects.order_by("-effective_on"))


def terms_known() -> list[HandlingTerm]:
    """All time limits, kind by kind, the newest first."""
    order = list(MatterKind.values)
    terms = HandlingTerm.objects.order_by("-effective_on")
    return sorted(terms, key=lambda term: order.index(term.kind))


def terms_on(day: date) -> dict[str, HandlingTerm]:
    """The time limit of every kind on ``day``."""
    return {kind: term_on(kind, day) for kind in MatterKind.values}


def work_fields() -> QuerySet[WorkField]:
    return WorkField.objects.all()


def work_field(field_id: int) -> WorkField:
    field = WorkField.objects.filter(pk=field_id).first()
    if field is None:
        raise Missing("没有这个领域，请从领域列表里选。")
    return field
