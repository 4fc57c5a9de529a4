"""What an intended change of the structure will do, in sentences, before anybody does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from dukao.organisations.models import Unit, UnitLink, UnitVersion
from dukao.organisations.selectors.people import posts_ending_after
from dukao.organisations.selectors.trees import children_of
from dukao.organisations.selectors.units import unit_on, units_under

_PAST = "此日以前的页面、填报和得分仍按原来的名称和位置显示。"
_ELSEWHERE = "账户、授权和考评名单不会自动变更，请另行调整。"

#: What a room above keeps of a unit that ends: a sentence, or "" when it keeps nothing.
Source = Callable[[Unit, date], str]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register ``source(unit, on)``, asked when ``unit`` is to end on ``on``; from ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def of_ending(unit: Unit, on: date) -> list[str]:
    name = unit_on(unit.pk, on).name
    return [f"“{name}”自 {on} 起不再存在。", *_ended_along(unit, on), _PAST, _ELSEWHERE]


def of_changing(version: UnitVersion, changes: Mapping[str, Any]) -> list[str]:
    """A new name has none that need asking back; a new place takes everything below along."""
    unit, parent, on = version.unit, changes["parent"], changes["on"]
    if parent == version.parent:
        return []
    below = units_under(unit_on(unit.pk, on).path, on, unit.tree).count() - 1
    place = f"“{unit_on(parent.pk, on).name}”之下" if parent else "最上一级"
    moved = [f"下面的 {below} 个单位随同移动。"] if below > 0 else []
    scope = "按上级范围授予的权限，自这一天起随新的位置计算。"
    return [f"“{version.name}”自 {on} 起移到{place}。", *moved, scope, _PAST]


def of_merging(units: Sequence[Unit], into: Unit, on: date) -> list[str]:
    heir = unit_on(into.pk, on).name
    sentences = []
    for unit in units:
        name, children = unit_on(unit.pk, on).name, children_of(unit.pk, on).count()
        sentences.append(f"“{name}”自 {on} 起并入“{heir}”，自身不再存在。")
        if children:
            sentences.append(f"“{name}”直接下级的 {children} 个单位移到“{heir}”之下。")
        sentences += _ended_along(unit, on)
    return [*sentences, f"“{heir}”的名称、代码和位置不变；要更名请另作变更。", _PAST, _ELSEWHERE]


def of_splitting(unit: Unit, into: Sequence[Unit], on: date) -> list[str]:
    name = unit_on(unit.pk, on).name
    heirs = "、".join(f"“{unit_on(one.pk, on).name}”" for one in into if one != unit)
    if unit in into:
        return [f"自 {on} 起，“{name}”的一部分划给{heirs}，“{name}”继续存在。", _PAST]
    return [f"“{name}”自 {on} 起拆分为{heirs}，自身不再存在。", *_ended_along(unit, on), _PAST, _ELSEWHERE]


def _ended_along(unit: Unit, on: date) -> list[str]:
    posts = posts_ending_after(unit, on)
    links = UnitLink.objects.filter(Q(until__isnull=True) | Q(until__gt=on), Q(unit=unit) | Q(target=unit))
    sentences = []
    if posts:
        sentences.append(f"{posts} 条任职随之结束。")
    if count := links.count():
        sentences.append(f"{count} 条分管、联系关系随之结束。")
    return [*sentences, *(kept for source in _sources if (kept := source(unit, on)))]
