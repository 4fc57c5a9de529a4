"""What reporting asks of units: lines, characters and evidence; what a shared value fills costs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from dukao.checks.burden import Measure, Span
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.selectors.burden import asked_by_reports
from dukao.reporting.vocabulary import LineState
from tests.conftest import City
from tests.reporting.planting import line_of

pytestmark = pytest.mark.django_db
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


def asked(unit_id: int, since: date, until: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in asked_by_reports(Span(since, until, frozenset({unit_id}))):
        found[one.measure] += one.amount
    return found


def test_lines_are_asked_and_characters_as_they_are_written(
    city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    typed = report.lines.exclude(state=LineState.SHARED).count()
    assert report.lines.count() > typed, "a shared value fills one of them"
    before = asked(city.housing.pk, *SEPTEMBER)
    assert (before[Measure.LINES], before[Measure.CHARACTERS]) == (typed, 0)
    fill(line_of(report, "Z-02"), narrative="按计划推进。")
    assert asked(city.housing.pk, *SEPTEMBER)[Measure.CHARACTERS] == len("按计划推进。")


def test_other_months_and_units_are_not_counted(city: City, report: UnitReport) -> None:
    assert not asked(city.housing.pk, date(2026, 8, 1), date(2026, 8, 31))
    assert not asked(city.city.pk, *SEPTEMBER)


def test_it_is_asked_by_the_lead_unit_of_the_item(city: City, report: UnitReport) -> None:
    found = asked_by_reports(Span(*SEPTEMBER, frozenset({city.housing.pk})))
    leads = set(report.lines.exclude(state=LineState.SHARED).values_list("item__lead", flat=True))
    assert {one.organiser_id for one in found} == leads
