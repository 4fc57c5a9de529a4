"""Shared values as a list for the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dukao.organisations.selectors import versions_by_unit
from dukao.reporting.models import SharedValue
from dukao.schemes.selectors import indicators_by_code


@dataclass(frozen=True)
class SharedRow:
    """One value with the names of what it belongs to."""

    shared: SharedValue
    unit_name: str
    indicator_name: str
    measure: str


def shared_values(period: str, text: str) -> QuerySet[SharedValue]:
    """Values of a period, or of all; by the code of unit or indicator."""
    rows = SharedValue.objects.select_related("unit", "indicator", "imported_by")
    if period:
        rows = rows.filter(period=period)
    if text:
        rows = rows.filter(Q(unit__code__iexact=text) | Q(indicator__code__icontains=text))
    return rows


def periods_known() -> list[str]:
    return list(SharedValue.objects.order_by("-period").values_list("period", flat=True).distinct()[:60])


def shared_rows(shown: Iterable[SharedValue], day: date) -> list[SharedRow]:
    """The rows of one page with their names, in two more queries."""
    values = list(shown)
    places = versions_by_unit((value.unit_id for value in values), day)
    library = indicators_by_code({value.indicator.code for value in values})
    return [
        SharedRow(
            shared=value,
            unit_name=places[value.unit_id].short_name if value.unit_id in places else value.unit.code,
            indicator_name=library[value.indicator.code].name if value.indicator.code in library else "",
            measure=library[value.indicator.code].measure_unit if value.indicator.code in library else "",
        )
        for value in values
    ]
