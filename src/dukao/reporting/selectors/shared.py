"""Values known already (一数一源), by the names of periods they may have been brought under."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dukao.reporting.models import ReportLine, SharedValue
from dukao.reporting.vocabulary import LineState
from dukao.scoring.periods import Period, Span

if TYPE_CHECKING:
    from dukao.schemes.models import Indicator

#: What a frequency is called in the scheme room, as a length of time.
SPANS = {"month": Span.MONTH, "quarter": Span.QUARTER, "half_year": Span.HALF_YEAR, "year": Span.YEAR}
#: Values by unit, indicator and name of the period.
Known = dict[tuple[int, int, str], SharedValue]


def month_of(period: Period) -> Period:
    """The month that stands for a period: its last one."""
    return Period(period.year, Span.MONTH, period.last_month)


def month_behind(name: str) -> str:
    """The month whose lock also shuts a value of this period."""
    return str(month_of(Period.parse(name)))


def names_of(period: Period, frequency: str) -> tuple[str, ...]:
    """Under which names a value of an item for this period may have been brought: its own first.

    >>> names_of(Period.parse("2026-09"), "quarter")
    ('2026-09', '2026-Q3')
    """
    month = month_of(period)
    widened = month.widen(max(SPANS[frequency], month.span))
    return tuple(dict.fromkeys((str(period), str(widened), str(month))))


def known_values(
    unit_ids: Iterable[int], indicator_ids: Iterable[int], names: Iterable[str]
) -> QuerySet[SharedValue]:
    """Shared values of many units, indicators and periods."""
    return SharedValue.objects.filter(
        unit_id__in=set(unit_ids), indicator_id__in=set(indicator_ids), period__in=set(names)
    )


def by_place(values: Iterable[SharedValue]) -> Known:
    return {(value.unit_id, value.indicator_id, value.period): value for value in values}


def known_for_lines(lines: Iterable[ReportLine], periods: Iterable[Period]) -> QuerySet[SharedValue]:
    """Shared values of all shared lines for these periods; lines carry report, item and indicator."""
    shared = [line for line in lines if line.state == LineState.SHARED]
    names = {name for line in shared for period in periods for name in names_of(period, line.item.frequency)}
    return known_values(
        (line.report.unit_id for line in shared), (indicator_of(line) for line in shared), names
    )


def known_of(line: ReportLine, period: Period, known: Known) -> SharedValue | None:
    """The value that fills a shared line, if it has been brought."""
    indicator = indicator_of(line)
    for name in names_of(period, line.item.frequency):
        found = known.get((line.report.unit_id, indicator, name))
        if found is not None:
            return found
    return None


def indicator_of(line: ReportLine) -> int:
    """What a shared line shows: only items of the indicator library are shared."""
    assert line.item.indicator is not None
    return line.item.indicator.indicator_id


def lead_of(indicator: Indicator) -> int | None:
    """The unit that leads the indicator in its newest version."""
    newest = max(indicator.versions.all(), key=lambda version: version.number, default=None)
    return newest.lead_id if newest is not None else None
