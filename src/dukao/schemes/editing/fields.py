"""What stands on a node or in a section, changed field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dukao.schemes.editing.plain import Rejected, closed, find, opened
from dukao.scoring import Scheme
from dukao.scoring.parts import (
    FAMILY,
    ITEM_MEANING,
    ITEM_SCORING,
    STARTS,
    Errors,
    Field,
    Plain,
    Table,
    method_part,
    put,
    section,
    taken,
    write,
    write_rows,
)
from dukao.scoring.parts.nodes import POLICY_PARAMETERS, VALUE_PARAMETERS, WEIGHT
from dukao.scoring.parts.starts import VALUE_STARTS

Texts = Mapping[str, str]
Rows = Mapping[str, Sequence[Texts]]
POLICIES = ("missing", "not_applicable", "not_due")


def set_weights(scheme: Scheme, weights: Texts) -> Scheme:
    """Full marks of these nodes; a node that is not named keeps its own."""
    data = opened(scheme)
    errors: Errors = {}
    for code, text in weights.items():
        for sentence in write([WEIGHT], find(data, code).node, {WEIGHT.key: text}).values():
            errors[code] = sentence
    if errors:
        code, sentence = next(iter(errors.items()))
        raise Rejected(f"{code} 的权重没有保存：{sentence}。", errors)
    return closed(data)


def set_item(scheme: Scheme, code: str, texts: Texts, rows: Rows) -> Scheme:
    """Fields and tables of an item; what is not named stays."""
    data = opened(scheme)
    spot = find(data, code)
    before = taken(spot.node, "value.kind")
    _write((*ITEM_SCORING, *ITEM_MEANING), spot.node, texts, rows)
    _fit_value(spot.node, before)
    return closed(data, spot.path)


def set_method(scheme: Scheme, code: str, kind: str, texts: Texts, rows: Rows) -> Scheme:
    """The method with these parameters; a method newly chosen starts with sensible ones."""
    data = opened(scheme)
    spot = find(data, code)
    if taken(spot.node, "method.kind") != kind:
        spot.node["method"] = {"kind": kind, **STARTS.get(kind, {})}
        _fit_weight(spot.node, kind)
        return closed(data)
    method = {"kind": kind} if isinstance(spot.node["method"], str) else spot.node["method"]
    _write(method_part(kind).fields, method, texts, rows)
    spot.node["method"] = method
    return closed(data, f"{spot.path}.method")


def _fit_value(node: Plain, before: str | None) -> None:
    """A worked out value keeps what its kind has; one newly chosen starts with sensible parameters."""
    kind = taken(node, "value.kind")
    if kind is None:
        node.pop("value", None)
    elif kind != before:
        node["value"] = {"kind": kind, **VALUE_STARTS[kind]}
    for parameter, kinds in VALUE_PARAMETERS.items():
        if kind is not None and kind not in kinds:
            put(node, f"value.{parameter}", None)


def _fit_weight(node: Plain, kind: str) -> None:
    """A bonus has no full marks; everything that scores has some."""
    if kind == "bonus":
        node.pop("weight", None)
    elif kind != "deduction":
        node.setdefault("weight", "0")


def take_over(scheme: Scheme, code: str, features: Mapping[str, Any]) -> Scheme:
    """The item takes these features as they are stored; what is not named stays."""
    data = opened(scheme)
    spot = find(data, code)
    spot.node.update(features)
    return closed(data, spot.path)


def join_group(scheme: Scheme, group: str, codes: Sequence[str]) -> tuple[Scheme, int]:
    """Units that stand in no group yet join this one; returns how many did."""
    data = opened(scheme)
    target = next((each for each in data.get("groups", ()) if each["code"] == group), None)
    if target is None:
        raise Rejected("没有这个分组，请先写分组的代码和名称。")
    placed = {code for each in data["groups"] for code in each.get("members", ())}
    joining = [code for code in codes if code not in placed]
    target["members"] = [*target.get("members", ()), *joining]
    return closed(data), len(joining)


def set_family(scheme: Scheme, code: str, texts: Texts, rows: Rows) -> Scheme:
    data = opened(scheme)
    spot = find(data, code)
    _write(FAMILY, spot.node, texts, rows)
    return closed(data, spot.path)


def set_section(scheme: Scheme, key: str, texts: Texts, rows: Rows) -> Scheme:
    """One section of the settings around the tree."""
    data = opened(scheme)
    _write(section(key).fields, data, texts, rows)
    return closed(data)


def _write(fields: Iterable[Field], data: Plain, texts: Texts, rows: Rows) -> None:
    errors: Errors = write(fields, data, texts)
    for table in fields:
        if isinstance(table, Table) and table.key in rows:
            errors.update(write_rows(table, data, rows[table.key]))
    if errors:
        raise Rejected("有的内容没有保存，请按提示修改。", errors)
    _drop_foreign_parameters(data)


def _drop_foreign_parameters(data: Plain) -> None:
    """A policy keeps only the parameters its kind has: a form shows those of all kinds."""
    for policy in POLICIES:
        chosen = taken(data, policy)
        if not isinstance(chosen, dict):
            continue
        for parameter, kind in POLICY_PARAMETERS.items():
            if chosen.get("kind") != kind:
                put(data, f"{policy}.{parameter}", None)
