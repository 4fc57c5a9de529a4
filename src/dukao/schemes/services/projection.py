"""The rows a published scheme is projected into, for reports and lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dukao.schemes.models import IndicatorVersion, RosterEntry, SchemeItem, SchemeVersion
from dukao.schemes.selectors.indicators import versions_referred_to
from dukao.schemes.selectors.versions import unit_ids
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Family, Item, Scheme
from dukao.scoring.methods import Bonus, Deduction


def project(version: SchemeVersion, scheme: Scheme, day: date) -> None:
    """Items and roster of the version stand as rows; units are those that carry the codes on ``day``."""
    leaves = list(placed_leaves(scheme))
    library = versions_referred_to(item.indicator for _, item in leaves if item.indicator)
    units = unit_ids(
        [
            *(item.lead for _, item in leaves if item.lead),
            *(code for group in scheme.groups for code in group.members),
        ],
        day,
    )
    SchemeItem.objects.bulk_create(
        _row(version, family, item, place, library.get(item.indicator or ""), units)
        for place, (family, item) in enumerate(leaves)
    )
    RosterEntry.objects.bulk_create(
        RosterEntry(version=version, unit_id=units[code], group=group.code, group_name=group.name)
        for group in scheme.groups
        for code in group.members
    )


def _row(
    version: SchemeVersion,
    family: str,
    item: Item,
    place: int,
    indicator: IndicatorVersion | None,
    units: dict[str, int],
) -> SchemeItem:
    lead = units.get(item.lead or "")
    return SchemeItem(
        version=version,
        code=item.code,
        name=item.name,
        family=family,
        indicator=indicator,
        weight=item.weight,
        frequency=item.frequency.value,
        supply=supply_of(item, indicator),
        lead_id=lead if lead or indicator is None else indicator.lead_id,
        applies_to=list(item.applies_to),
        position=place,
    )


def supply_of(item: Item, indicator: IndicatorVersion | None) -> str:
    """The library says who brings the value; without it, deductions and bonuses come from event records."""
    if indicator is not None:
        return indicator.supply
    return Supply.EVENT if isinstance(item.method, Deduction | Bonus) else Supply.UNIT


def placed_leaves(scheme: Scheme) -> Iterator[tuple[str, Item]]:
    """Every item with the name of the top-level family it stands in; "" for one that stands alone."""
    for top in scheme.items:
        if isinstance(top, Item):
            yield "", top
        else:
            for item in _below(top):
                yield top.name, item


def _below(family: Family) -> Iterator[Item]:
    for node in family.children:
        if isinstance(node, Family):
            yield from _below(node)
        else:
            yield node
