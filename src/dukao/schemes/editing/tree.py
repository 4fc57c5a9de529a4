"""The shape of the tree: nodes come, go, are copied and change places."""

from __future__ import annotations

import copy
import itertools
from typing import Any

from dukao.schemes.editing.plain import Rejected, closed, find, opened
from dukao.scoring import Scheme
from dukao.scoring.parts import STARTS, Plain

_STARTS_BY_ROLE = {"negative": "deduction", "bonus": "bonus"}
_FAMILY_NAMES = {"scored": "新类别", "negative": "负面清单", "bonus": "加分"}


def node_label(scheme: Scheme, code: str) -> str:
    """How a sentence names a node: J-15 招商引资到位资金."""
    return f"{code} {scheme.node(code).name}"


def add_item(scheme: Scheme, into: str, features: dict[str, Any] | None = None) -> tuple[Scheme, str]:
    """A new item at the end of a family, of the method its role asks for; returns it with its code."""
    data = opened(scheme)
    family = find(data, into).node
    if "children" not in family:
        raise Rejected("指标要加在类别里，请先选一个类别。")
    item = _new_item(scheme, family, features or {})
    family["children"].append(item)
    return closed(data), item["code"]


def _new_item(scheme: Scheme, family: Plain, features: dict[str, Any]) -> Plain:
    method = _STARTS_BY_ROLE.get(family.get("role", "scored"), "completion")
    item: Plain = {
        "code": _free_code(scheme, features.pop("code", "") or f"{family['code']}-01"),
        "name": "新指标",
        "method": {"kind": method, **STARTS.get(method, {})},
        **features,
    }
    if method == "completion":
        item.setdefault("weight", "0")
    return item


def add_family(scheme: Scheme, role: str = "scored") -> tuple[Scheme, str]:
    """A new family at the end of the top level, with its first item: a family is never empty."""
    data = opened(scheme)
    letter = {"scored": "F", "negative": "N", "bonus": "B"}[role]
    family: Plain = {"code": _free_code(scheme, letter), "name": _FAMILY_NAMES[role]}
    if role != "scored":
        family["role"] = role
        # The order of operations matters from now on and has to be declared.
        data.setdefault("order", [step.value for step in scheme.steps])
    family["children"] = [_new_item(scheme, family, {})]
    data["items"].append(family)
    return closed(data), family["code"]


def duplicate(scheme: Scheme, code: str) -> tuple[Scheme, str]:
    """A copy right behind the original, with codes of its own all the way down."""
    data = opened(scheme)
    spot = find(data, code)
    twin = copy.deepcopy(spot.node)
    taken = {node.code for node in scheme.nodes()}
    _rename_all(twin, taken)
    twin["name"] = f"{twin['name']}（副本）"
    spot.siblings.insert(spot.place + 1, twin)
    return closed(data), twin["code"]


def _rename_all(node: Plain, taken: set[str]) -> None:
    node["code"] = _free_among(taken, node["code"])
    taken.add(node["code"])
    # A copy that still named the same indicator would be the same item twice.
    node.pop("indicator", None)
    for child in node.get("children", ()):
        _rename_all(child, taken)


def remove(scheme: Scheme, code: str) -> Scheme:
    """The node is gone, and what the document said elsewhere about it."""
    data = opened(scheme)
    spot = find(data, code)
    if len(spot.siblings) == 1:
        what = "这个类别只剩这一项，请连同类别一起删除。" if spot.parent else "办法至少要有一个类别。"
        raise Rejected(what)
    gone = _codes_below(spot.node)
    del spot.siblings[spot.place]
    _forget(data, gone)
    return closed(data)


def _codes_below(node: Plain) -> set[str]:
    return {node["code"]}.union(*(_codes_below(child) for child in node.get("children", ())))


def _forget(data: Plain, gone: set[str]) -> None:
    data["targets"] = [target for target in data.get("targets", ()) if target["item"] not in gone]
    ties = data.get("ties")
    if isinstance(ties, dict):
        ties["chain"] = [link for link in ties.get("chain", ()) if link.get("node") not in gone]


def shift(scheme: Scheme, code: str, steps: int) -> Scheme:
    """The node moves up (negative) or down among its siblings; an item leaves its family at the edge."""
    data = opened(scheme)
    spot = find(data, code)
    place = spot.place + steps
    if 0 <= place < len(spot.siblings):
        spot.siblings.insert(place, spot.siblings.pop(spot.place))
        return closed(data)
    neighbour = _neighbour(data, spot.parent, steps)
    if neighbour is None or "children" in spot.node:
        return scheme
    return move_into(scheme, code, neighbour["code"], first=steps > 0)


def _neighbour(data: Plain, family: Plain | None, steps: int) -> Plain | None:
    """The next family of the same role in that direction."""
    if family is None:
        return None
    families = [
        node
        for node in data["items"]
        if "children" in node and node.get("role", "scored") == family.get("role", "scored")
    ]
    place = next((place for place, node in enumerate(families) if node["code"] == family["code"]), None)
    if place is None or not 0 <= place + steps < len(families):
        return None
    return families[place + steps]


def move_into(scheme: Scheme, code: str, family: str, *, first: bool = False) -> Scheme:
    """The item stands in another family, at its beginning or end."""
    data = opened(scheme)
    spot, target = find(data, code), find(data, family).node
    if len(spot.siblings) == 1:
        raise Rejected("这个类别只剩这一项，移走后会空。请先加别的指标，或删除类别。")
    node = spot.siblings.pop(spot.place)
    target["children"].insert(0 if first else len(target["children"]), node)
    return closed(data)


def _free_code(scheme: Scheme, wanted: str) -> str:
    return _free_among({node.code for node in scheme.nodes()}, wanted)


def _free_among(taken: set[str], wanted: str) -> str:
    """The wanted code, or the next free number behind the same stem: J-15 leads to J-16."""
    if wanted not in taken:
        return wanted
    stem = wanted.rstrip("0123456789")
    digits = wanted[len(stem) :]
    if not digits:
        stem, digits = f"{wanted}-", "1"
    for number in itertools.count(int(digits) + 1):
        code = f"{stem}{number:0{len(digits)}d}"
        if code not in taken:
            return code
    raise AssertionError("codes never run out")
