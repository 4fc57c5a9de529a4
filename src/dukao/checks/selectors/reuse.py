"""Cite instead of check again: results there already are for the same object and topic (W-28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dukao.checks.models import Check, CheckObject, Conclusion
from dukao.checks.selectors.rules import rules_on
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.vocabulary import SERVED, CheckState
from dukao.organisations.selectors import versions_by_unit


@dataclass(frozen=True, slots=True)
class Offer:
    """A finished check of the same unit about the same topic, and its conclusion where one was served."""

    cited: Check
    unit_id: int
    unit: str
    conclusion: Conclusion | None


def results_for(check: Check, day: date, units: Sequence[int] | None = None) -> list[Offer]:
    """Results of the last months the rules give, the newest first."""
    wanted = object_ids(check) if units is None else list(units)
    months = rules_on(day).reuse_months
    finished = finished_since(months_before(day, months), check.topic_id).exclude(pk=check.pk)
    targets = list(
        CheckObject.objects.filter(unit_id__in=wanted, dropped_at__isnull=True, check_of__in=finished)
        .select_related("check_of")
        .order_by("-check_of__ended_on", "unit_id")
    )
    served = Conclusion.objects.filter(
        check_of__in=[target.check_of_id for target in targets], state__in=SERVED
    ).defer("text")
    conclusions = {(one.check_of_id, one.unit_id): one for one in served}
    names = versions_by_unit(wanted, day)
    return [
        Offer(
            target.check_of, target.unit_id, names[target.unit_id].short_name,
            conclusions.get((target.check_of_id, target.unit_id)),
        )
        for target in targets
    ]  # fmt: skip


def finished_since(day: date, topic_id: int) -> QuerySet[Check]:
    return Check.objects.filter(state=CheckState.DONE, topic=topic_id, ended_on__gte=day)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last day of that month.

    >>> months_before(date(2026, 9, 28), 12), months_before(date(2026, 3, 31), 1)
    (datetime.date(2025, 9, 28), datetime.date(2026, 2, 28))
    """
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
