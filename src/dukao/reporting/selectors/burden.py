"""What reporting asks of units: lines to fill in, characters written, evidence attached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length

from dukao.checks.burden import Asked, Measure, Span
from dukao.reporting.models import LineEvidence, ReportingPeriod, ReportLine
from dukao.reporting.vocabulary import LineState


def asked_by_reports(span: Span) -> Iterator[Asked]:
    """By unit and lead unit of the item, for the months of the span.

    A line that a shared value fills is asked of nobody: what stands there without being typed costs nothing.
    """
    called = Q(
        report__period__period__gte=f"{span.since:%Y-%m}", report__period__period__lte=f"{span.until:%Y-%m}"
    )
    lines = ReportLine.objects.filter(called).exclude(state=LineState.SHARED)
    evidence = LineEvidence.objects.filter(
        line__report__period__period__gte=f"{span.since:%Y-%m}",
        line__report__period__period__lte=f"{span.until:%Y-%m}", removed_at__isnull=True,
    )  # fmt: skip
    if span.unit_ids is not None:
        lines = lines.filter(report__unit__in=span.unit_ids)
        evidence = evidence.filter(line__report__unit__in=span.unit_ids)
    yield from _summed(lines.values_list("report__unit", "item__lead").annotate(n=Count("pk")), Measure.LINES)
    written = lines.values_list("report__unit", "item__lead").annotate(n=Sum(Length("narrative")))
    yield from _summed(written, Measure.CHARACTERS)
    pieces = evidence.values_list("line__report__unit", "line__item__lead").annotate(n=Count("pk"))
    yield from _summed(pieces, Measure.EVIDENCE)


def _summed(rows: QuerySet, measure: str) -> Iterator[Asked]:
    for unit, lead, amount in rows.order_by():
        if lead is not None:
            yield Asked(unit, lead, measure, amount or 0)


def first_month_reported() -> date | None:
    """The first day of the first month there is a call for."""
    first = ReportingPeriod.objects.order_by("period").values_list("period", flat=True).first()
    return date.fromisoformat(f"{first}-01") if first else None
