"""What is asked of a unit in a period: items, and what should have been reached."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from dukao.schemes.models import RosterEntry, SchemeItem, SchemeVersion, Target
from dukao.schemes.selectors.versions import versions_in_force
from dukao.schemes.vocabulary import Supply, is_due
from dukao.scoring import Period

Targets = dict[tuple[int, str], Decimal | None]


def month_of(period: Period) -> str:
    """The month whose target stands for the period: its last one."""
    return f"{period.year}-{period.last_month:02d}"


def items_due(unit_id: int, period: Period) -> list[SchemeItem]:
    """Items the unit answers for in the period, over all schemes in force at its end, in their order.

    Left out are items of other groups, items not due by their frequency, items that come from event
    records, and items whose target says that they do not apply to this unit.
    """
    places = dict(_places(unit_id, period).values_list("version_id", "group"))
    excused = _targets(places, unit_id, period).filter(value__isnull=True).values_list("version_id", "item")
    not_applicable = set(excused)
    return [
        item
        for item in _items(places, period)
        if _is_asked_of(places[item.version_id], item) and (item.version_id, item.code) not in not_applicable
    ]


def items_due_by_unit(period: Period) -> dict[int, list[SchemeItem]]:
    """What :func:`items_due` says, for every assessed unit at once: four queries for a whole city."""
    versions = list(versions_in_force(period.last_day).values_list("pk", flat=True))
    items: dict[int, list[SchemeItem]] = {}
    for item in _items(versions, period):
        items.setdefault(item.version_id, []).append(item)
    excused = Target.objects.filter(version__in=versions, period=month_of(period), value__isnull=True)
    not_applicable = set(excused.values_list("unit_id", "version_id", "item"))
    due: dict[int, list[SchemeItem]] = {}
    for entry in RosterEntry.objects.filter(version__in=versions).order_by("version__scheme__code", "id"):
        due.setdefault(entry.unit_id, []).extend(
            item
            for item in items.get(entry.version_id, ())
            if _is_asked_of(entry.group, item)
            and (entry.unit_id, item.version_id, item.code) not in not_applicable
        )
    return due


def _items(version_ids: Iterable[int], period: Period) -> list[SchemeItem]:
    items = (
        SchemeItem.objects.filter(version_id__in=list(version_ids))
        .exclude(supply=Supply.EVENT)
        .select_related("version__scheme", "indicator", "lead")
        .order_by("version__scheme__code", "position")
    )
    return [item for item in items if is_due(item.frequency, period.last_month)]


def _is_asked_of(group: str, item: SchemeItem) -> bool:
    return not item.applies_to or group in item.applies_to


def targets_of(unit_id: int, period: Period) -> Targets:
    """The unit's targets of the period by version and item; ``None`` means that the item does not apply."""
    versions = list(_places(unit_id, period).values_list("version_id", flat=True))
    rows = _targets(versions, unit_id, period).values_list("version_id", "item", "value")
    return {(version_id, item): value for version_id, item, value in rows}


def targets_in(version: SchemeVersion, period: Period) -> Targets:
    """All targets of a version for the period by unit and item."""
    rows = Target.objects.filter(version=version, period=month_of(period))
    return {(unit_id, item): value for unit_id, item, value in rows.values_list("unit_id", "item", "value")}


def targets_for(
    unit_ids: Iterable[int], version_ids: Iterable[int], items: Iterable[str], periods: Iterable[Period]
) -> dict[tuple[int, int, str, str], Decimal | None]:
    """Targets of many units, versions, items and periods by (unit, version, item, month), in one query."""
    rows = targets_asked(unit_ids, version_ids, items, periods)
    return {(unit, version, item, month): value for unit, version, item, month, value in rows}


def targets_asked(
    unit_ids: Iterable[int], version_ids: Iterable[int], items: Iterable[str], periods: Iterable[Period]
) -> QuerySet[Target, tuple[int, int, str, str, Decimal | None]]:
    """The same not asked yet, as rows of unit, version, item, month and value."""
    return Target.objects.filter(
        unit_id__in=set(unit_ids),
        version_id__in=version_ids if isinstance(version_ids, QuerySet) else set(version_ids),
        item__in=set(items),
        period__in={month_of(period) for period in periods},
    ).values_list("unit_id", "version_id", "item", "period", "value")


def _places(unit_id: int, period: Period) -> QuerySet[RosterEntry]:
    in_force = versions_in_force(period.last_day).values("pk")
    return RosterEntry.objects.filter(unit_id=unit_id, version__in=in_force)


def _targets(versions: dict[int, str] | list[int], unit_id: int, period: Period) -> QuerySet[Target]:
    return Target.objects.filter(version_id__in=list(versions), unit_id=unit_id, period=month_of(period))
