"""Reading the structure as it was on any day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from dukao.kernel.errors import Missing
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.vocabulary import Tree


def units_on(day: date, tree: str = Tree.ADMINISTRATIVE) -> QuerySet[UnitVersion]:
    """All units of a tree as they stood on ``day``, in the order of the tree's own listing."""
    return (
        UnitVersion.objects.filter(holds_on(day), unit__tree=tree)
        .select_related("unit")
        .order_by("position", "unit__code")
    )


def units_under(path: str, day: date, tree: str = Tree.ADMINISTRATIVE) -> QuerySet[UnitVersion]:
    """The unit at ``path`` and everything below it on ``day``."""
    return units_on(day, tree).filter(path__startswith=path)


def unit_on(unit_id: int, day: date) -> UnitVersion:
    """One unit as it stood on ``day``; a day outside its life gives the nearest version.

    A report or score of a unit that has since ended must still carry its name.
    """
    found = versions_by_unit([unit_id], day).get(unit_id)
    if found is None:
        raise Missing("没有这个单位，可能已被合并，请从单位列表查找。")
    return found


def versions_by_unit(unit_ids: Iterable[int], day: date) -> dict[int, UnitVersion]:
    """Versions of many units on ``day`` in one query; units that had ended give their last version."""
    wanted, known = dict.fromkeys(unit_ids), _read_so_far()
    if missing := wanted.keys() - known.keys():
        known.update((unit_id, []) for unit_id in missing)
        versions = UnitVersion.objects.filter(unit_id__in=missing).select_related("unit").order_by("since")
        for version in versions:
            known[version.unit_id].append(version)
    return {unit_id: _nearest(known[unit_id], day) for unit_id in wanted if known[unit_id]}


@kept_while_reading
def _read_so_far() -> dict[int, list[UnitVersion]]:
    """Versions of units from the first on: rights, lists and names of a page ask about the same ones."""
    return {}


def _nearest(versions: Sequence[UnitVersion], day: date) -> UnitVersion:
    """Of all there were, in order: the last one that had begun, or else the first."""
    return next((version for version in reversed(versions) if version.since <= day), versions[0])


def unit_by_code(code: str, day: date, tree: str = Tree.ADMINISTRATIVE) -> UnitVersion | None:
    """The unit that carried this code on ``day``; codes are given again after a unit ends."""
    return units_on(day, tree).filter(unit__code=code).first()


def unit_ids_by_code(codes: Iterable[str], day: date, tree: str | None = None) -> dict[str, int]:
    """Ids of the units that carried these codes on ``day``; unknown codes are left out."""
    rows = Unit.objects.filter(holds_on(day), code__in=set(codes))
    if tree is not None:
        rows = rows.filter(tree=tree)
    return dict(rows.order_by("tree").values_list("code", "id"))
