"""What every change of the structure is held against before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.identifiers import check_area_code, check_uscc, tidy
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.selectors import unit_on
from dukao.organisations.vocabulary import SHORT_NAME_LENGTH, Level, Tree

_RANK = {level: rank for rank, level in enumerate(Level.values)}


def lock_tree(tree: str) -> None:
    """Let changes of one tree wait for each other: two moves at once could close a circle."""
    Unit.objects.select_for_update().filter(tree=tree).order_by("pk").first()


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("reason_missing", "请写明依据或原因，例如机构改革文件的文号。")


def refuse_stale(unit: Unit, seen: int | None) -> None:
    """``seen`` is the newest journal entry of the unit the actor knew of; ``None`` asks for no check."""
    last = entries_of(unit).first()
    if seen is not None and last is not None and last.pk != seen:
        raise Stale(f"{last.actor}刚刚改过这个单位。你填的内容还在，请核对后再提交。")


def living_version(unit: Unit, on: date) -> UnitVersion:
    """The version that holds on that day; a unit that has ended or not begun is told so."""
    version = unit_on(unit.pk, on)
    if version.holds(on):
        return version
    if on < unit.since:
        raise DomainError("not_begun", f"“{version.name}”自 {unit.since} 起才有，请改用这一天或更晚的日期。")
    raise DomainError("ended", f"“{version.name}”到 {version.until} 已终止，请改用更早的日期。")


def refuse_second_top(tree: str, on: date) -> None:
    """Roles reach downwards: nobody's would reach a unit beside the place, not even to put it right."""
    if tree != Tree.ADMINISTRATIVE:
        return
    living = Q(until__isnull=True) | Q(until__gt=on)
    top = UnitVersion.objects.select_related("unit").filter(living, unit__tree=tree, parent=None).first()
    if top is not None:
        raise DomainError(
            "parent_missing",
            f"单位都设在“{top.name}”之下，角色和范围按上下级确定。请填上级，直属的填 {top.unit.code}。",
        )


def refuse_later_changes(unit: Unit, on: date) -> None:
    """A change may only be the last one: what comes after it was decided on other grounds."""
    later = unit.versions.filter(since__gt=on).order_by("since").first()
    if later is not None:
        raise DomainError(
            "later_change", f"这个单位在 {later.since} 还有一次变更。请先撤销那次变更，或改用更晚的日期。"
        )
    if unit.until is not None:
        raise DomainError("will_end", f"这个单位已定于 {unit.until} 终止，不能再变更。")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands from a day on: the path above it, what stands there, and where that will move."""

    path: str = "/"
    called: str | None = None
    moves: tuple[UnitVersion, ...] = ()


def place_below(parent: Unit | None, tree: str, on: date, level: str, *, within: Unit | None = None) -> Place:
    """The place directly below ``parent``, or at the top; ``within`` is the unit that is to move there."""
    if parent is None:
        return Place()
    if parent.tree != tree:
        raise DomainError("other_tree", "上级单位要在同一棵机构树里选。")
    versions = list(parent.versions.filter(Q(until__isnull=True) | Q(until__gt=on)).order_by("since"))
    if not versions or versions[0].since > on:
        versions = [living_version(parent, on)]
    above, *moves = versions
    if parent.until is not None:
        raise DomainError("parent_ends", f"上级“{above.name}”将于 {parent.until} 终止，请另选上级。")
    if within is not None and f"/{within.pk}/" in above.path:
        raise DomainError("own_descendant", "不能把单位移到它自己的下级之下。")
    if level and above.level and _RANK[level] < _RANK[above.level]:
        raise DomainError(
            "level_above_parent",
            f"{Level(level).label}单位不能放在{Level(above.level).label}单位“{above.name}”之下，请核对层级或上级。",
        )
    return Place(above.path, f"{parent.code} {above.short_name}", tuple(moves))


def require_level(tree: str, level: str) -> None:
    """Every unit has a level but objects of comparison: a country stands on none of ours."""
    if not level and tree != Tree.REFERENCE:
        raise DomainError("level_missing", "层级必填，请从下拉里选。")


def short_name_of(short_name: str, name: str) -> str:
    """What tables call the unit; one without a short name is called by its name, never by nothing."""
    return short_name.strip() or name[:SHORT_NAME_LENGTH]


def checked_codes(*, code: str, uscc: str, area_code: str) -> dict[str, str]:
    """The three codes as they are stored, or a refusal that says which is wrong."""
    codes = {"code": tidy(code), "uscc": tidy(uscc), "area_code": tidy(area_code)}
    if not codes["code"]:
        raise DomainError("code_missing", "请填写单位代码。")
    checks = ((check_uscc, codes["uscc"]), (check_area_code, codes["area_code"]))
    for sentence in (check(value) for check, value in checks if value):
        if sentence:
            raise DomainError("bad_code", sentence)
    return codes


def refuse_taken_code(tree: str, code: str, since: date, until: date | None = None) -> None:
    """No two units of a tree carry one code on the same day; after an end it may be given again."""
    taken = Unit.objects.filter(Q(until__isnull=True) | Q(until__gt=since), tree=tree, code=code)
    if until is not None:
        taken = taken.filter(since__lt=until)
    other = taken.order_by("since").first()
    if other is not None:
        day = max(since, other.since)
        name = unit_on(other.pk, day).name
        raise DomainError("code_taken", f"单位代码 {code} 在 {day} 已有单位使用（{name}），请换一个代码。")


def plain(features: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Values the journal can hold: units as what they were called on that day."""
    return {name: called(value, on) if isinstance(value, Unit) else value for name, value in features.items()}


def called(unit: Unit, on: date) -> str:
    """A unit as the journal writes it, readable for ever: X1 东岭县."""
    return f"{unit.code} {unit_on(unit.pk, on).short_name}"
