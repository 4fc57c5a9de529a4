"""What matters ask of units: matters assigned, and words the intervals ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Min, Q

from dukao.checks.burden import Asked, Measure, Span
from dukao.kernel.clock import local_day
from dukao.matters.models import Matter
from dukao.matters.vocabulary import MatterState


def asked_by_matters(span: Span) -> Iterator[Asked]:
    """By lead unit and the place it is supervised for; a word is asked each time its interval has passed."""
    found = Matter.objects.filter(assigned_on__isnull=False, assigned_on__lte=span.until).filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=span.since)
    ).exclude(state__in=[MatterState.MERGED, MatterState.SPLIT, MatterState.DROPPED])  # fmt: skip
    if span.unit_ids is not None:
        found = found.filter(lead_unit__in=span.unit_ids)
    columns = ("lead_unit_id", "owner_id", "assigned_on", "word_days", "closed_at")
    for unit, owner, assigned_on, word_days, closed_at in found.values_list(*columns):
        if span.since <= assigned_on:
            yield Asked(unit, owner, Measure.MATTERS, 1)
        first, last = (
            max(span.since, assigned_on),
            min(span.until, local_day(closed_at) if closed_at else span.until),
        )
        words = (last - assigned_on).days // word_days - max(0, (first - assigned_on).days - 1) // word_days
        if words > 0:
            yield Asked(unit, owner, Measure.WORDS, words)


def first_matter_assigned() -> date | None:
    return Matter.objects.aggregate(first=Min("assigned_on"))["first"]
