"""Totals of a thousand weightings at once: one scoring, then matrix products over its rates.

Weights are whole units and rates are rounded to a binary grid, so small that every sum of their products is a
whole number a float holds exactly: the product gives the same bits whatever library computes it and in
whatever order. Conversions, caps and roundings follow the engine's order of operations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.absences import Lost
from dukao.scoring.consistency import full_of
from dukao.scoring.policies import RoundingRule
from dukao.scoring.scheme import Combine, Family, Item, Role, Step
from dukao.scoring.simulation.levers import Units, conversion
from dukao.scoring.simulation.rates import Floats, LeafRates, Rates
from dukao.scoring.simulation.steps import SLACK, add_rounded, converted, held, mean_of, rounded
from dukao.scoring.vetoes import veto_value

_EXACT_BITS = 52


@dataclass(frozen=True)
class Worth:
    """A node in every replay (rows) and cell (columns); `applicable` none: all marks apply everywhere."""

    score: Floats
    full: Floats  # one column: full marks depend on the replay alone
    applicable: Floats | None = None


@dataclass(frozen=True)
class Replays:
    """What ranks are made of: rounded totals as whole numbers, and node scores the tie chain asks for."""

    totals: NDArray[np.int64]
    nodes: dict[str, NDArray[np.int64]]


@dataclass(frozen=True)
class _Bulk:
    """Items of one family taken together. Rates that are not rounded stand on the grid, times `fine`."""

    columns: list[int]
    worth: float  # of one unit of weight, in marks of the family
    fine: float
    exact: list[int]
    grid: Floats
    rounded: tuple[tuple[int, Floats, RoundingRule], ...]
    lost: Floats | None

    @classmethod
    def of(cls, columns: list[int], leaves: Sequence[LeafRates], worth: float, fine: float) -> _Bulk:
        exact = [at for at, leaf in enumerate(leaves) if leaf.rounding.places is None]
        cells = len(leaves[0].rate)
        grid = np.rint(np.array([leaves[at].rate for at in exact]).reshape(len(exact), cells) * fine)
        rounding = tuple(
            (at, leaf.rate, leaf.rounding)
            for at, leaf in enumerate(leaves)
            if leaf.rounding.places is not None
        )
        lost = None
        if any(Lost.TOTAL in leaf.lost for leaf in leaves):
            lost = np.stack([_mask(leaf, Lost.TOTAL, cells) for leaf in leaves]).astype(np.float64)
        return cls(columns, worth, fine, exact, grid, rounding, lost)

    def products(self, weights: Floats) -> Floats:
        """The sum of the items' scores: a matrix product of what is not rounded, the rest item by item."""
        result: Floats = (weights[:, self.exact] @ self.grid) / self.fine * self.worth
        sums: dict[int, Floats] = {}
        for at, rate, rule in self.rounded:
            places = rule.places or 0
            into = sums.setdefault(places, np.zeros((len(weights), len(rate))))
            add_rounded(into, weights[:, [at]] * (self.worth * 10**places), rate, rule)
        for places, whole in sums.items():
            result = result + whole / 10**places
        return result


