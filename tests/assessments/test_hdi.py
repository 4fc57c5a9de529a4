"""A published index through the whole house: shared values in, rounds computed, the published figures out.

UNDP Human Development Report 2023-24, time series (CC BY 3.0 IGO): 6,171 values and the ranks of 2022.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from dukao.assessments import services
from dukao.assessments.models import Round, UnitScore
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.vocabulary import Tree
from dukao.reporting.services import import_shared_values
from dukao.reporting.shared_table import Cell
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import Frequency, Supply
from dukao.scoring import read_scheme
from tests.conftest import NOW, City

FOLDER = Path(__file__).parents[2] / "schemes" / "hdi"
LONG_AGO = date(1990, 1, 1)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.fixture
def published(city: City) -> SchemeVersion:
    """Countries as reference objects, the scheme in force, every component imported as a shared value."""
    document = read_scheme(FOLDER / "scheme.yaml")
    office, leader = city.actor(city.office), city.actor(city.leader)
    values = list(rows("hdi_components_1990_2022.csv"))
    for code, name in {row["iso3"]: row["country"] for row in values}.items():
        unit = Unit.objects.create(code=code, since=LONG_AGO, tree=Tree.REFERENCE)
        UnitVersion.objects.create(
            unit=unit, since=LONG_AGO, name=name, short_name=name, path=f"/{unit.pk}/", level=""
        )
    codes = [item.fact_code for item in document.leaves()]
    for item in document.leaves():
        scheme_services.add_indicator(
            actor=office, code=item.fact_code, at=NOW, name=item.name, definition=item.name,
            measure_unit=item.measure, frequency=Frequency.YEAR, supply=Supply.SHARED,
            source_organ=item.source or "UNDP", basis="Technical note 1",
        )  # fmt: skip
    version = scheme_services.add_scheme(actor=office, document=document, at=NOW)
    scheme_services.submit_version(actor=office, version=version, at=NOW)
    scheme_services.publish_version(
        actor=leader, version=version, effective_on=date(document.year, 1, 1), at=NOW
    )
    cells = [
        Cell(line, row["iso3"], code, row["year"], row[code])
        for line, row in enumerate(values, start=2)
        for code in codes
    ]
    import_shared_values(actor=office, cells=cells, source="UNDP", at=NOW)
    return version


def test_every_published_value_and_rank_comes_out(
    city: City, published: SchemeVersion, client: Client
) -> None:
    assert services.open_rounds(at=NOW) == 33
    for assessment in Round.objects.select_related("version__scheme").filter(version=published):
        services.refresh_round(assessment=assessment, at=NOW)
    totals = {
        (unit, period): total
        for unit, period, total in UnitScore.objects.filter(total__isnull=False).values_list(
            "unit__code", "round__period", "total"
        )
    }
    expected = {
        (row["iso3"], row["year"]): Decimal(row["hdi_published"])
        for row in rows("hdi_components_1990_2022.csv")
        if row["hdi_published"]
    }
    assert len(expected) == 6171
    assert {key: totals.get(key) for key in expected} == expected

    newest = Round.objects.get(version=published, period="2022")
    ranks = dict(newest.scores.filter(group="countries").values_list("unit__code", "group_rank"))
    published_ranks = {row["iso3"]: int(row["hdi_rank_2022"]) for row in rows("hdi_rank_2022.csv")}
    assert {code: ranks[code] for code in published_ranks} == published_ranks

    client.force_login(city.office)
    pages = [
        client.get(reverse("assessments:show", args=[newest.pk]), {"page": number}).content.decode()
        for number in (1, 2, 3, 4)
    ]
    assert "Switzerland" in pages[0]
    assert "0.967" in pages[0]
    assert sum(page.count('class="num rk-n"') for page in pages) == len(ranks)
    norway = Unit.objects.get(code="NOR")
    sheet = client.get(reverse("assessments:score", args=[newest.pk, norway.pk])).content.decode()
    assert "为什么是 0.966 分" in sheet
    assert "ln 75000" in sheet
