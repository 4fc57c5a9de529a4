"""What whoever oversees asks of schemes: names of items, which way is better, targets of nought."""

from __future__ import annotations

from collections.abc import Iterable

from dukao.schemes.models import SchemeItem, Target
from dukao.schemes.vocabulary import Direction


def item_names(cells: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Names of items by version and code."""
    wanted = set(cells)
    rows = SchemeItem.objects.filter(
        version_id__in={version for version, _ in wanted}, code__in={code for _, code in wanted}
    )
    return {(version, code): name for version, code, name in rows.values_list("version_id", "code", "name")}


def lower_is_better(cells: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Items, by version and code, whose indicator is better the lower it is."""
    wanted = set(cells)
    rows = SchemeItem.objects.filter(
        version_id__in={version for version, _ in wanted}, indicator__direction=Direction.LOWER
    )
    return wanted & set(rows.values_list("version_id", "code"))


def targets_of_nought(year: int) -> set[tuple[int, str, str]]:
    """Unit, item and month of every target of the year that asks for nothing."""
    rows = Target.objects.filter(
        period__startswith=str(year), value__startswith="0", version__published_at__isnull=False
    )
    return {
        (unit, item, period)
        for unit, item, period, value in rows.values_list("unit_id", "item", "period", "value")
        if value == 0
    }
