"""What whoever oversees asks of schemes: names of items, which way is better, targets of nought."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from dukao.journal.selectors import entries_of
from dukao.schemes.models import SchemeItem, Target
from dukao.schemes.vocabulary import Direction

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


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


def hands_on_items(version: SchemeVersion, unit_id: int, codes: Collection[str]) -> dict[int, str]:
    """Accounts that decided what the unit is held to in these items, with what they did, in words.

    Who wrote targets into the draft set those of all units at once; the journal keeps each change since.
    """
    places = tuple(f"{unit_id}/{code}/" for code in codes)
    changes = entries_of(version).filter(event="targets_set", before__isnull=False, actor_id__isnull=False)
    found = {
        account: "调整过这一项的目标"
        for account, before in changes.values_list("actor_id", "before")
        if account is not None and any(cell.startswith(places) for cell in before or ())
    }
    if version.approved_by_id is not None:
        found[version.approved_by_id] = "批准过这一项所在的办法"
    return found
