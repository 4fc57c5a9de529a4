"""The published divisions: every yearly list since 1981 comes out as it went in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from dukao.journal.models import Entry
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError
from dukao.organisations import services
from dukao.organisations.divisions.planning import Plan
from dukao.organisations.divisions.reading import read_divisions
from dukao.organisations.models import Succession, UnitVersion
from dukao.organisations.selectors import (
    above,
    origins_of,
    stages_of,
    successions_of,
    unit_by_code,
    unit_on,
    units_on,
)
from dukao.organisations.vocabulary import SuccessionKind, Tree
from tests.conftest import NOW

GOLDEN = Path(__file__).parents[1] / "golden" / "areacodes"
TABLE = GOLDEN / "result.csv"
YEARS = range(1981, 2025)


@pytest.fixture(scope="module")
def divisions(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole table, loaded once for the module by the command itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_divisions", TABLE, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def published() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_force(rows: list[dict[str, str]], year: int) -> set[tuple[str, str]]:
    """The list of 31 December, straight from the table."""
    return {
        (row["代码"], row["名称"])
        for row in rows
        if int(row["启用时间"]) <= year and (not row["变更/弃用时间"] or year < int(row["变更/弃用时间"]))
    }


def on_day(day: date) -> list[UnitVersion]:
    return list(units_on(day, Tree.DIVISION))


@pytest.mark.django_db
def test_every_yearly_list_is_rebuilt_exactly(divisions: None) -> None:
    rows = published()
    with (GOLDEN / "expected_counts_by_year.csv").open(encoding="utf-8") as file:
        counts = {int(row["year"]): row for row in csv.DictReader(file)}
    assert set(counts) == set(YEARS)
    for year in YEARS:
        units = on_day(date(year, 12, 31))
        rebuilt = [(one.unit.code, one.name) for one in units]
        assert len(rebuilt) == len(set(rebuilt))
        assert set(rebuilt) == in_force(rows, year), year
        levels = Counter(one.level for one in units)
        expected = counts[year]
        assert len(units) == int(expected["units_in_force_31_Dec"])
        assert [levels["province"], levels["city"], levels["county"]] == [
            int(expected[level]) for level in ("provincial", "prefectural", "county")
        ], year


@pytest.mark.django_db
def test_a_day_inside_a_year_shows_the_list_before_it(divisions: None) -> None:
    assert {one.name for one in on_day(date(2010, 6, 30)) if one.unit.code == "110103"} == {"崇文区"}
    assert not [one for one in on_day(date(2010, 12, 31)) if one.unit.code == "110103"]


@pytest.mark.django_db
def test_every_unit_stands_below_the_division_its_code_and_the_table_name(divisions: None) -> None:
    """The table repeats province and prefecture by name; the tree has them from the code alone."""
    named = {
        (row["代码"], int(row["启用时间"])): (row["一级行政区"], row["二级行政区"]) for row in published()
    }
    spans: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.filter(unit__tree=Tree.DIVISION).select_related("unit"):
        spans.setdefault(version.unit_id, []).append(version)
    checked = 0
    for version in (one for of_unit in spans.values() for one in of_unit if one.level == "county"):
        ids = [int(part) for part in version.path.split("/")[1:-2]]
        chain = [next(one.name for one in spans[unit_id] if one.holds(version.since)) for unit_id in ids]
        province, prefecture = named[version.unit.code, version.since.year]
        assert chain == ([province] if prefecture == "直辖" else [province, prefecture]), version.unit.code
        checked += 1
    assert checked == 6245


@pytest.mark.django_db
def test_spans_of_a_unit_never_overlap_and_codes_are_carried_once_at_a_time(divisions: None) -> None:
    spans: dict[str, list[tuple[date, date]]] = {}
    for code, since, until in UnitVersion.objects.filter(unit__tree=Tree.DIVISION).values_list(
        "unit__code", "since", "until"
    ):
        spans.setdefault(code, []).append((since, until or date.max))
    for code, of_code in spans.items():
        ordered = sorted(of_code)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered)), code
    assert sum(len(of_code) > 1 for of_code in spans.values()) == 359


@pytest.mark.django_db
def test_every_successor_in_the_table_is_named(divisions: None) -> None:
    found = {
        (step.predecessor.code, step.on.year, step.successor.code)
        for step in Succession.objects.select_related("predecessor", "successor")
    }
    several = 0
    for row in published():
        parts = [part for part in row["新代码"].split(";") if part]
        several += len(parts) > 1
        for part in parts:
            code, _, year = part.rstrip("]").partition("[")
            when = int(year or row["变更/弃用时间"])
            goes_on = code == row["代码"] and not [one for one in parts if "[" not in one and one != code]
            assert goes_on or (row["代码"], when, code) in found, row
    assert several == 448


@pytest.mark.django_db
def test_a_merged_district_names_its_successor(divisions: None) -> None:
    old = unit_by_code("110103", date(2009, 12, 31), Tree.DIVISION)
    assert old is not None
    assert (old.name, old.unit.until) == ("崇文区", date(2010, 12, 31))
    assert [(step.other.name, step.kind, step.on.year) for step in successions_of(old.unit)] == [
        ("东城区", SuccessionKind.MERGE, 2010)
    ]
    heir = unit_by_code("110101", date(2024, 12, 31), Tree.DIVISION)
    assert heir is not None
    assert "崇文区" in [step.other.name for step in origins_of(heir.unit)]


@pytest.mark.django_db
def test_a_renamed_district_is_one_unit_with_two_names(divisions: None) -> None:
    today = unit_by_code("120110", date(2024, 12, 31), Tree.DIVISION)
    assert today is not None
    assert [(stage.version.name, stage.since.year) for stage in stages_of(today.unit)] == [
        ("东郊区", 1981),
        ("东丽区", 1992),
    ]


@pytest.mark.django_db
def test_a_code_given_to_another_district_is_two_units(divisions: None) -> None:
    first = unit_by_code("130107", date(1985, 1, 1), Tree.DIVISION)
    second = unit_by_code("130107", date(2000, 1, 1), Tree.DIVISION)
    assert first is not None
    assert second is not None
    assert first.unit_id != second.unit_id
    assert unit_by_code("130107", date(1990, 12, 31), Tree.DIVISION) is None


@pytest.mark.django_db
def test_a_district_dissolved_into_five_names_all_of_them_even_its_own_old_code(divisions: None) -> None:
    old = unit_by_code("430111", date(1995, 12, 31), Tree.DIVISION)
    assert old is not None
    steps = successions_of(old.unit)
    assert {step.kind for step in steps} == {SuccessionKind.SPLIT}
    assert [step.other.name for step in steps] == ["芙蓉区", "天心区", "岳麓区", "开福区", "雨花区"]
    assert steps[-1].other.unit.code == "430111"


@pytest.mark.django_db
def test_counties_moved_to_a_new_province_with_it(divisions: None) -> None:
    before = unit_by_code("510202", date(1996, 12, 31), Tree.DIVISION)
    assert before is not None
    assert [one.name for one in above(before, date(1996, 12, 31))] == ["四川省", "重庆市"]
    after = successions_of(before.unit)[0].other
    assert [one.name for one in above(unit_on(after.unit_id, date(1997, 12, 31)), date(1997, 12, 31))] == [
        "重庆市"
    ]


@pytest.mark.django_db
def test_loading_the_same_table_again_changes_nothing(divisions: None) -> None:
    entries = Entry.objects.count()
    out = io.StringIO()
    call_command("import_divisions", TABLE, stdout=out)
    assert "本次写入 0 处变化" in out.getvalue()
    assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_a_table_that_lost_units_is_refused(divisions: None) -> None:
    plan = Plan(row for row in read_divisions(TABLE) if row.code != "110103")
    with pytest.raises(DomainError, match="110103（1981 年起）"):
        services.import_divisions(actor=SYSTEM, plan=plan, at=NOW)