class Replayer:
    """Replays one scheme with other weights."""

    def __init__(self, rates: Rates) -> None:
        self._rates, self._scheme = rates, rates.run.scheme
        self._levers = rates.levers
        self._cells = int(np.prod(rates.shape))
        self._wanted = {link.node for link in self._scheme.ties.chain if link.node is not None}
        self._bulks: dict[str, _Bulk] = {}
        self._bits = {pool: self._bits_of(pool) for pool in range(len(self._levers.pools))}

    def _bits_of(self, pool: int) -> int:
        """How fine rates may be, so that no sum of units × rates leaves the whole numbers of a float."""
        whole = self._levers.pools[pool]
        codes = [lever.code for lever in self._levers.all[whole.columns]]
        largest = max(
            (float(np.abs(self._rates.leaves[code].rate).max(initial=0)) for code in codes
             if code in self._rates.leaves), default=0.0,
        )  # fmt: skip
        return (
            _EXACT_BITS - math.ceil(math.log2(max(whole.size, 2))) - math.ceil(math.log2(max(largest, 1) + 1))
        )

    def replay(self, units: Units) -> Replays:
        """Totals of these weightings, a row for each."""
        kept: dict[str, Floats] = {}
        scheme = self._scheme
        scored = [node for node in scheme.items if _is_scored(node)]
        combined = self._combined(scheme.combine, scored, units, kept)
        column = np.broadcast_to(combined.score, (len(units), self._cells))
        for step in scheme.steps:
            column = self._step(step, column, combined)
        places = scheme.rounding.total.places or 0
        totals = np.rint(column * 10**places).astype(np.int64)
        nodes = {code: self._shown(code, score, len(units)) for code, score in kept.items()}
        for code in self._wanted - set(kept):
            same = self._rates.run.nodes[code].shown.numerator.array.reshape(1, -1)
            nodes[code] = np.broadcast_to(same, (len(units), self._cells)).astype(np.int64)
        return Replays(totals, nodes)

    def _shown(self, code: str, score: Floats, runs: int) -> NDArray[np.int64]:
        rule = self._scheme.rounding_of(self._scheme.node(code))
        places = 8 if rule.places is None else rule.places
        return np.rint(np.broadcast_to(score, (runs, self._cells)) * 10**places).astype(np.int64)

    def _step(self, step: Step, column: Floats, combined: Worth) -> Floats:
        scheme, extras = self._scheme, self._rates.extras
        match step:
            case Step.RESCALE:
                return converted(column, combined.full, combined.applicable)
            case Step.DEDUCT:
                return column + extras[Role.NEGATIVE]
            case Step.BONUS:
                return column + extras[Role.BONUS]
            case Step.CAP:
                return held(column, scheme.floor, scheme.cap, 1.0)
            case Step.ROUND:
                return rounded(column, scheme.rounding.total)
            case Step.VETO:
                return self._overruled(column)
        return column

    def _overruled(self, column: Floats) -> Floats:
        rule = self._scheme.rounding.total
        for hit in self._rates.run.hits:
            mask = hit.mask.ravel()
            if hit.veto.total is not None:
                column = np.where(mask, float(veto_value(hit.veto.total, rule)), column)
            if hit.veto.total_cap is not None:
                edge = float(veto_value(hit.veto.total_cap, rule))
                column = np.where(mask & (column > edge), edge, column)
        return column

    # -- nodes -----------------------------------------------------------------------------------------

    def _node(self, node: Item | Family, units: Units, kept: dict[str, Floats]) -> Worth:
        worth = self._item(node, units) if isinstance(node, Item) else self._family(node, units, kept)
        if node.code in self._wanted:
            kept[node.code] = worth.score
        return worth

    def _item(self, item: Item, units: Units) -> Worth:
        leaf = self._rates.leaves[item.code]
        full = self._full(item, units)
        score = leaf.rate[None, :] * full if item.full else leaf.points[None, :]
        if item.full:
            score = rounded(score, leaf.rounding)
        lost = leaf.lost.get(Lost.TOTAL)
        applicable = None if lost is None or not item.full else np.where(lost, 0.0, full)
        return Worth(score, full, applicable)

    def _full(self, node: Item | Family, units: Units) -> Floats:
        """The node's full marks in every replay, in those of the family around it."""
        column = self._levers.position.get(node.code)
        if column is None or self._levers.pool_of(column).kind == "share":
            return np.full((len(units), 1), float(full_of(node)))
        pool, lever = self._levers.pool_of(column), self._levers.all[column]
        return units[:, [column]].astype(np.float64) * float(pool.whole / pool.size / lever.factor)

    def _family(self, family: Family, units: Units, kept: dict[str, Floats]) -> Worth:
        combined = self._combined(family.combine, family.children, units, kept)
        declared = float(full_of(family))
        if family.combine is Combine.SUM:
            factor: Floats = np.full((1, 1), float(conversion(family)))
        else:
            factor = self._full(family, units) / combined.full
        score, full = combined.score * factor, combined.full * factor
        applicable = None if combined.applicable is None else combined.applicable * factor
        score = held(score, family.floor, family.cap, full / declared if declared else 1.0)
        if applicable is not None:
            score = np.where(applicable > SLACK, score, 0.0)
        return Worth(rounded(score, self._scheme.rounding_of(family)), full, applicable)

    def _combined(
        self, combine: Combine, children: Sequence[Item | Family], units: Units, kept: dict[str, Floats]
    ) -> Worth:
        if combine is Combine.SUM:
            return self._summed(children, units, kept)
        return self._averaged(combine, children, units, kept)

    # -- sums ------------------------------------------------------------------------------------------

    def _summed(self, children: Sequence[Item | Family], units: Units, kept: dict[str, Floats]) -> Worth:
        bulk = [child for child in children if isinstance(child, Item) and self._is_bulk(child)]
        rest = [
            (child, self._node(child, units, kept))
            for child in children
            if not (isinstance(child, Item) and self._is_bulk(child))
        ]
        score, full, applicable = self._in_bulk(bulk, units)
        for _, worth in rest:
            score = score + worth.score
            full = full + worth.full
        partial = [worth for _, worth in rest if worth.applicable is not None]
        if partial or applicable is not None:
            whole = np.zeros((1, 1)) if applicable is None else applicable
            if applicable is None and bulk:
                whole = self._bulk_full(bulk, units)
            for _, worth in rest:
                whole = whole + (worth.full if worth.applicable is None else worth.applicable)
            applicable = whole
        score = score + self._spread(children, rest, bulk, units)
        lost = self._lost(children, Lost.FAMILY, units)
        if lost is not None:
            whole = full if applicable is None else applicable
            kept_marks = whole - lost
            score = converted(score, whole, kept_marks)
            applicable = np.where(kept_marks > SLACK, whole, 0.0)
        spread = self._lost(children, Lost.SPREAD, units)
        if spread is not None:
            whole = full if applicable is None else applicable
            applicable = np.where(whole - spread > SLACK, whole, 0.0)
        return Worth(score, full, applicable)

    def _is_bulk(self, item: Item) -> bool:
        """Items taken together: with marks, and not asked for by the ties."""
        return bool(item.full) and item.code not in self._wanted

    def _in_bulk(self, items: Sequence[Item], units: Units) -> tuple[Floats, Floats, Floats | None]:
        if not items:
            nothing = np.zeros((len(units), 1))
            return nothing, nothing, None
        bulk = self._bulk(items)
        weights = units[:, bulk.columns].astype(np.float64)
        full = weights.sum(axis=1, keepdims=True) * bulk.worth
        score = bulk.products(weights)
        return score, full, None if bulk.lost is None else full - (weights @ bulk.lost) * bulk.worth

    def _bulk(self, items: Sequence[Item]) -> _Bulk:
        """Matrices of these items, made once."""
        key = items[0].code
        if key not in self._bulks:
            columns = [self._levers.position[item.code] for item in items]
            lever, pool = self._levers.all[columns[0]], self._levers.pool_of(columns[0])
            leaves = [self._rates.leaves[item.code] for item in items]
            worth = float(pool.whole / pool.size / lever.factor)
            self._bulks[key] = _Bulk.of(columns, leaves, worth, 2.0 ** self._bits[lever.pool])
        return self._bulks[key]

    def _bulk_full(self, items: Sequence[Item], units: Units) -> Floats:
        whole: Floats = np.sum([self._full(item, units) for item in items], axis=0)
        return whole

    def _lost(self, children: Sequence[Item | Family], where: Lost, units: Units) -> Floats | None:
        """Full marks of the items excluded in this way."""
        there = [
            child
            for child in children
            if isinstance(child, Item) and child.full and where in self._rates.leaves[child.code].lost
        ]
        if not there:
            return None
        marks: Floats = np.zeros((1, 1))
        for child in there:
            marks = marks + self._full(child, units) * self._rates.leaves[child.code].lost[where]
        return marks

    def _spread(
        self,
        children: Sequence[Item | Family],
        rest: Sequence[tuple[Item | Family, Worth]],
        bulk: Sequence[Item],
        units: Units,
    ) -> Floats:
        """What the items that count gain from the points of those that do not, each at its own rate."""
        lost = self._lost(children, Lost.SPREAD, units)
        if lost is None:
            return np.zeros((1, 1))
        takers: Floats = np.zeros((1, self._cells))
        earned: Floats = np.zeros((1, self._cells))
        for item in bulk:
            leaf = self._rates.leaves[item.code]
            there = self._full(item, units) > 0
            takers = takers + leaf.counts * there
            earned = earned + leaf.rate * there
        for child, worth in rest:
            there = worth.full > 0
            if isinstance(child, Item):
                counts = self._rates.leaves[child.code].counts[None, :] & there
            else:
                counts = (there if worth.applicable is None else worth.applicable > SLACK) & there
            takers = takers + counts
            earned = earned + np.where(there, worth.score / np.where(there, worth.full, 1.0), 0.0)
        return lost / np.maximum(takers, 1) * earned

    # -- means -----------------------------------------------------------------------------------------

    def _averaged(
        self, kind: Combine, children: Sequence[Item | Family], units: Units, kept: dict[str, Floats]
    ) -> Worth:
        columns, weights, full = [], [], np.zeros((1, 1))
        for child in children:
            worth = self._node(child, units, kept)
            share = units[:, [self._levers.position[child.code]]].astype(np.float64)
            if isinstance(child, Item):
                counts = self._rates.leaves[child.code].counts[None, :]
            elif worth.applicable is None:
                counts = np.ones((1, 1), dtype=bool)
            else:
                counts = worth.applicable > SLACK
            weights.append(share * counts)
            columns.append(converted(worth.score, worth.full, worth.applicable))
            full = worth.full
        present: Floats = np.sum([np.broadcast_to(one, self._at(units)) for one in weights], axis=0)
        nobody = present <= 0
        below = np.where(nobody, 1.0, present)
        score = mean_of(kind, columns, weights, below, self._at(units))
        score = np.where(nobody, 0.0, score)
        applicable = np.where(nobody, 0.0, full) if nobody.any() else None
        return Worth(score, full, applicable)

    def _at(self, units: Units) -> tuple[int, int]:
        return len(units), self._cells


def _mask(leaf: LeafRates, where: Lost, cells: int) -> NDArray[np.bool_]:
    found = leaf.lost.get(where)
    return np.zeros(cells, dtype=bool) if found is None else found


def _is_scored(node: Item | Family) -> bool:
    return not isinstance(node, Family) or node.role is Role.SCORED
