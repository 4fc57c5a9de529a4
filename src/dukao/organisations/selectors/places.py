"""Where units stand today: what rights are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.prepared import Parameter
from dukao.kernel.validity import holds_on
from dukao.organisations.models import UnitVersion
from dukao.organisations.selectors.units import units_under, versions_by_unit
from dukao.organisations.vocabulary import Tree

#: Trees whose units report and review.
WORKING_TREES = (Tree.ADMINISTRATIVE, Tree.PARTY)


def paths_of(unit_ids: Iterable[int | None], day: date) -> dict[int | None, str]:
    """Present paths by unit; no unit has no path."""
    versions = versions_by_unit((unit for unit in unit_ids if unit is not None), day)
    return {None: "", **{unit: version.path for unit, version in versions.items()}}


@kept_while_reading
def units_held(actor: Actor, day: date, *roles: str) -> dict[int, UnitVersion]:
    """Units on which, or above which, the actor holds any of the roles, in the order of the tree."""
    return {version.unit_id: version for version in _below(actor.scopes(*roles), day)}


def units_granted(actor: Actor, day: date, *roles: str) -> dict[int, UnitVersion]:
    """Units the actor holds any of the roles on themselves, not from above, in the order of the tree."""
    versions = versions_by_unit(actor.units(*roles), day)
    return dict(sorted(versions.items(), key=lambda item: item[1].path))


def _below(scopes: Collection[str], day: date) -> list[UnitVersion]:
    """The units of all working trees below these places, place by place and tree by tree, in one query."""
    if not scopes:
        return []
    first, *others = (units_under(scope, day, tree) for scope in scopes for tree in WORKING_TREES)

    def place(version: UnitVersion) -> tuple[int, int]:
        below = next(place for place, scope in enumerate(scopes) if version.path.startswith(scope))
        return below, WORKING_TREES.index(Tree(version.unit.tree))

    return sorted(reduce(or_, others, first), key=place)


def unit_ids_under(scopes: Iterable[str | Parameter], day: date | Parameter) -> QuerySet[UnitVersion, int]:
    """Ids of the units of the working trees below any of these places, as a subquery."""
    below = Q(pk__in=[])
    for scope in scopes:
        below |= Q(path__startswith=scope)
    return UnitVersion.objects.filter(holds_on(day), below, unit__tree__in=WORKING_TREES).values_list(
        "unit_id", flat=True
    )
