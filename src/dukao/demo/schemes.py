"""The example city's indicator library, scheme sets and targets, published through the usual services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dukao.demo.city import City, read_table
from dukao.demo.figures import series
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.schemes import services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import Direction, is_due
from dukao.scoring import Scheme, scheme_from_data

Row = Mapping[str, str]


def indicator_table() -> list[Row]:
    return list(read_table("indicators.csv"))


def plant_library(city: City, office: Actor, at: datetime) -> None:
    """Every indicator of the table in its first version."""
    for row in indicator_table():
        services.add_indicator(
            actor=office,
            code=row["code"],
            at=at,
            name=row["name"],
            definition=row["definition"],
            measure_unit=row["measure"],
            decimals=int(row["decimals"]),
            direction=Direction.LOWER if row["shape"] in {"lower", "count"} else Direction.HIGHER,
            frequency=row["frequency"],
            source_organ=row["source"],
            supply=row["supply"],
            lead_id=city.units[row["lead"]].pk,
            evidence=row["evidence"],
            is_hard=row["hard"] == "1",
            basis=row["basis"],
        )


def plant_schemes(
    city: City, made: Iterable[dict[str, Any]], year: int, seed: int, report: Callable[[str], None]
) -> list[SchemeVersion]:
    """Draft, give targets, submit and publish the documents of a year."""
    drafted, decided = at_time(date(year - 1, 12, 8), 10), at_time(date(year - 1, 12, 25), 16)
    office = actor_for(city.accounts["hezheng"], drafted.date())
    leader = actor_for(city.accounts["zhouxing"], decided.date())
    rows = {row["code"]: row for row in indicator_table()}
    published = []
    for data in made:
        document = scheme_from_data(data)
        report(document.name)
        version = services.add_scheme(actor=office, document=document, at=drafted)
        targets = _targets(city, document, rows, seed)
        services.set_targets(actor=office, version=version, values=targets, at=drafted)
        services.submit_version(actor=office, version=version, at=drafted)
        services.publish_version(
            actor=leader, version=version, effective_on=date(year, 1, 1), at=decided, opinion="同意发布。"
        )
        published.append(version)
    return published


def plant_next_year(city: City, made: Iterable[dict[str, Any]], seed: int, at: datetime) -> None:
    """Next year's schemes under way: one still being written, one waiting for the leader."""
    office = actor_for(city.accounts["hezheng"], at.date())
    rows = {row["code"]: row for row in indicator_table()}
    for data in made:
        family = data["code"].partition("-")[0]
        if family == "state":
            _leave_unfinished(data)
        elif family != "soe":
            continue
        document = scheme_from_data(data)
        version = services.add_scheme(actor=office, document=document, at=at)
        targets = _targets(city, document, rows, seed)
        if family == "state":
            unset = {city.units[code].pk for code in city.groups["SOCIETY"][:3]}
            targets = {
                cell: value for cell, value in targets.items() if cell[1] != "Z-10" or cell[0] not in unset
            }
        services.set_targets(actor=office, version=version, values=targets, at=at)
        if family == "soe":
            services.submit_version(actor=office, version=version, at=at + timedelta(days=3))


def _leave_unfinished(data: dict[str, Any]) -> None:
    """What a draft may still hold: a bonus the rules forbid, an item without source and lead unit."""
    bonus = next(node for node in data["items"] if node["code"] == "B")
    bonus["children"].append(
        {
            "code": "B-02",
            "name": "获领导肯定性批示",
            "clause": "第二十二条",
            "method": {"kind": "bonus", "points": "0.5"},
        }
    )
    work = next(node for node in data["items"] if node["code"] == "Z")
    del work["children"][-1]["source"], work["children"][-1]["lead"]


def _targets(
    city: City, document: Scheme, rows: Mapping[str, Row], seed: int
) -> dict[tuple[int, str, str], Decimal]:
    return {
        (city.units[code].pk, item.code, f"{document.year}-{month:02d}"): line.target
        for item in document.leaves()
        if item.code in rows
        for group in document.groups
        for code in group.members
        for month, line in enumerate(series(code, rows[item.code], document.year, seed), start=1)
        if line.target is not None and is_due(item.frequency.value, month)
    }
