"""Lamps over a whole scope at once, without the lines themselves: for pages that count and compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Min

from dukao.kernel.light import Light
from dukao.reporting.lights import Course, line_light
from dukao.reporting.models import ReportingPeriod, ReportLine
from dukao.reporting.selectors.items import asked_by
from dukao.reporting.selectors.shared import by_place, known_values, names_of
from dukao.reporting.vocabulary import LineState
from dukao.schemes.selectors import targets_for
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeItem

#: Values by unit and item.
Values = dict[tuple[int, int], Decimal | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one unit with its lamp."""

    unit_id: int
    line_id: int
    family: str
    name: str
    state: str
    light: Light


def lamps_of_month(unit_ids: Iterable[int], period: ReportingPeriod, at: datetime) -> list[Cell]:
    """The lamp of every line of the month in these units; four queries whatever their number.

    Lines are read as bare values: a city has thousands of them and the page shows a few dozen counts.
    """
    rows = list(
        ReportLine.objects.filter(report__period=period, report__unit_id__in=list(unit_ids))
        .order_by("report__unit_id", "item__position")
        .values_list("report__unit_id", "pk", "item_id", "state", "value", "is_not_applicable")
    )
    units, items = {unit for unit, *_ in rows}, _items(period)
    month = Period.parse(period.period)
    december = month.whole_year().months()[-1]
    targets = targets_for(
        units,
        {item.version_id for item in items.values()},
        {item.code for item in items.values()},
        (month, december),
    )
    shared = _shared(units, items.values(), month)
    asked = {number: asked_by(item) for number, item in items.items()}
    cells = []
    for unit, line, number, state, value, is_not_applicable in rows:
        item, is_shared = items[number], state == LineState.SHARED
        place = (unit, item.version_id, item.code)
        course = Course(
            value=shared.get((unit, number)) if is_shared else value,
            plan=targets.get((*place, str(month))),
            goal=targets.get((*place, str(december))),
            lower_is_better=asked[number].lower_is_better,
            measure=asked[number].measure,
            is_not_applicable=is_not_applicable,
            is_shared=is_shared,
        )
        light = line_light(course, policy=period.policy, due_at=period.due_at, now=at)
        cells.append(Cell(unit, line, item.family, item.name, state, light))
    return cells


def _items(period: ReportingPeriod) -> dict[int, SchemeItem]:
    """The items the month asks for, each read with one of its lines."""
    one_line_each = (
        ReportLine.objects.filter(report__period=period).order_by().values("item").annotate(one=Min("pk"))
    )
    lines = ReportLine.objects.filter(pk__in=one_line_each.values("one"))
    lines = lines.select_related("item__version", "item__indicator").defer("item__version__document")
    return {line.item_id: line.item for line in lines}


def _shared(units: Iterable[int], items: Iterable[SchemeItem], month: Period) -> Values:
    """What was brought for the items with an indicator, under the first name that has a value."""
    wanted = {
        item.pk: (item.indicator.indicator_id, names_of(month, item.frequency))
        for item in items
        if item.indicator
    }
    indicators = (indicator for indicator, _ in wanted.values())
    known = by_place(
        known_values(units, indicators, {name for _, names in wanted.values() for name in names})
    )
    values: Values = {}
    for item, (indicator, names) in wanted.items():
        for unit in units:
            found = next(
                (known[unit, indicator, name] for name in names if (unit, indicator, name) in known), None
            )
            if found is not None:
                values[unit, item] = found.value
    return values
