"""The Human Development Index among the city's schemes: real figures, recomputed to the last digit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from dukao.demo.city import FOUNDER, City
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.organisations.services import add_unit
from dukao.organisations.vocabulary import Tree
from dukao.reporting.services import import_shared_values
from dukao.reporting.shared_table import Cell
from dukao.schemes import services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import Frequency, Supply
from dukao.scoring import Item, read_scheme

SOURCE = "UNDP Human Development Report 2023-24，CC BY 3.0 IGO"
BEFORE = date(1990, 1, 1)


def published_schemes() -> Path:
    """The folder of published schemes: beside the sources, or inside an installed package."""
    packaged = Path(str(files("dukao"))) / "published"
    return packaged if packaged.exists() else Path(__file__).parents[3] / "schemes"


def component_rows() -> Iterator[dict[str, str]]:
    path = published_schemes() / "hdi" / "hdi_components_1990_2022.csv"
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def plant_hdi(city: City, day: date) -> SchemeVersion:
    """Countries as reference objects, the scheme published, all components imported as shared values."""
    at = at_time(day, 9)
    office, leader = (actor_for(city.accounts[name], day) for name in ("hezheng", "zhouxing"))
    rows = list(component_rows())
    for code, name in sorted({row["iso3"]: row["country"] for row in rows}.items()):
        add_unit(
            actor=FOUNDER, code=code, since=BEFORE, at=at, tree=Tree.REFERENCE, name=name, parent=None,
            level="",
        )  # fmt: skip
    document = read_scheme(published_schemes() / "hdi" / "scheme.yaml")
    for item in document.leaves():
        _add_indicator(office, item, at)
    version = services.add_scheme(actor=office, document=document, at=at, set_name="公开指数复算")
    services.submit_version(actor=office, version=version, at=at)
    services.publish_version(
        actor=leader, version=version, effective_on=date(document.year, 1, 1), at=at, opinion="用于核对引擎。"
    )
    import_shared_values(
        actor=office, cells=_cells(rows, [item.fact_code for item in document.leaves()]), source=SOURCE, at=at
    )
    return version


def _add_indicator(office: Actor, item: Item, at: datetime) -> None:
    services.add_indicator(
        actor=office, code=item.fact_code, at=at, name=item.name, definition=f"{item.name}，{item.source}",
        measure_unit=item.measure, decimals=3, frequency=Frequency.YEAR, supply=Supply.SHARED,
        source_organ=item.source, is_hard=True, basis=SOURCE,
    )  # fmt: skip


def _cells(rows: list[dict[str, str]], indicators: list[str]) -> list[Cell]:
    return [
        Cell(number, row["iso3"], indicator, row["year"], row[indicator])
        for number, row in enumerate(rows, start=2)
        for indicator in indicators
    ]
