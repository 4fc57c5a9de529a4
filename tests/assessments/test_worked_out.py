"""Values worked out of others: a round reads the figures of the year before and of other indicators."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.assessments import services
from dukao.assessments.gathering import gathered, revision
from dukao.assessments.models import Round
from dukao.reporting.services import import_shared_values
from dukao.reporting.shared_table import Cell
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import Frequency, Supply
from dukao.scoring import Period, scheme_from_yaml
from tests.conftest import NOW, City

TEXT = """
format: dukao-scheme/1
code: rise-2026
name: 增速考评办法
year: 2026
basis: [市委办〔2026〕3 号]
order: [rescale, deduct, bonus, cap, round, veto, rank, grade]
rounding: {total: 2, item: 2}
missing: zero
groups:
  - {code: g1, name: 经济部门, members: [B01, B03]}
items:
  - {code: R-1, name: 工业增加值增速, weight: 60, hard: true, indicator: industry@1, frequency: year,
     value: {kind: growth, rounding: 1}, method: {kind: conversion, out_of: 10}, standard: 保持增长, source: 市统计局, lead: B02}
  - code: R-2
    name: 人均产出
    weight: 40
    hard: true
    indicator: industry@1
    frequency: year
    value:
      kind: formula
      expression: 产出 / 人口
      figures: [{name: 产出, indicator: industry}, {name: 人口, indicator: people, over: last_year}]
      rounding: 2
    method: {kind: conversion, out_of: 20}
    standard: 保持增长
    source: 市统计局
    lead: B02
"""
YEAR = Period.parse("2026")


@pytest.fixture
def version(city: City) -> SchemeVersion:
    office, leader = city.actor(city.office), city.actor(city.leader)
    for code in ("industry", "people"):
        scheme_services.add_indicator(
            actor=office, code=code, at=NOW, name=code, definition=code, measure_unit="万",
            frequency=Frequency.YEAR, supply=Supply.SHARED, source_organ="市统计局", basis="统计公报",
        )  # fmt: skip
    made = scheme_services.add_scheme(actor=office, document=scheme_from_yaml(TEXT), at=NOW)
    scheme_services.submit_version(actor=office, version=made, at=NOW)
    scheme_services.publish_version(actor=leader, version=made, effective_on=date(2026, 1, 1), at=NOW)
    return made


def bring(city: City, *rows: tuple[str, str, str, str]) -> None:
    cells = [Cell(line, *row) for line, row in enumerate(rows, start=2)]
    import_shared_values(actor=city.actor(city.office), cells=cells, source="市统计局", at=NOW)


def test_a_round_reads_last_year_and_other_indicators(city: City, version: SchemeVersion) -> None:
    bring(
        city,
        ("B01", "industry", "2026", "108"), ("B01", "industry", "2025", "100"), ("B01", "people", "2025", "6"),
        ("B03", "industry", "2026", "100"), ("B03", "industry", "2024", "1"), ("B03", "people", "2026", "4"),
    )  # fmt: skip
    found = {(fact.unit, fact.item, str(fact.period)) for fact in gathered(version, YEAR).facts}
    assert ("B01", "R-1", "2025") in found
    assert ("B01", "people", "2025") in found
    assert not {place for place in found if place[2] == "2024" or place[1:] == ("people", "2026")}
    services.open_rounds(at=NOW)
    assessment = Round.objects.get(version=version, period="2026")
    services.refresh_round(assessment=assessment, at=NOW)
    totals = dict(assessment.scores.values_list("unit__code", "total"))
    assert {unit: str(total) for unit, total in totals.items()} == {"B01": "84.00", "B03": "0.00"}


def test_a_changed_figure_changes_the_token(city: City, version: SchemeVersion) -> None:
    before = revision(version, YEAR)
    bring(city, ("B01", "people", "2025", "6"))
    assert revision(version, YEAR) != before
