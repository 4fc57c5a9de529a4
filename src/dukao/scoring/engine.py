"""From facts to totals, places and grades, for all units and periods at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Column, Rational, total
from dukao.scoring.combining import (
    Combined,
    NodeScores,
    any_blocked,
    combine,
    family_node,
    finished_family,
    leaf_node,
    rescaled,
)
from dukao.scoring.conditions import Gate, gate_of
from dukao.scoring.consistency import require_sound
from dukao.scoring.engines import Engine, chosen
from dukao.scoring.leaves import LeafScores, score_leaf
from dukao.scoring.on_demand import OnDemand
from dukao.scoring.periods import Period
from dukao.scoring.repeats import find_repeats
from dukao.scoring.scheme import Family, Item, Role, Scheme, Step
from dukao.scoring.setting import Setting
from dukao.scoring.standing import Standing, settle_standing
from dukao.scoring.vetoes import VetoHits, find_hits, overrule
from dukao.scoring.whole import Mask


@dataclass(frozen=True)
class Run:
    """One scoring of a scheme: every node's scores and the standing, for all periods asked for."""

    scheme: Scheme
    setting: Setting
    nodes: Mapping[str, NodeScores]
    stages: dict[Step, Column]  # the total after each step that changes it
    applicable: Rational | None
    hits: tuple[VetoHits, ...]
    standing: Standing
    gates: Mapping[str, Gate] = field(default_factory=dict)  # by bonus family

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.setting.periods

    @property
    def blocks(self) -> FactBlocks:
        return self.setting.blocks

    def shown(self, code: str) -> Rational:
        """A node's scores as they are published: as rounded by the scheme, else to eight places."""
        return self.nodes[code].shown


def run_scheme(
    scheme: Scheme,
    blocks: FactBlocks,
    periods: Sequence[Period],
    *,
    engine: Engine = Engine.NUMPY,
    threads: int = 1,
) -> Run:
    """Score all units of the blocks in these periods. Raises SchemeError if the scheme contradicts itself.

    The result is the same to the last byte whatever the engine and the number of threads.
    """
    items = sum(isinstance(node, Item) for node in require_sound(scheme).values())
    cells = len(blocks.roster.units) * len(periods) * items
    setting = Setting.of(scheme, blocks, tuple(periods), chosen(engine, cells))
    setting = replace(setting, repeats=find_repeats(setting))
    match setting.engine:
        case Engine.SPARK:
            from dukao.scoring.spark import score_leaves  # loads Spark and Java, so only where it is wanted

            return assembled(setting, score_leaves(setting))
        case Engine.NUMBA if all(setting.shape):
            from dukao.scoring.together import score_together  # loads numba, so only where it is wanted

            return assembled(setting, *score_together(setting, threads))
    return assembled(setting, _score_leaves(setting, threads))


def assembled(
    setting: Setting, leaves: Mapping[str, LeafScores], sums: Mapping[str, Combined] = MappingProxyType({})
) -> Run:
    """The run that follows from the scores of all items; of some families the sums may be known already."""
    scheme, named = setting.scheme, require_sound(setting.scheme)

    def scores(code: str) -> NodeScores:
        node = named[code]
        rule = scheme.rounding_of(node)
        if isinstance(node, Item):
            return leaf_node(leaves[code], rule)
        if code in sums:
            return finished_family(node, rule, sums[code])
        return family_node(node, rule, [nodes[child.code] for child in node.children], setting.shape)

    nodes = OnDemand(named, scores)
    return concluded(setting, nodes)


def concluded(setting: Setting, nodes: Mapping[str, NodeScores]) -> Run:
    """The run that follows from the scores of the nodes, of which the topmost make the total."""
    scheme, blocks = setting.scheme, setting.blocks
    top = [(node, nodes[node.code]) for node in scheme.items]
    scored = [scores for node, scores in top if _role(node) is Role.SCORED]
    combined = combine(scheme.combine, scored, setting.shape)
    blocked = any_blocked([scores for _, scores in top], setting.shape)
    if combined.applicable is not None:
        blocked |= ~combined.applicable.above(Fraction(0))
    hits = find_hits(scheme.vetoes, blocks, setting.periods)
    stages, gates = _stages(setting, nodes, combined, hits, blocked)
    if gates:
        closed = {code: nodes[code].column.replaced(~gate.open, Fraction(0)) for code, gate in gates.items()}
        counted = {code: replace(nodes[code], column=column) for code, column in closed.items()}
        nodes = {**nodes, **counted}
    standing = settle_standing(setting, nodes, stages, blocked, hits)
    return Run(scheme, setting, nodes, stages, combined.applicable, hits, standing, gates)


def _role(node: Item | Family) -> Role:
    return node.role if isinstance(node, Family) else Role.SCORED


def _score_leaves(setting: Setting, threads: int) -> dict[str, LeafScores]:
    """All items scored, by code. They do not depend on each other, and the heavy loops release the lock."""
    items = list(setting.scheme.leaves())
    if threads == 1:
        scored = list(map(partial(score_leaf, setting), items))
    else:
        with ThreadPoolExecutor(threads) as pool:
            scored = list(pool.map(partial(score_leaf, setting), items))
    return {leaf.item.code: leaf for leaf in scored}


def _stages(
    setting: Setting,
    nodes: Mapping[str, NodeScores],
    combined: Combined,
    hits: tuple[VetoHits, ...],
    blocked: Mask,
) -> tuple[dict[Step, Column], dict[str, Gate]]:
    """The total after each declared step, in the declared order, and which bonuses count."""
    scheme, column = setting.scheme, combined.column
    stages: dict[Step, Column] = {}
    gates: dict[str, Gate] = {}
    for step in scheme.steps:
        match step:
            case Step.RESCALE:
                column = rescaled(column, combined.applicable, combined.full)
            case Step.DEDUCT:
                lists = [nodes[node.code].column for node in scheme.items if _role(node) is Role.NEGATIVE]
                column = total([column, *lists], column.shape)
            case Step.BONUS:
                gates = _gates(setting, nodes, column)
                column = total([column, *_bonuses(scheme, nodes, gates)], column.shape)
            case Step.CAP:
                floor, cap = (None if edge is None else Fraction(edge) for edge in (scheme.floor, scheme.cap))
                column = column.clipped(floor, cap)
            case Step.ROUND:
                column = column.replaced(blocked, Fraction(0)).rounded(scheme.rounding.total)
            case Step.VETO:
                assert isinstance(column, Rational)
                column = overrule(column, hits, scheme.rounding.total)
            case Step.RANK | Step.GRADE:
                pass
        stages[step] = column
    return stages, gates


def _gates(setting: Setting, nodes: Mapping[str, NodeScores], column: Column) -> dict[str, Gate]:
    families = [node for node in setting.scheme.items if isinstance(node, Family) and node.when]
    return {family.code: gate_of(setting, nodes, family.when, column) for family in families}


def _bonuses(scheme: Scheme, nodes: Mapping[str, NodeScores], gates: Mapping[str, Gate]) -> list[Column]:
    """What each bonus family adds: nothing where its conditions are not met."""
    columns = []
    for node in scheme.items:
        if _role(node) is Role.BONUS:
            column, gate = nodes[node.code].column, gates.get(node.code)
            columns.append(column if gate is None else column.replaced(~gate.open, Fraction(0)))
    return columns
