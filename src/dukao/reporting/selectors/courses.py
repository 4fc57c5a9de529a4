"""Plan and fact of many lines at once: targets of month, quarter and year, values now and before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from dukao.kernel.light import Light
from dukao.kernel.prepared import at_once
from dukao.reporting.lights import Course, line_light
from dukao.reporting.models import ReportLine, SharedValue
from dukao.reporting.selectors.items import Asked, asked_by
from dukao.reporting.selectors.shared import by_place, known_for_lines, known_of
from dukao.reporting.vocabulary import LineState
from dukao.schemes.selectors import targets_asked
from dukao.scoring.periods import Period, Span


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one line stands against what was asked."""

    line: ReportLine
    asked: Asked
    plan: Decimal | None
    standard: Decimal | None
    goal: Decimal | None
    last: Decimal | None
    last_plan: Decimal | None
    value: Decimal | None
    shared: SharedValue | None
    light: Light

    @property
    def is_shared(self) -> bool:
        return self.line.state == LineState.SHARED


#: What every reader of a standing needs with its line; the document of a version is large and read once.
WITH_LINE = (
    "report__period__policy", "report__signed_by", "item__version__scheme", "item__indicator", "item__lead"
)  # fmt: skip
WITHOUT = ("item__version__document",)


def standings(lines: Sequence[ReportLine], at: datetime) -> list[Standing]:
    """One standing for each line, all of one month; one query whatever their number."""
    if not lines:
        return []
    month = Period.parse(lines[0].report.period.period)
    before, quarter, year = month.previous(), month.quarter(), month.whole_year()
    rows = at_once(
        targets_asked(
            (line.report.unit_id for line in lines), (line.item.version_id for line in lines),
            (line.item.code for line in lines), (month, before, quarter, year),
        ),
        known_for_lines(lines, (month, before)),
        _values_of(lines, before),
    )  # fmt: skip
    targets, last = ({tuple(place): value for *place, value in found} for found in (rows[0], rows[2]))
    known = by_place(rows[1])
    found = []
    for line in lines:
        place = (line.report.unit_id, line.item.version_id, line.item.code)
        plan, standard, goal, last_plan = (
            targets.get((*place, _month_name(period))) for period in (month, quarter, year, before)
        )
        shared = known_of(line, month, known) if line.state == LineState.SHARED else None
        earlier = known_of(line, before, known) if line.state == LineState.SHARED else None
        value = (shared.value if shared else None) if line.state == LineState.SHARED else line.value
        asked = asked_by(line.item)
        light = _light(line, asked, value, plan, goal, at)
        before_value = earlier.value if earlier else last.get((line.report.unit_id, *_identity(line)))
        found.append(
            Standing(line, asked, plan, standard, goal, before_value, last_plan, value, shared, light)
        )
    return found


def _light(
    line: ReportLine,
    asked: Asked,
    value: Decimal | None,
    plan: Decimal | None,
    goal: Decimal | None,
    at: datetime,
) -> Light:
    period = line.report.period
    course = Course(
        value=value, plan=plan, goal=goal, lower_is_better=asked.lower_is_better, measure=asked.measure,
        is_not_applicable=line.is_not_applicable, is_shared=line.state == LineState.SHARED,
    )  # fmt: skip
    return line_light(course, policy=period.policy, due_at=period.due_at, now=at)


def _values_of(lines: Iterable[ReportLine], period: Period) -> QuerySet[ReportLine, Any]:
    """Values the same units reported for the same items in another month, after (unit, scheme, item)."""
    return ReportLine.objects.filter(
        report__period__period=str(period),
        report__unit_id__in={line.report.unit_id for line in lines},
        item__version__scheme_id__in={line.item.version.scheme_id for line in lines},
        item__code__in={line.item.code for line in lines},
    ).values_list("report__unit_id", "item__version__scheme_id", "item__code", "value")


def _identity(line: ReportLine) -> tuple[int, str]:
    return line.item.version.scheme_id, line.item.code


def _month_name(period: Period) -> str:
    return str(Period(period.year, Span.MONTH, period.last_month))
