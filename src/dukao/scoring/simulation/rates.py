"""What one scoring leaves to be reused: rates, exclusions and whatever does not depend on weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dukao.scoring.absences import Lost
from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Column, total
from dukao.scoring.engine import Run, run_scheme
from dukao.scoring.periods import Period
from dukao.scoring.policies import EXACT, RoundingRule
from dukao.scoring.scheme import Family, Item, Role, Scheme
from dukao.scoring.simulation.draws import Spread, Stream, drawn_weights
from dukao.scoring.simulation.levers import Levers, Units
from dukao.scoring.simulation.reweighting import reweighted
from dukao.scoring.whole import Mask

Floats = NDArray[np.float64]

_PROBE = Spread("uniform", permille=400)
_PROBE_SEED = 20260101
_SAME = 1e-9


@dataclass(frozen=True)
class LeafRates:
    """One item: its rate where it has marks, its points where it has none, and where it does not count.

    Arrays have a place for every unit of every period, period by period.
    """

    rate: Floats
    points: Floats
    lost: Mapping[Lost, Mask]
    rounding: RoundingRule

    @property
    def counts(self) -> Mask:
        there = np.ones(self.rate.shape, dtype=bool)
        for mask in self.lost.values():
            there &= ~mask
        return there


@dataclass(frozen=True)
class Rates:
    """All that replays take from the engine. `run` is the scoring with the declared weights.

    `stiff` names items whose score does not follow their weight, and bonuses that hang on a score; with
    one, replays go through the engine.
    `probe` holds the other weights with which that was tried.
    """

    run: Run
    levers: Levers
    leaves: Mapping[str, LeafRates]
    extras: Mapping[Role, Floats]
    stiff: tuple[str, ...]
    probe: Units

    @property
    def shape(self) -> tuple[int, int]:
        return self.run.setting.shape


def rates_of(scheme: Scheme, blocks: FactBlocks, periods: Sequence[Period]) -> Rates:
    """Score the scheme with its declared weights and take the rates. Raises SchemeError like the engine.

    A second scoring with other weights shows which items keep their rate; it is not assumed.
    """
    levers = Levers.of(scheme)
    plain = _without_item_rounding(scheme)
    run = run_scheme(scheme, blocks, periods)
    exact = run if plain is scheme else run_scheme(plain, blocks, periods)
    probe = drawn_weights(levers, _PROBE, 1, Stream(_PROBE_SEED))[0]
    other = run_scheme(_without_item_rounding(reweighted(levers, probe)), blocks, periods)
    leaves, stiff = {}, []
    for leaf in scheme.leaves():
        found = _leaf(exact, leaf, scheme)
        leaves[leaf.code] = found
        if not np.allclose(found.rate, _leaf(other, leaf, scheme).rate, rtol=0, atol=_SAME):
            stiff.append(leaf.code)
    # a bonus that hangs on a total or a score may come or go with the weights
    stiff += [family.code for family in scheme.bonuses if any(one.indicator is None for one in family.when)]
    shape = run.setting.shape
    extras = {
        role: _floats(
            total(
                [
                    run.nodes[node.code].column
                    for node in scheme.items
                    if isinstance(node, Family) and node.role is role
                ],
                shape,
            )
        )
        for role in (Role.NEGATIVE, Role.BONUS)
    }
    return Rates(run, levers, leaves, extras, tuple(stiff), probe)


def _leaf(run: Run, item: Item, scheme: Scheme) -> LeafRates:
    leaf = run.nodes[item.code].leaf
    assert leaf is not None
    points = _floats(leaf.column)
    full = float(leaf.full)
    rate = points / full if full else np.zeros_like(points)
    lost = {where: mask.ravel() for where, mask in leaf.lost.items()}
    return LeafRates(rate, points, lost, scheme.rounding_of(item))


def _floats(column: Column) -> Floats:
    return np.asarray(column.estimate()[0], dtype=np.float64).ravel()


def _without_item_rounding(scheme: Scheme) -> Scheme:
    """The scheme with items scored exactly: a rate must not depend on the weight it was rounded at."""
    rounds = scheme.rounding.item.places is not None or any(leaf.rounding for leaf in scheme.leaves())
    if not rounds:
        return scheme
    items = tuple(_unrounded(node) for node in scheme.items)
    rounding = scheme.rounding.model_copy(update={"item": EXACT})
    return scheme.model_copy(update={"items": items, "rounding": rounding})


def _unrounded(node: Item | Family) -> Item | Family:
    if isinstance(node, Item):
        return node.model_copy(update={"rounding": EXACT}) if node.full else node
    return node.model_copy(update={"children": tuple(_unrounded(child) for child in node.children)})
