"""Against other schemes and the library, and whether small differences stay small."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from dukao.schemes.linter.findings import Found
from dukao.schemes.linter.surroundings import Surroundings
from dukao.scoring import Item, Scheme
from dukao.scoring.methods import AnyMethod
from dukao.scoring.numbers import normal

#: A step of at least this share of the full marks is worth a hint.
NOTABLE_STEP = Decimal("0.25")


def no_indicator_twice(scheme: Scheme, around: Surroundings) -> Found:
    seen: dict[object, list[Item]] = defaultdict(list)
    for item in scheme.leaves():
        # the level and the growth of one indicator are two things
        seen[item.fact_code, item.value].append(item)
    for first, *others in seen.values():
        for other in others:
            if _share_units(first, other):
                yield other.code, f"与 {first.code} {first.name}用同一个指标，同一件事会算两次。"
    names: dict[str, Item] = {}
    for item in scheme.leaves():
        twin = names.setdefault(item.name, item)
        if twin is not item and twin.fact_code != item.fact_code:
            yield item.code, f"与 {twin.code} 名称相同，请核对是不是同一件事。"


def _share_units(one: Item, other: Item) -> bool:
    """Whether there may be a unit that both items apply to."""
    return not one.applies_to or not other.applies_to or bool({*one.applies_to} & {*other.applies_to})


def not_in_another_scheme(scheme: Scheme, around: Surroundings) -> Found:
    """The same thing is asked of the same units only once."""
    for item in scheme.leaves():
        asked = _units_asked(scheme, item)
        for sibling in around.siblings:
            twice = asked & sibling.units
            same_code = item.indicator is not None and item.fact_code in sibling.indicators
            if twice and (same_code or item.name in sibling.indicators.values()):
                yield (
                    item.code,
                    f"“{sibling.name}”里对其中 {len(twice)} 个单位也考核这一项，可直接引用它的结果。",
                )
                break


def _units_asked(scheme: Scheme, item: Item) -> set[str]:
    groups = (group for group in scheme.groups if item.applies_in(group.code))
    return {code for group in groups for code in group.members}


def references_are_current(scheme: Scheme, around: Surroundings) -> Found:
    for item in scheme.leaves():
        entry = around.library.get(item.indicator or "")
        if entry and entry.number < entry.newest:
            yield item.code, f"引用的是第 {entry.number} 版，指标库已有第 {entry.newest} 版。"


def no_notable_steps(scheme: Scheme, around: Surroundings) -> Found:
    for item in scheme.leaves():
        step = _largest_step(item.method, item.full)
        if step is None:
            continue
        at, low, high, unit = step
        gap = f"差 {normal(abs(high - low))} 分"
        yield (
            item.code,
            f"{normal(at)}{unit} 处由 {normal(low)} 分到 {normal(high)} 分，{gap}，相差一点得分悬殊。",
        )


@lru_cache(maxsize=2048)
def _largest_step(method: AnyMethod, full: Decimal) -> tuple[Decimal, Decimal, Decimal, str] | None:
    """Where the score jumps most: place, points on either side, unit of the place.

    Kept, because a draft is looked at after every change and most of its items have not changed.
    """
    preview = method.preview(full) if full else None
    if preview is None:
        return None
    steps = [(x, below, above) for (x, below), (next_x, above) in pairwise(preview.points) if x == next_x]
    notable = [step for step in steps if abs(step[2] - step[1]) >= full * NOTABLE_STEP]
    if not notable:
        return None
    at, low, high = max(notable, key=lambda step: abs(step[2] - step[1]))
    return at, low, high, "%" if preview.percent else ""


def not_more_than_last_year(scheme: Scheme, around: Surroundings) -> Found:
    if around.last_year_items is None:
        return
    more = len(list(scheme.leaves())) - around.last_year_items
    if more > 0:
        yield (
            "",
            f"较上年增加 {more} 项（{around.last_year_items} 项到 {around.last_year_items + more} 项）。",
        )


def groups_are_large_enough(scheme: Scheme, around: Surroundings) -> Found:
    if scheme.small_groups is not None:
        return
    for group in scheme.groups:
        if 0 < len(group.members) < around.smallest_group:
            yield "", f"分组“{group.name}”只有 {len(group.members)} 个单位，没有规定小组怎么排名和定名额。"
