"""Which periods a scheme is scored over, as its aggregation declares them. Pure functions of the scheme."""

from __future__ import annotations

from dukao.scoring import AggregationStep, Period, Scheme, Span


def base_span(scheme: Scheme) -> Span:
    """The span that is scored from facts: the shortest source of the aggregation, else of the items.

    Events are dated to the day and say nothing about how often a scheme is scored.
    """
    if scheme.aggregation:
        return min(step.source.span for step in scheme.aggregation)
    valued = [leaf.frequency.span for leaf in scheme.leaves() if leaf.full]
    return min(valued, default=Span.YEAR)


def spans_of(scheme: Scheme) -> tuple[Span, ...]:
    """All spans the scheme gives results for, the shortest first."""
    return tuple(sorted({base_span(scheme), *(step.target.span for step in scheme.aggregation)}))


def event_window(scheme: Scheme, period: Period) -> Period:
    """How long an event in this base period counts on.

    Where the last month speaks for the quarter (``method: last``), a deduction of July must still
    stand in September, or it would be forgotten in the quarter's result.
    """
    window = period
    while (step := _step_from(scheme, window.span)) is not None and step.method == "last":
        window = window.widen(step.target.span)
    return window


def _step_from(scheme: Scheme, span: Span) -> AggregationStep | None:
    return next((step for step in scheme.aggregation if step.source.span == span), None)
