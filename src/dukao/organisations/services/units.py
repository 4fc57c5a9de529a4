"""The life of a unit: founded, changed, corrected, ended. The past is never rewritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.policies import can_change_structure
from dukao.organisations.selectors import unit_on
from dukao.organisations.services.checks import (
    checked_codes,
    living_version,
    lock_tree,
    place_below,
    plain,
    refuse_later_changes,
    refuse_second_top,
    refuse_stale,
    refuse_taken_code,
    require_level,
    require_reason,
    short_name_of,
)
from dukao.organisations.services.links import link_units
from dukao.organisations.services.places import end_version, follow_parent, move_below, restore, split_at
from dukao.organisations.vocabulary import CODES, FEATURES, LinkRole, Tree


class Features(TypedDict, total=False):
    """What may change from one version of a unit to the next."""

    name: str
    short_name: str
    level: str
    category: str
    parent: Unit | None
    position: int


class Corrections(TypedDict, total=False):
    """What may have been entered wrongly; the place in the tree is changed, not corrected."""

    name: str
    short_name: str
    level: str
    category: str
    position: int
    code: str
    uscc: str
    area_code: str


@transaction.atomic
def add_unit(
    *,
    actor: Actor,
    code: str,
    since: date,
    at: datetime,
    tree: str = Tree.ADMINISTRATIVE,
    uscc: str = "",
    area_code: str = "",
    belongs_to: Unit | None = None,
    reason: str = "",
    key: str = "",
    **features: Unpack[Features],
) -> Unit:
    """Found a unit on ``since`` below ``features["parent"]``, or as a root.

    A party organisation also names the administrative unit it ``belongs_to``.

    Refuses malformed codes, a code another unit of the tree carries on or after that day, a parent
    that does not live then or stands on a lower level, and a second administrative unit without a parent.
    """
    if is_done(key):
        return Unit.objects.filter(tree=tree, code=code).latest("since")
    lock_tree(tree)
    require_level(tree, features["level"])
    place = place_below(features.get("parent"), tree, since, features["level"])
    require(can_change_structure(actor, place.path, tree))
    if not features.get("parent"):
        refuse_second_top(tree, since)
    codes = checked_codes(code=code, uscc=uscc, area_code=area_code)
    refuse_taken_code(tree, codes["code"], since)
    unit = Unit.objects.create(tree=tree, since=since, **codes)
    features["short_name"] = short_name_of(features.get("short_name", ""), features["name"])
    version = UnitVersion.objects.create(unit=unit, since=since, path=f"{place.path}{unit.pk}/", **features)
    follow_parent(version, place.moves)
    record(
        actor=actor, event="unit_added", subject=unit, label=version.name, at=at, reason=reason,
        after={"since": since.isoformat(), **codes, **features, "parent": place.called},
        unit_path=version.path, key=key,
    )  # fmt: skip
    if belongs_to is not None:
        link_units(actor=actor, unit=unit, target=belongs_to, role=LinkRole.PARTY_OF, since=since, at=at)
    return unit


@transaction.atomic
def change_unit(
    *,
    actor: Actor,
    unit: Unit,
    on: date,
    reason: str,
    at: datetime,
    seen: int | None = None,
    key: str = "",
    **changes: Unpack[Features],
) -> UnitVersion:
    """From ``on`` the unit carries ``changes``; before that day it stays what it was.

    A new parent moves everything below along, from that day on only.
    """
    if is_done(key):
        return unit_on(unit.pk, on)
    lock_tree(unit.tree)
    current = living_version(unit, on)
    require(can_change_structure(actor, current.path, unit.tree))
    refuse_stale(unit, seen)
    require_reason(reason)
    refuse_later_changes(unit, on)
    _require_names(unit.tree, current, changes)
    wanted = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if not wanted:
        raise DomainError("no_change", "没有任何变化。请修改要变更的内容，或返回。")
    before = {name: getattr(current, name) for name in wanted}
    version, old_path = split_at(current, on), current.path
    for name, value in wanted.items():
        setattr(version, name, value)
    place = place_below(version.parent, unit.tree, on, version.level, within=unit)
    version.path = f"{place.path}{unit.pk}/"
    require(can_change_structure(actor, version.path, unit.tree))
    version.save()
    move_below(old_path, version.path, on)
    follow_parent(version, place.moves)
    record(
        actor=actor, event="unit_changed", subject=unit, label=version.name, at=at, reason=reason,
        before=plain(before, on), after={"on": on.isoformat(), **plain(wanted, on)},
        unit_path=version.path, key=key,
    )  # fmt: skip
    return version


@transaction.atomic
def correct_unit(
    *,
    actor: Actor,
    version: UnitVersion,
    reason: str,
    at: datetime,
    seen: int | None = None,
    key: str = "",
    **corrections: Unpack[Corrections],
) -> None:
    """``version`` says what it should have said from its beginning, for all past pages as well.

    This is for what was entered wrongly; what really changed on a day is for :func:`change_unit`.
    """
    if is_done(key):
        return
    unit = version.unit
    lock_tree(unit.tree)
    require(can_change_structure(actor, version.path, unit.tree))
    refuse_stale(unit, seen)
    require_reason(reason)
    _require_names(unit.tree, version, corrections)
    codes = checked_codes(
        code=corrections.get("code", unit.code),
        uscc=corrections.get("uscc", unit.uscc),
        area_code=corrections.get("area_code", unit.area_code),
    )
    if codes["code"] != unit.code:
        refuse_taken_code(unit.tree, codes["code"], unit.since, unit.until)
    before = _write(unit, codes) | _write(
        version, {name: value for name, value in corrections.items() if name not in CODES}
    )
    if not before:
        raise DomainError("no_change", "没有任何变化。请修改写错的内容，或返回。")
    after = {name: getattr(unit if name in CODES else version, name) for name in before}
    record(
        actor=actor, event="unit_corrected", subject=unit, label=version.name, at=at, reason=reason,
        before=before, after={"since": version.since.isoformat(), **after},
        unit_path=version.path, key=key,
    )  # fmt: skip


@transaction.atomic
def withdraw_change(
    *, actor: Actor, unit: Unit, reason: str, at: datetime, seen: int | None = None, key: str = ""
) -> None:
    """The unit's last change never happened: the version before it goes on."""
    if is_done(key):
        return
    lock_tree(unit.tree)
    last, *earlier = unit.versions.select_related("parent").order_by("-since")
    require(can_change_structure(actor, last.path, unit.tree))
    refuse_stale(unit, seen)
    require_reason(reason)
    refuse_later_changes(unit, last.since)
    if not earlier:
        raise DomainError("first_version", "这是单位设立时的情况，不能撤销。写错的内容请用“更正”。")
    kept = earlier[0]
    if all(getattr(kept, name) == getattr(last, name) for name in FEATURES):
        raise DomainError("moved_along", f"{last.since} 的变动是随上级移动而来的，请到上级单位撤销。")
    place = place_below(kept.parent, unit.tree, last.since, kept.level)
    restored = restore(kept, last, f"{place.path}{unit.pk}/")
    follow_parent(restored, place.moves)
    record(
        actor=actor, event="unit_change_withdrawn", subject=unit, label=kept.name, at=at, reason=reason,
        before={"on": last.since.isoformat(), "name": last.name}, after={"name": kept.name},
        unit_path=kept.path, key=key,
    )  # fmt: skip


