"""The single source of facts for assessments: what was accepted, and what was known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import at_once, gathered
from dukao.reporting.models import LineEvidence, ReportLine, SharedValue, UnitReport
from dukao.reporting.selectors.shared import month_of, names_of
from dukao.reporting.vocabulary import LineState
from dukao.schemes.vocabulary import Supply
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeItem, SchemeVersion

#: unit, item code, value, not applicable, line
AcceptedValue = tuple[int, str, Decimal | None, bool, int | None]


def accepted_values(version: SchemeVersion, period: Period) -> list[AcceptedValue]:
    """Facts of every unit on the roster for the period, in the order of unit and item.

    Lines count once accepted; shared items count as soon as their value is known. A period longer than
    a month is answered by its last month, values being cumulative, unless a shared value was brought
    for the longer period itself.
    """
    facts: list[AcceptedValue] = [
        (unit, code, value, not_applicable, line)
        for unit, code, value, not_applicable, line in _lines(version, period)
        .filter(_ACCEPTED)
        .values_list("report__unit_id", "item__code", "value", "is_not_applicable", "pk")
    ]
    facts += _shared_facts(version, period)
    return sorted(facts, key=lambda fact: (fact[0], fact[1]))


def undecided_lines(version: SchemeVersion, period: Period) -> list[tuple[int, str]]:
    """Unit and item of every line that may still be accepted: the month is open, the review not done."""
    return list(_lines(version, period).filter(_UNDECIDED).values_list("report__unit_id", "item__code"))


def facts_revision(version: SchemeVersion, period: Period) -> str:
    """A token that differs whenever :func:`accepted_values` or :func:`undecided_lines` may."""
    lines, shared = at_once(
        gathered(_lines(version, period))
        .annotate(
            n=Count("pk", filter=_ACCEPTED),
            last=Max("reviewed_at", filter=_ACCEPTED),
            undecided=Count("pk", filter=_UNDECIDED),
        )
        .values_list("n", "last", "undecided"),
        gathered(_shared_rows(version, period))
        .annotate(n=Count("pk"), last=Max("imported_at"))
        .values_list("n", "last"),
    )
    return f"{lines}/{shared}"


def valued_periods(own_years: Mapping[int, int]) -> dict[int, list[Period]]:
    """By version, the periods outside its own year for which its shared items have a value.

    ``own_years`` gives the year of each version asked about; only units on its roster count.
    """
    item = "indicator__versions__items"
    asked = Q(pk__in=())
    for version, year in own_years.items():
        asked |= Q(**{f"{item}__version": version}) & ~Q(period__startswith=str(year))
    rows = SharedValue.objects.filter(
        asked,
        **{f"{item}__supply": Supply.SHARED},
        unit__roster_entries__version=F(f"{item}__version"),
    ).values_list(f"{item}__version", "period")
    found: dict[int, list[Period]] = {}
    for version, name in rows.distinct():
        found.setdefault(version, []).append(Period.parse(name))
    return {version: sorted(periods) for version, periods in found.items()}


def shared_values_of(
    codes: Iterable[str], unit_ids: Iterable[int], period: Period
) -> dict[tuple[int, str], Decimal]:
    """Values brought under exactly this period for indicators by code, such as a committee's score."""
    rows = SharedValue.objects.filter(
        indicator__code__in=set(codes), unit__in=set(unit_ids), period=str(period), value__isnull=False
    )
    return {
        (unit, code): value
        for unit, code, value in rows.values_list("unit_id", "indicator__code", "value")
        if value is not None
    }


def lines_behind(line_ids: Iterable[int]) -> dict[int, ReportLine]:
    """What facts rest on: the lines with their report, reviewer and the evidence that still stands."""
    standing = Prefetch("evidence", LineEvidence.objects.filter(removed_at=None).select_related("file"))
    lines = ReportLine.objects.select_related("report__period", "reviewed_by").prefetch_related(standing)
    return lines.in_bulk(list(line_ids))


_ACCEPTED = Q(state=LineState.ACCEPTED)
_UNDECIDED = ~_ACCEPTED & Q(report__period__locked_at=None)


def _lines(version: SchemeVersion, period: Period) -> QuerySet[ReportLine]:
    """The version's lines in the reports of its month, found from the reports' end.

    From the items' end one would walk the lines of all months there ever were.
    """
    reports = UnitReport.objects.filter(
        period__period=str(month_of(period)), unit__roster_entries__version=version
    )
    return ReportLine.objects.filter(report__in=reports.values("pk"), item__version=version)


@kept_while_reading
def _shared_items(version: SchemeVersion) -> list[SchemeItem]:
    items = version.items.filter(supply=Supply.SHARED, indicator__isnull=False)
    return list(items.select_related("indicator"))


def _shared_rows(version: SchemeVersion, period: Period) -> QuerySet[SharedValue]:
    items = _shared_items(version)
    return SharedValue.objects.filter(
        indicator_id__in=[item.indicator.indicator_id for item in items if item.indicator],
        unit__in=version.roster.values("unit_id"),
        period__in={name for item in items for name in names_of(period, item.frequency)},
    )


def _shared_facts(version: SchemeVersion, period: Period) -> list[AcceptedValue]:
    rows, items = _shared_rows(version, period), _shared_items(version)
    if not items:
        return []
    by_place: dict[tuple[int, int], dict[str, Decimal | None]] = {}
    for unit, indicator, name, value in rows.values_list("unit_id", "indicator_id", "period", "value"):
        by_place.setdefault((indicator, unit), {})[name] = value
    groups = dict(version.roster.values_list("unit_id", "group"))
    facts: list[AcceptedValue] = []
    for item in items:
        assert item.indicator is not None
        asked = [unit for unit, group in groups.items() if not item.applies_to or group in item.applies_to]
        for unit in asked:
            values = by_place.get((item.indicator.indicator_id, unit), {})
            for name in names_of(period, item.frequency):
                if name in values:
                    facts.append((unit, item.code, values[name], False, None))
                    break
    return facts
