"""Where a form of this room stands: which unit it is about, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors
from dukao.organisations.policies import can_change_structure

if TYPE_CHECKING:
    from dukao.organisations.models import Unit, UnitVersion


def changeable(request: Request, unit_id: int) -> UnitVersion:
    """The unit as it is today, if the actor may change it."""
    version = selectors.unit_on(unit_id, clock.today())
    require(can_change_structure(request.actor, version.path, version.unit.tree))
    return version


def features_of(version: UnitVersion) -> dict[str, Any]:
    """What a form that changes or corrects a unit starts from."""
    return {name: getattr(version, name) for name in ("name", "short_name", "level", "category", "position")}


def seen_of(unit: Unit) -> dict[str, Any]:
    """What the unit had been through when the form was opened."""
    return {"seen": selectors.newest_entry(unit)}


def address_of(unit: Unit) -> str:
    return reverse("organisations:unit", args=[unit.pk])


def named(version: UnitVersion | None) -> str:
    """A unit as fields of forms write it: B01 市住建局."""
    return f"{version.unit.code} {version.short_name}" if version else ""


def crumbs_to(version: UnitVersion | None, here: str, tree: str = "") -> list[tuple[str, str | None]]:
    """管理 / 单位 / 市住建局 / 变更."""
    units = reverse("organisations:tree", args=[version.unit.tree if version else tree])
    crumbs: list[tuple[str, str | None]] = [("管理", None), ("单位", units)]
    if version is not None:
        crumbs.append((version.short_name, address_of(version.unit)))
    return [*crumbs, (here, None)]
