"""One peer group of a run taken out, with some items scored anew: all that a changed value can move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Column, Estimated, Rational, total
from dukao.scoring.combining import NodeScores, family_node, leaf_node
from dukao.scoring.engine import Run, concluded
from dukao.scoring.leaves import LeafScores, Setting, score_leaf
from dukao.scoring.roster import Roster
from dukao.scoring.scheme import Combine, Family, Item
from dukao.scoring.whole import Whole


def plain_sums(run: Run) -> set[str]:
    """Families whose score is the sum of their children's and nothing else: it moves by what they move."""
    return {
        node.code
        for node in run.scheme.nodes()
        if isinstance(node, Family)
        and node.combine is Combine.SUM
        and node.weight is node.floor is node.cap is None
        and not any(_makes_good(run.nodes[child.code]) for child in node.children)
    }


def _makes_good(node: NodeScores) -> bool:
    """Whether a part of the full marks does not apply somewhere."""
    return node.applicable is not None or (node.leaf is not None and bool(node.leaf.lost))


class GroupApart:
    """The units of one group. `plain` loses the families that no longer sum plainly."""

    def __init__(self, run: Run, units: slice, plain: set[str]):
        self.run, self.units, self._plain = run, units, plain
        self._fresh: dict[str, NodeScores] = {}

    def rescored(self, items: Sequence[Item], codes: set[str]) -> Run:
        """The group's run after these items were scored anew from what came under these codes.

        Its nodes are those that moved, the topmost ones and those that break ties.
        """
        scheme = self.run.scheme
        setting = _setting_of(self.run, self.units, items, codes)
        for item in items:
            self._fresh[item.code] = leaf_node(score_leaf(setting, item), scheme.rounding_of(item))
        for node in scheme.items:
            self._refresh(setting, node)
        wanted = {node.code for node in scheme.items}
        wanted |= {link.node for link in scheme.ties.chain if link.node is not None}
        return concluded(setting, self._fresh | {code: self._node(code) for code in wanted})

    def _node(self, code: str) -> NodeScores:
        """The node as it is now."""
        return self._fresh.get(code) or _node_of(self.run.nodes[code], self.units)

    def _refresh(self, setting: Setting, node: Item | Family) -> bool:
        """Whether anything in the node is fresh; a family is then scored again."""
        if isinstance(node, Item):
            return node.code in self._fresh
        moved = [child.code for child in node.children if self._refresh(setting, child)]
        if moved:
            self._fresh[node.code] = self._shifted(node, moved) or self._anew(setting, node)
        return bool(moved)

    def _anew(self, setting: Setting, family: Family) -> NodeScores:
        children = [self._node(child.code) for child in family.children]
        return family_node(family, setting.scheme.rounding_of(family), children, setting.shape)

    def _shifted(self, family: Family, moved: list[str]) -> NodeScores | None:
        """The family's score plus what its children's changed by; None where that is not all there is."""
        whole, fresh = self.run.nodes[family.code], [self._fresh[code] for code in moved]
        if family.code not in self._plain:
            return None
        if any(_makes_good(node) for node in fresh):
            self._plain.discard(family.code)
            return None
        part = _node_of(whole, self.units)
        if any(node.blocked is not None and node.blocked.any() for node in (part, *fresh)):
            return None
        before = [_column_of(self.run.nodes[code].column, self.units).times(Fraction(-1)) for code in moved]
        column = total([part.column, *(node.column for node in fresh), *before], part.column.shape)
        if not isinstance(column, Rational) or not isinstance(column.denominator, int):
            return None
        places = whole.rounding.places
        if places is not None and 10**places % column.denominator:
            return None  # rounding the sum is not the sum of what was rounded
        held = Rational(Whole.of(column.numerator.array), column.denominator)  # or bounds would only grow
        return replace(part, column=held.rounded(whole.rounding))


def _setting_of(run: Run, units: slice, items: Sequence[Item], codes: set[str]) -> Setting:
    """The run's setting with the units of one group, and the facts that these items or vetoes look at."""
    scheme, blocks = run.scheme, run.blocks
    roster = Roster(blocks.roster.units[units], blocks.roster.groups[units])
    wanted = codes.union(*(item.fact_codes for item in items))
    wanted |= {code for veto in scheme.vetoes for code in (veto.code, veto.trigger)}
    wanted |= {link.indicator for link in scheme.ties.chain if link.indicator is not None}
    series = {key: one.columns(units) for key, one in blocks.series.items() if key[0] in wanted}
    events = {
        code: tuple(event for event in blocks.events[code] if event.unit in roster.position)
        for code in wanted & set(blocks.events)
    }
    part = FactBlocks(roster, series, events)
    return Setting.of(scheme, part, run.periods, run.setting.engine)


def _column_of(column: Column, units: slice) -> Column:
    if isinstance(column, Estimated):
        values, errors = column.values[:, units], column.errors[:, units]
        return Estimated(values, errors, lambda cell: column.exact((cell[0], cell[1] + units.start)))
    return _rational_of(column, units)


def _rational_of(column: Rational, units: slice) -> Rational:
    above, below = _whole_of(column.numerator, units), column.denominator
    return Rational(above, below if isinstance(below, int) else _whole_of(below, units))


def _whole_of(whole: Whole, units: slice) -> Whole:
    return Whole(whole.array[:, units], whole.bound)


def _node_of(node: NodeScores, units: slice) -> NodeScores:
    return replace(
        node,
        column=_column_of(node.column, units),
        applicable=None if node.applicable is None else _rational_of(node.applicable, units),
        blocked=None if node.blocked is None else node.blocked[:, units],
        leaf=None if node.leaf is None else _leaf_of(node.leaf, units),
    )


def _leaf_of(leaf: LeafScores, units: slice) -> LeafScores:
    """An item's scores in one group. Its cells stay those of all: nothing above the item looks at them."""
    return replace(
        leaf,
        column=_column_of(leaf.column, units),
        states=leaf.states[:, units],
        lost={kind: mask[:, units] for kind, mask in leaf.lost.items()},
    )
