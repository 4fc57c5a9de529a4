"""The figures of S1 recomputed from the planted rows by code that shares nothing with the selector."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from random import Random

import openpyxl
import pytest
from django.test import Client

from dukao.issues.models import LookBack, Naming, Problem
from dukao.issues.selectors.statistics import WAYS, statistics
from dukao.issues.vocabulary import ProblemKind, Severity, Source
from tests.conftest import NOW, TODAY, City
from tests.issues.planting import plant, plant_lookback

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
OPEN = {"assigned", "rectifying", "submitted"}


@dataclass(frozen=True)
class Planted:
    """One problem in the test's own words."""

    unit: str
    state: str
    source: str
    kind: str
    severity: str
    found: date
    assigned: date | None
    due: date
    #: Each look-back that was made: whether it had rebounded.
    looked: tuple[bool, ...]
    #: Circulars that named it.
    circulars: tuple[tuple[int, int], ...]

    def key(self, way: str) -> str:
        if way == "month":
            return f"{self.found.month} 月"
        return {
            "unit": self.unit, "source": Source(self.source).label, "kind": ProblemKind(self.kind).label,
            "severity": Severity(self.severity).label,
        }[way]  # fmt: skip


def drawn(seed: int, count: int = 90) -> list[Planted]:
    """Of all states, over two years, late and in time, looked at again and named."""
    chance, rows = Random(seed), []
    for _ in range(count):
        state = chance.choice(["draft", "assigned", "rectifying", "submitted", "closed", "closed", "dropped"])
        found = TODAY - timedelta(days=chance.randrange(0, 500))
        assigned = None if state == "draft" else found + timedelta(days=chance.randrange(0, 3))
        due = (assigned or found) + timedelta(days=chance.choice([10, 30, 60, 200]))
        again = chance.choices([0, 1, 2], [4, 2, 1])[0] if state == "closed" else 0
        rows.append(
            Planted(
                chance.choice(["市住建局", "市水利局"]), state, chance.choice(["audit", "petition", "hotline"]),
                chance.choice(["common", "individual", "hard"]), chance.choice(["minor", "ordinary"]), found,
                min(assigned, TODAY) if assigned else None, due,
                tuple(chance.random() < 0.4 for _ in range(again)),
                tuple({(2026, chance.randrange(1, 6)) for _ in range(chance.randrange(0, 3))}),
            )
        )  # fmt: skip
    return rows


def store(city: City, rows: Iterable[Planted]) -> None:
    """As rows of the database, each a copy of one that the services took to that state."""
    units = {"市住建局": city.housing, "市水利局": city.other}
    samples = {
        state: plant(city, state) for state in ("draft", "assigned", "rectifying", "submitted", "closed")
    }
    kept = {one.pk for one in samples.values()}
    samples["dropped"] = samples["assigned"]
    for number, row in enumerate(rows):
        one = Problem.objects.get(pk=samples[row.state].pk)
        one.pk, one.number, one.state = None, f"WT-2026-9{number:03d}", row.state
        one.unit, one.source, one.kind, one.severity = units[row.unit], row.source, row.kind, row.severity
        one.found_on, one.assigned_on, one.due_on = row.found, row.assigned, row.due
        one.save(force_insert=True)
        for rebounded in row.looked:
            finding = "rebounded" if rebounded else "holds"
            plant_lookback(one, finding=finding, opinion="看过。", done_at=NOW, done_by=city.office)
        if row.state == "closed" and not row.looked:
            plant_lookback(one)  # still to be done: it counts nowhere
        for year, issue in row.circulars:
            Naming.objects.create(problem=one, year=year, issue=issue, named="甲", by=city.office, on=TODAY)
    LookBack.objects.filter(problem__in=kept).delete()
    Problem.objects.filter(pk__in=kept).update(found_on=date(2001, 1, 1))


def counted(rows: Iterable[Planted], since: date, until: date) -> list[Planted]:
    return [
        row for row in rows
        if row.assigned is not None and row.state != "dropped" and since <= row.found <= until
    ]  # fmt: skip


