"""Walking the trees: what stands directly below, what stands above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from dukao.kernel.validity import holds_on
from dukao.organisations.models import UnitVersion
from dukao.organisations.selectors.units import units_on, versions_by_unit


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree and how many units stand directly below it on that day."""

    version: UnitVersion
    below: int


def tops_of(tree: str, day: date) -> QuerySet[UnitVersion]:
    """The units of a tree that have nothing above them."""
    return units_on(day, tree).filter(parent__isnull=True)


def only_top_of(tree: str, day: date) -> UnitVersion | None:
    """The one unit a tree grows from; ``None`` where there is none yet, or several."""
    tops = list(tops_of(tree, day)[:2])
    return tops[0] if len(tops) == 1 else None


def children_of(unit_id: int, day: date) -> QuerySet[UnitVersion]:
    """What stands directly below the unit on ``day``, in the order of listing."""
    return (
        UnitVersion.objects.filter(holds_on(day), parent_id=unit_id)
        .select_related("unit")
        .order_by("position", "unit__code")
    )


def branches(versions: Iterable[UnitVersion], day: date) -> list[Branch]:
    """The same units with the number below each: two queries, whatever their number."""
    listed = list(versions)
    counts = dict(
        UnitVersion.objects.filter(holds_on(day), parent_id__in=[one.unit_id for one in listed])
        .values_list("parent_id")
        .annotate(Count("id"))
    )
    return [Branch(version, counts.get(version.unit_id, 0)) for version in listed]


def above(version: UnitVersion, day: date) -> list[UnitVersion]:
    """The units above, the top first, as they stood on ``day``."""
    ids = ids_above(version)
    found = versions_by_unit(ids, day) if ids else {}
    return [found[unit_id] for unit_id in ids if unit_id in found]


def ids_above(version: UnitVersion) -> list[int]:
    return [int(part) for part in version.path.split("/") if part and int(part) != version.unit_id]


def parents_of(versions: Sequence[UnitVersion], day: date) -> dict[int, UnitVersion]:
    """The parent of each unit as it stood on ``day``, by the id of the parent: one query for all."""
    ids = {version.parent_id for version in versions if version.parent_id}
    return versions_by_unit(ids, day) if ids else {}


def tree_sizes(day: date) -> dict[str, int]:
    """How many units each tree has on ``day``; empty trees are left out."""
    rows = UnitVersion.objects.filter(holds_on(day)).values_list("unit__tree").annotate(Count("id"))
    return dict(rows.order_by())