@transaction.atomic
def end_unit(
    *,
    actor: Actor,
    unit: Unit,
    on: date,
    reason: str,
    at: datetime,
    seen: int | None = None,
    key: str = "",
) -> None:
    """The unit no longer exists from ``on``, and its posts and links end with it.

    Units still below it must have been moved before.
    """
    if is_done(key):
        return
    lock_tree(unit.tree)
    current = living_version(unit, on)
    require(can_change_structure(actor, current.path, unit.tree))
    refuse_stale(unit, seen)
    require_reason(reason)
    refuse_later_changes(unit, on)
    ended_along = end_version(unit, current, on)
    record(
        actor=actor, event="unit_ended", subject=unit, label=current.name, at=at, reason=reason,
        after={"until": on.isoformat(), **ended_along}, unit_path=current.path, key=key,
    )  # fmt: skip


def _require_names(tree: str, version: UnitVersion, changes: Features | Corrections) -> None:
    """A level where the tree has levels; a short name taken away is made good for by the name."""
    if "level" in changes:
        require_level(tree, changes["level"])
    if "short_name" in changes:
        changes["short_name"] = short_name_of(changes["short_name"], changes.get("name", version.name))


def _write(row: Unit | UnitVersion, values: dict[str, Any]) -> dict[str, Any]:
    """Store what differs; return what stood there before."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    for name in before:
        setattr(row, name, values[name])
    if before:
        row.save(update_fields=list(before))
    return before