def line_of(rows: list[Planted]) -> tuple[int, int, int, int, int, Fraction | None, Fraction | None]:
    closed = sum(row.state == "closed" for row in rows)
    late = sum(row.state in OPEN and row.due < TODAY for row in rows)
    looks = [rebounded for row in rows for rebounded in row.looked]
    return (
        len(rows), closed, late, len(looks), sum(looks),
        Fraction(100 * closed, len(rows)) if rows else None,
        Fraction(100 * sum(looks), len(looks)) if looks else None,
    )  # fmt: skip


def ages_of(rows: list[Planted]) -> list[int]:
    days = [(TODAY - row.assigned).days for row in rows if row.state in OPEN and row.assigned]
    return [
        sum(one <= 30 for one in days), sum(30 < one <= 60 for one in days),
        sum(60 < one <= 90 for one in days), sum(one > 90 for one in days),
    ]  # fmt: skip


def is_equal(rate: Decimal | None, wanted: Fraction | None) -> bool:
    if rate is None or wanted is None:
        return rate is None and wanted is None
    return abs(Fraction(rate) - wanted) < Fraction(1, 10**20)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("since", "until"), [(FIRST, LAST), (date(2026, 7, 1), date(2026, 9, 30)), (date(2025, 1, 1), TODAY)]
)
def test_every_figure_is_what_the_rows_say(city: City, seed: int, since: date, until: date) -> None:
    rows = drawn(seed)
    store(city, rows)
    wanted = counted(rows, since, until)
    assert wanted
    for way in WAYS:
        found = statistics(city.actor(city.office), since, until, way, TODAY)
        assert {line.label for line in found.lines} == {row.key(way) for row in wanted}
        for line in [*found.lines, found.total]:
            mine = [row for row in wanted if line is found.total or row.key(way) == line.label]
            *numbers, rate, rebound_rate = line_of(mine)
            assert [line.found, line.closed, line.late, line.looked, line.rebounded] == numbers, line.label
            assert is_equal(line.rate, rate)
            assert is_equal(line.rebound_rate, rebound_rate)
        assert found.circulars == len({one for row in wanted for one in row.circulars})
        assert found.named == sum(len(row.circulars) for row in wanted)
        assert [count for _, count in found.ages] == ages_of(wanted)


def test_a_unit_counts_its_own_alone(city: City) -> None:
    rows = drawn(3)
    store(city, rows)
    for account, unit in ((city.head, "市住建局"), (city.stranger, "市水利局")):
        found = statistics(city.actor(account), FIRST, LAST, "unit", TODAY)
        mine = [row for row in counted(rows, FIRST, LAST) if row.unit == unit]
        assert [line.label for line in found.lines] == [unit]
        assert (found.total.found, found.total.closed) == line_of(mine)[:2]
        assert found.named == sum(len(row.circulars) for row in mine)


def test_page_and_export_print_the_same(city: City, client: Client) -> None:
    rows = drawn(4)
    store(city, rows)
    number, closed, late, looked, rebounded, rate, again = line_of(counted(rows, FIRST, LAST))
    assert rate is not None
    assert again is not None
    client.force_login(city.office)
    page = client.get("/problems/statistics/?year=2026").content.decode()
    assert f"{closed} / {number}" in page
    assert f"{rebounded} / 回头看 {looked}" in page
    book = openpyxl.load_workbook(
        BytesIO(client.get("/problems/statistics/export/?year=2026").content)
    ).active
    assert book is not None
    last = next(row for row in book.iter_rows(values_only=True) if row[0] == "合计")
    assert last == (
        "合计", number, closed, f"{float(rate):.1f}%", late, looked, rebounded, f"{float(again):.1f}%",
    )  # fmt: skip


@pytest.mark.parametrize("make", [list, lambda: [row for row in drawn(5) if row.state == "draft"]])
def test_nothing_assigned_is_no_share(city: City, make: Callable[[], list[Planted]]) -> None:
    store(city, make())
    found = statistics(city.actor(city.office), FIRST, LAST, "unit", TODAY)
    assert (found.total.found, found.total.rate, found.total.rebound_rate, found.circulars) == (
        0,
        None,
        None,
        0,
    )
