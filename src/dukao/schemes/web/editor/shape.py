"""Changes of the tree's shape, by the name of the act a button posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dukao.kernel.errors import Missing
from dukao.organisations.selectors import units_on
from dukao.schemes import editing
from dukao.schemes.editing import Rejected, node_label
from dukao.schemes.selectors.indicators import versions_referred_to
from dukao.schemes.web.editor.changes import EVERYTHING, Change
from dukao.scoring import Family, Item, Scheme

Post = Mapping[str, str]


def reshape(scheme: Scheme, post: Post, today: date) -> Change:
    """What the act named in the form makes of the document."""
    act = ACTS.get(post.get("act") or next((name for name in PRESSED if post.get(name)), ""))
    if act is None:
        raise Rejected("没有说明要做什么，请用页面上的按钮。")
    return act(scheme, post, today)


def _add_item(scheme: Scheme, post: Post, today: date) -> Change:
    new, code = editing.add_item(scheme, _family_for(scheme, post))
    return Change(new, f"新增指标 {code}", code, EVERYTHING)


def _family_for(scheme: Scheme, post: Post) -> str:
    """The family chosen, or that of the item chosen, or the first one."""
    at = post.get("code") or post.get("at", "")
    first = ""
    for node in scheme.nodes():
        if isinstance(node, Family):
            first = first or node.code
            if node.code == at or any(
                child.code == at and isinstance(child, Item) for child in node.children
            ):
                return node.code
    if not first:
        raise Rejected("还没有类别，请先新增一个类别。")
    return first


def _add_family(scheme: Scheme, post: Post, today: date) -> Change:
    role = post.get("role", "scored")
    new, code = editing.add_family(scheme, role if role in {"negative", "bonus"} else "scored")
    return Change(new, f"新增类别 {code}", code, EVERYTHING)


def _duplicate(scheme: Scheme, post: Post, today: date) -> Change:
    label = _label(scheme, post)
    new, code = editing.duplicate(scheme, post["code"])
    return Change(new, f"复制 {label}", code, EVERYTHING)


def _remove(scheme: Scheme, post: Post, today: date) -> Change:
    label = _label(scheme, post)
    codes = [node.code for node in scheme.nodes()]
    new = editing.remove(scheme, post["code"])
    left = {node.code for node in new.nodes()}
    before = [code for code in codes[: codes.index(post["code"])] if code in left]
    return Change(new, f"删除 {label}", before[-1] if before else "", EVERYTHING)


def _shift(steps: int) -> Callable[[Scheme, Post, date], Change]:
    def act(scheme: Scheme, post: Post, today: date) -> Change:
        label = _label(scheme, post)
        new = editing.shift(scheme, post["code"], steps)
        return Change(new, f"{'下' if steps > 0 else '上'}移 {label}", post["code"], EVERYTHING)

    return act


def _move(scheme: Scheme, post: Post, today: date) -> Change:
    label = _label(scheme, post)
    new = editing.move_into(scheme, post["code"], post.get("family", ""))
    return Change(new, f"移动 {label}", post["code"], EVERYTHING)


def _label(scheme: Scheme, post: Post) -> str:
    try:
        return node_label(scheme, post.get("code", ""))
    except KeyError:
        raise Missing("这一项刚被别人删除了，请刷新。") from None


def _from_library(scheme: Scheme, post: Post, today: date) -> Change:
    """The library's indicator as a new item."""
    features, code = _features(post)
    new, code = editing.add_item(scheme, _family_for(scheme, post), {"code": code, **features})
    return Change(new, f"从指标库加入 {code}", code, EVERYTHING)


def _link(scheme: Scheme, post: Post, today: date) -> Change:
    """The item refers to the library's indicator and takes over its unit, source and lead."""
    label = _label(scheme, post)
    features, _ = _features(post)
    new = editing.take_over(scheme, post["code"], features)
    return Change(new, f"{label} 改引 {features['indicator']}", post["code"], EVERYTHING)


def _features(post: Post) -> tuple[dict[str, Any], str]:
    """What an item takes over from an indicator, and the code it would like."""
    reference = post.get("from_library") or post.get("link", "")
    found = versions_referred_to([reference]).get(reference)
    if found is None:
        raise Missing("指标库里没有这个指标，请重新选择。")
    features = {
        "name": found.name,
        "indicator": f"{found.indicator.code}@{found.number}",
        "measure": found.measure_unit,
        "hard": found.is_hard,
        "source": found.source_organ,
        "frequency": found.frequency,
        "lead": found.lead.code if found.lead else None,
    }
    return {
        key: value for key, value in features.items() if value not in ("", None, False)
    }, found.indicator.code


def _fill_group(scheme: Scheme, post: Post, today: date) -> Change:
    """All living units of a category join the group."""
    found = units_on(today).filter(category=post.get("category", "-"))
    codes = [version.unit.code for version in found]
    new, joined = editing.join_group(scheme, post.get("group", ""), codes)
    return Change(new, f"{joined} 个单位加入分组", "groups", EVERYTHING)


#: Buttons whose own value says with what to act.
PRESSED = ("family", "from_library", "link")

ACTS: dict[str, Callable[[Scheme, Post, date], Change]] = {
    "add_item": _add_item,
    "add_family": _add_family,
    "duplicate": _duplicate,
    "remove": _remove,
    "up": _shift(-1),
    "down": _shift(1),
    "family": _move,
    "from_library": _from_library,
    "link": _link,
    "fill_group": _fill_group,
}
