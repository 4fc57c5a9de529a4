"""A scheme with other weights: whatever is written in points follows, so that every rate stays what it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from dukao.scoring.consistency import full_of
from dukao.scoring.methods.base import Method
from dukao.scoring.scheme import Combine, Family, Item, Role, Scheme
from dukao.scoring.simulation.levers import Levers, conversion

_DIGITS = Context(prec=30)
#: Methods that write points instead of ratios: their parameters in points, "a[].b" for those of rows.
IN_POINTS = {
    "deduction": ("points", "floor", "levels[].points", "levels[].limit"),
    "shortfall": ("points", "floor"),
    "margin": ("points",),
    "tiers": ("bands[].points", "otherwise[].points"),
    "curve": ("corners[].points",),
    "rank": ("points", "beyond"),
}


def reweighted(levers: Levers, units: Sequence[int]) -> Scheme:
    """The scheme with these weights, one for each lever in units of its pool.

    Points of bands, deductions and caps grow with the weight they belong to. Every whole stays what it was.
    """
    return _Reweighting(levers, units).scheme()


class _Reweighting:
    def __init__(self, levers: Levers, units: Sequence[int]) -> None:
        self._scheme = levers.scheme
        self._worth = {
            lever.code: levers.pools[lever.pool].worth(int(count)) / lever.factor
            for lever, count in zip(levers.all, units, strict=True)
        }
        self._size = {lever.code: int(count) for lever, count in zip(levers.all, units, strict=True)}

    def scheme(self) -> Scheme:
        scheme = self._scheme
        items = tuple(
            node
            if isinstance(node, Family) and node.role is not Role.SCORED
            else self._node(node, scheme.combine)
            for node in scheme.items
        )
        combine = Combine.WEIGHTED_MEAN if scheme.combine is Combine.MEAN else scheme.combine
        return scheme.model_copy(update={"items": items, "combine": combine})

    def _node(self, node: Item | Family, above: Combine) -> Item | Family:
        changes: dict[str, Any] = {}
        if isinstance(node, Family):
            changes["children"] = tuple(self._node(child, node.combine) for child in node.children)
            if node.combine is Combine.MEAN:
                changes["combine"] = Combine.WEIGHTED_MEAN
        if above is not Combine.SUM:
            return node.model_copy(update={**changes, "share": Decimal(self._size[node.code])})
        growth = self._growth(node)
        if growth is None:
            return node.model_copy(update=changes)
        if isinstance(node, Item):
            weight = self._marks(node)
            changes |= {"weight": _decimal(weight), "method": _method(node.method, growth)}
        else:
            for name in ("cap", "floor"):
                changes[name] = _grown(getattr(node, name), growth)
            if node.weight is not None or node.combine is not Combine.SUM:
                changes["weight"] = _grown(full_of(node), growth)
        return node.model_copy(update=changes)

    def _growth(self, node: Item | Family) -> Fraction | None:
        """New marks over old ones; none for what has no marks."""
        before = Fraction(full_of(node))
        if not before:
            return None
        return self._marks(node) / before

    def _marks(self, node: Item | Family) -> Fraction:
        """The node's new marks, in those of the family around it."""
        if node.code in self._worth:
            return self._worth[node.code]
        if isinstance(node, Item):
            return Fraction(full_of(node))
        inner = sum((self._marks(child) for child in node.children), Fraction(0))
        return inner * conversion(node)


def _method(method: Method, growth: Fraction) -> Method:
    names = IN_POINTS.get(method.kind, ())
    changes: dict[str, Any] = {}
    for name in names:
        outer, _, inner = name.partition("[].")
        there = changes.get(outer, getattr(method, outer))
        if not inner:
            changes[outer] = (
                tuple(_grown(one, growth) for one in there)
                if isinstance(there, tuple)
                else _grown(there, growth)
            )
        elif isinstance(there, tuple):
            changes[outer] = tuple(_row(row, inner, growth) for row in there)
        elif there is not None:
            changes[outer] = _row(there, inner, growth)
    return method.model_copy(update=changes) if changes else method


def _row(row: Any, name: str, growth: Fraction) -> Any:
    return row.model_copy(update={name: _grown(getattr(row, name), growth)})


def _grown(value: Decimal | None, growth: Fraction) -> Decimal | None:
    return None if value is None else _decimal(Fraction(value) * growth)


def _decimal(value: Fraction) -> Decimal:
    """Exactly where a decimal of thirty digits can say it, else the nearest one."""
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
