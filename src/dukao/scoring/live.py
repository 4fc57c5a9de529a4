"""A run that follows its facts: a changed value rescores its item in the peer group and what is built on it.

The rest of the run is left as it is, so an edit costs the same in a city and in a nation. What comes out is
the result a full run would give, to the last byte; where that cannot be had cheaply, `update` says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.absences import Lost, missing_policy
from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Cell, Column, Estimated, Rational
from dukao.scoring.combining import NodeScores
from dukao.scoring.engine import Run, run_scheme
from dukao.scoring.engines import Engine
from dukao.scoring.exact import Exact
from dukao.scoring.facts import Fact, FactState
from dukao.scoring.groups_apart import GroupApart, Window, plain_sums
from dukao.scoring.leaves import LeafScores
from dukao.scoring.peers import Places
from dukao.scoring.periods import Period
from dukao.scoring.policies import MissingLast
from dukao.scoring.result import Result
from dukao.scoring.scheme import Family, Item, Scheme, Step
from dukao.scoring.series import ABSENT, NOT_APPLICABLE, REPORTED, Series
from dukao.scoring.standing import Standing, tie_keys
from dukao.scoring.whole import Mask, Whole

_Name = tuple[str, ...]


class LiveRun:
    """Results that are kept up to date. Arrays are changed in place: a result taken earlier moves along."""

    def __init__(
        self,
        scheme: Scheme,
        blocks: FactBlocks,
        periods: Iterable[Period],
        *,
        engine: Engine = Engine.NUMPY,
    ):
        own = replace(blocks, series=dict(blocks.series))
        self.run = run_scheme(scheme, own, tuple(periods), engine=engine)
        self._arrays: dict[_Name, NDArray[Any]] = {}
        self._above = _ancestors(scheme)
        self._plain = plain_sums(self.run)
        self._items: dict[str, list[Item]] = {}
        for item in scheme.leaves():
            for code in item.fact_codes:
                self._items.setdefault(code, []).append(item)

    def result(self, period: Period) -> Result:
        return Result(self.run, period)

    def update(self, facts: Iterable[Fact]) -> bool:
        """Take these values in place of what was there (none: nothing is reported any more).

        False if only a full run can tell: then this object is of no more use.
        """
        touched = list(facts)
        codes = {fact.item for fact in touched}
        items = list({item.code: item for code in codes for item in self._items.get(code, ())}.values())
        try:
            self._refuse_far_reaching(items, codes)
            for fact in touched:
                self._set(fact)
            rows = self._rows(items, {fact.period for fact in touched})
            for group in {self._group(fact.unit) for fact in touched}:
                self._rescore((rows, slice(group.start, group.stop)), items, codes)
        except _FarReachingError:
            return False
        return True

    def _group(self, unit: str) -> range:
        return self.run.setting.group_peers.around(self.run.blocks.roster.position[unit])

    def _rows(self, items: list[Item], periods: set[Period]) -> slice:
        """The periods of the run in which these values count, with those in between."""
        known = self.run.periods
        if any(isinstance(missing_policy(self.run.scheme, item), MissingLast) for item in items):
            return slice(0, len(known))  # a value stands in for later ones
        rows = [row for row, one in enumerate(known) if any(one.contains(period) for period in periods)]
        return slice(rows[0], rows[-1] + 1) if rows else slice(0, 0)

    # -- what an edit can reach ------------------------------------------------------------------------

    def _refuse_far_reaching(self, items: list[Item], codes: set[str]) -> None:
        """Nothing outside the peer group may depend on these items but the overall place."""
        run = self.run
        scheme = run.scheme
        if run.setting.repeats or run.gates or run.blocks.pending:
            raise _FarReachingError
        if any(grade.quota is not None and grade.quota.within == "all" for grade in scheme.grades):
            raise _FarReachingError
        for item in items:
            # what comes under an indicator's code may be joined with the item's own
            shared = item.code != item.fact_code and item.fact_code in codes
            elsewhere = item.value is not None or item.looks_at_all
            if shared or elsewhere or missing_policy(scheme, item).kind == "regional_mean":
                raise _FarReachingError

    def _set(self, fact: Fact) -> None:
        """The value in its block, if the block can hold it."""
        blocks = self.run.blocks
        series, column = blocks.series.get((fact.item, "value")), blocks.roster.position.get(fact.unit)
        if series is None or column is None or fact.state is FactState.PENDING:
            raise _FarReachingError
        if fact.period not in series.periods or series.values.array.dtype == object:
            raise _FarReachingError
        name = ("series", fact.item)
        values = Whole(self._own((*name, "values"), series.values.array), series.values.bound)
        states = self._own((*name, "states"), series.states)
        mine = Series(series.periods, series.scale, values, states)
        not_applicable = fact.state is FactState.NOT_APPLICABLE
        number = None if not_applicable else fact.number
        state = NOT_APPLICABLE if not_applicable else ABSENT if number is None else REPORTED
        if not mine.patched(series.periods.index(fact.period), column, number, state):
            raise _FarReachingError
        blocks.series[fact.item, "value"] = mine

    # -- one group in some periods ---------------------------------------------------------------------

    def _rescore(self, at: Window, items: list[Item], codes: set[str]) -> None:
        """The run with the scores of these items worked out anew in the window, and all that follows."""
        run = self.run
        part = GroupApart(run, at, self._plain, self._above).rescored(items, codes)
        moved = _moved(run, part, at)
        nodes = dict(run.nodes)
        above = (family.code for item in items for family in self._above[item.code])
        for code in dict.fromkeys([*(item.code for item in items), *above]):
            nodes[code] = self._node(code, run.nodes[code], part.nodes[code], at)
        stages = {
            step: self._column(("stage", step.value), run.stages[step], part.stages[step], at)
            for step in run.stages
        }
        hits = tuple(
            replace(whole, mask=self._put(("hits", whole.veto.code), whole.mask, own.mask, at))
            for whole, own in zip(run.hits, part.hits, strict=True)
        )
        full = Fraction(run.scheme.full_marks)
        applicable = self._marks(("total",), run.applicable, part.applicable, run.setting.shape, at, full)
        changed = replace(run, nodes=nodes, stages=stages, applicable=applicable, hits=hits)
        self.run = replace(changed, standing=self._standing(changed, part.standing, moved, at))

    def _node(self, code: str, whole: NodeScores, part: NodeScores, at: Window) -> NodeScores:
        shape, name = whole.column.shape, ("node", code)
        leaf = whole.leaf
        if leaf is not None and part.leaf is not None:
            leaf = self._leaf(code, leaf, part.leaf, at)
        return replace(
            whole,
            column=self._column(name, whole.column, part.column, at),
            applicable=self._marks(name, whole.applicable, part.applicable, shape, at, whole.full),
            blocked=self._mask((*name, "blocked"), whole.blocked, part.blocked, shape, at),
            leaf=leaf,
        )

    def _leaf(self, code: str, whole: LeafScores, part: LeafScores, at: Window) -> LeafScores:
        name = ("leaf", code)
        return replace(
            whole,
            column=self._column(name, whole.column, part.column, at),
            states=self._put((*name, "states"), whole.states, part.states, at),
            lost=self._lost(name, whole, part, at),
        )

    def _lost(self, name: _Name, whole: LeafScores, part: LeafScores, at: Window) -> dict[Lost, Mask]:
        shape, found = whole.states.shape, {}
        for kind in {**whole.lost, **part.lost}:
            mask = self._mask((*name, kind), whole.lost.get(kind), part.lost.get(kind), shape, at)
            if mask is not None:
                found[kind] = mask
        return found

    def _standing(self, run: Run, part: Standing, moved: Mask, at: Window) -> Standing:
        whole = run.standing
        totals = self._column(("totals",), whole.totals, part.totals, at)
        blocked = self._put(("blocked",), whole.blocked, part.blocked, at)
        grades = whole.grades
        if grades is not None and part.grades is not None:
            given, by_total, forced, best = (
                self._put(("grades", name), getattr(grades, name), getattr(part.grades, name), at)
                for name in ("given", "by_total", "forced", "best")
            )
            grades = replace(grades, given=given, by_total=by_total, forced=forced, best=best)
        assert isinstance(totals, Rational)
        return Standing(
            totals,
            blocked,
            self._overall(run, blocked, moved),
            self._put(("in group",), whole.in_group, part.in_group, at),
            grades,
        )

    def _overall(self, run: Run, blocked: Mask, moved: Mask) -> Places:
        """Places among all units, anew in the periods in which a total moved."""
        ranked, ties = run.stages[Step.RANK], run.scheme.ties
        assert isinstance(ranked, Rational)
        rows = np.ones_like(moved) if ties.chain else moved
        places = self._own(("overall",), run.standing.overall)
        if rows.any():
            keys = [ranked.numerator.array, *tie_keys(run.setting, run.nodes)]
            own = run.setting.all_peers.places([key[rows] for key in keys], ~blocked[rows], ties.mode)
            places[rows] = own
        return places

    # -- arrays ----------------------------------------------------------------------------------------

    def _own(self, name: _Name, array: NDArray[Any]) -> NDArray[Any]:
        """The array to write to: what a full run made may be shared between nodes and is copied once."""
        if self._arrays.get(name) is not array:
            self._arrays[name] = array.copy()
        return self._arrays[name]

    def _put(self, name: _Name, whole: NDArray[Any], part: NDArray[Any], at: Window) -> NDArray[Any]:
        own = self._own(name, whole)
        own[at] = part
        return own

    def _mask(
        self, name: _Name, whole: Mask | None, part: Mask | None, shape: tuple[int, ...], at: Window
    ) -> Mask | None:
        """Where it holds; nowhere if nothing is said."""
        if whole is None and part is None:
            return None
        nowhere = np.zeros(shape, dtype=bool)
        return self._put(name, nowhere if whole is None else whole, nowhere[at] if part is None else part, at)

    def _whole(self, name: _Name, whole: Whole, part: Whole, at: Window) -> Whole:
        if whole.array.dtype != part.array.dtype:
            raise _FarReachingError
        return Whole(self._put(name, whole.array, part.array, at), max(whole.bound, part.bound))

    def _column(self, name: _Name, whole: Column, part: Column, at: Window) -> Column:
        if isinstance(whole, Rational) and isinstance(part, Rational):
            below, own_below = whole.denominator, part.denominator
            if isinstance(below, int) and isinstance(own_below, int):
                common = math.lcm(below, own_below)
                above, own = whole.numerator * (common // below), part.numerator * (common // own_below)
                return Rational(self._whole((*name, "column"), above, own, at), common)
        values, errors = whole.estimate()
        own_values, own_errors = part.estimate()
        exact = whole.exact if isinstance(whole.exact, _Pieces) else _Pieces(whole.exact)
        exact.take(part.exact, at)
        return Estimated(
            self._put((*name, "estimates"), values, own_values, at),
            self._put((*name, "errors"), errors, own_errors, at),
            exact,
        )

    def _marks(
        self,
        name: _Name,
        whole: Rational | None,
        part: Rational | None,
        shape: tuple[int, ...],
        at: Window,
        full: Fraction,
    ) -> Rational | None:
        """The marks that apply; where nothing is said, all of them do."""
        if whole is None and part is None:
            return None
        all_of = Rational.constant(shape, full)
        own = part if part is not None else Rational.constant(tuple(one.stop - one.start for one in at), full)
        found = self._column((*name, "marks"), all_of if whole is None else whole, own, at)
        assert isinstance(found, Rational)
        return found


class _Pieces:
    """Exact values of a column that was put together from those of the groups rescored since."""

    def __init__(self, first: Callable[[Cell], Exact]):
        self._first = first
        self._since: dict[Cell, tuple[Callable[[Cell], Exact], int, int]] = {}

    def take(self, exact: Callable[[Cell], Exact], at: Window) -> None:
        """From now on the window's values come from here; cells are counted from its first."""
        rows, units = at
        inside = product(range(rows.start, rows.stop), range(units.start, units.stop))
        self._since.update(dict.fromkeys(inside, (exact, rows.start, units.start)))

    def __call__(self, cell: Cell) -> Exact:
        exact, row, unit = self._since.get(cell, (self._first, 0, 0))
        return exact((cell[0] - row, cell[1] - unit))


class _FarReachingError(Exception):
    """What this edit reaches cannot be told from its peer group."""


def _ancestors(scheme: Scheme) -> dict[str, tuple[Family, ...]]:
    """For every node the families it is part of, the topmost first."""
    found: dict[str, tuple[Family, ...]] = {}

    def walk(nodes: Iterable[Item | Family], above: tuple[Family, ...]) -> None:
        for node in nodes:
            found[node.code] = above
            if isinstance(node, Family):
                walk(node.children, (*above, node))

    walk(scheme.items, ())
    return found


def _moved(run: Run, part: Run, at: Window) -> Mask:
    """The periods in which a total of the group that ranks is another one."""
    before, after = run.stages[Step.RANK], part.stages[Step.RANK]
    assert isinstance(before, Rational)  # ranking comes after rounding, in the scheme's own places
    assert isinstance(after, Rational)
    differs = before.numerator.array[at] != after.numerator.array
    differs |= run.standing.blocked[at] != part.standing.blocked
    moved = np.zeros(len(run.periods), dtype=bool)
    moved[at[0]] = differs.any(axis=1)
    return moved
