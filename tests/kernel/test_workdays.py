"""The calendar against the State Council's notices of 2018 to 2026."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from dukao.kernel.workdays import Override, WorkCalendar

GOLDEN = Path(__file__).parents[1] / "golden" / "holidays"


def test_working_days_of_every_month_match_the_notices() -> None:
    calendar = WorkCalendar()
    with (GOLDEN / "workdays_per_year_and_month.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
            counted = Counter(day.month for day in days if day.year == year and calendar.is_working_day(day))
            months = [int(value) for name, value in row.items() if name not in {"year", "total"}]
            assert [counted[month] for month in range(1, 13)] == months[:12], year


def test_deadlines_count_from_the_day_after() -> None:
    cases = json.loads((GOLDEN / "deadline_cases.json").read_text())["cases"]
    assert len(cases) == 8
    for case in cases:
        due = WorkCalendar().add(date.fromisoformat(case["start"]), case["workdays"])
        assert due == date.fromisoformat(case["expected_due"])


def test_a_year_without_a_notice_is_provisional_until_one_is_entered() -> None:
    day = date(2031, 10, 2)
    assert WorkCalendar().is_provisional(day)
    announced = WorkCalendar(
        {2031: Override("国办发明电〔2030〕示例号", work_days=frozenset({date(2031, 10, 4)}))}
    )
    assert not announced.is_provisional(day)
    assert announced.is_working_day(date(2031, 10, 4)), "a make-up Saturday counts"


def test_adding_and_counting_agree() -> None:
    calendar = WorkCalendar()
    start = date(2026, 9, 24)
    due = calendar.add(start, 7)
    assert calendar.between(start, due) == 7
    assert calendar.between(due, start) == -7
    assert calendar.subtract(due, 7) == date(2026, 9, 24)
