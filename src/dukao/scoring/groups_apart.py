"""One peer group of a run taken out, in some periods, with some items scored anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Column, Estimated, Rational, total
from dukao.scoring.combining import NodeScores, family_node, leaf_node
from dukao.scoring.engine import Run, concluded
from dukao.scoring.leaves import LeafScores, score_leaf
from dukao.scoring.roster import Roster
from dukao.scoring.scheme import Combine, Family, Item
from dukao.scoring.setting import Setting
from dukao.scoring.whole import Whole

Window = tuple[slice, slice]  # periods, which lie side by side, and the units of one group


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

    def __init__(self, run: Run, at: Window, plain: set[str], above: Mapping[str, Sequence[Family]]):
        self.run, self.at, self._plain, self._above = run, at, plain, above
        self._fresh: dict[str, NodeScores] = {}

    def rescored(self, items: Sequence[Item], codes: set[str]) -> Run:
        """The group's run after these items were scored anew from what came under these codes.

        Its nodes are those that moved, the topmost ones and those that break ties.
        """
        scheme = self.run.scheme
        setting = _setting_of(self.run, self.at, items, codes)
        for item in items:
            self._fresh[item.code] = leaf_node(score_leaf(setting, item), scheme.rounding_of(item))
        families = {family.code: family for item in items for family in self._above[item.code]}
        for family in sorted(families.values(), key=lambda one: -len(self._above[one.code])):
            moved = [child.code for child in family.children if child.code in self._fresh]
            self._fresh[family.code] = self._shifted(family, moved) or self._anew(setting, family)
        wanted = {node.code for node in scheme.items}
        wanted |= {link.node for link in scheme.ties.chain if link.node is not None}
        return concluded(setting, self._fresh | {code: self._node(code) for code in wanted})

    def _node(self, code: str) -> NodeScores:
        """The node as it is now."""
        return self._fresh.get(code) or _node_of(self.run.nodes[code], self.at)

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
        part = _node_of(whole, self.at)
        if any(node.blocked is not None and node.blocked.any() for node in (part, *fresh)):
            return None
        before = [_column_of(self.run.nodes[code].column, self.at).times(Fraction(-1)) for code in moved]
        column = total([part.column, *(node.column for node in fresh), *before], part.column.shape)
        if not isinstance(column, Rational) or not isinstance(column.denominator, int):
            return None
        places = whole.rounding.places
        if places is not None and 10**places % column.denominator:
            return None  # rounding the sum is not the sum of what was rounded
        held = Rational(Whole.of(column.numerator.array), column.denominator)  # or bounds would only grow
        return replace(part, column=held.rounded(whole.rounding))


def _setting_of(run: Run, at: Window, items: Sequence[Item], codes: set[str]) -> Setting:
    """The run's setting in the window, and the facts that these items or vetoes look at."""
    scheme, blocks, (rows, units) = run.scheme, run.blocks, at
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
    return Setting.of(scheme, part, run.periods[rows], run.setting.engine)


def _column_of(column: Column, at: Window) -> Column:
    if isinstance(column, Estimated):
        row, unit = (one.start for one in at)
        exact = column.exact
        return Estimated(
            column.values[at], column.errors[at], lambda cell: exact((cell[0] + row, cell[1] + unit))
        )
    return _rational_of(column, at)


def _rational_of(column: Rational, at: Window) -> Rational:
    above, below = _whole_of(column.numerator, at), column.denominator
    return Rational(above, below if isinstance(below, int) else _whole_of(below, at))


def _whole_of(whole: Whole, at: Window) -> Whole:
    return Whole(whole.array[at], whole.bound)


def _node_of(node: NodeScores, at: Window) -> NodeScores:
    return replace(
        node,
        column=_column_of(node.column, at),
        applicable=None if node.applicable is None else _rational_of(node.applicable, at),
        blocked=None if node.blocked is None else node.blocked[at],
        leaf=None if node.leaf is None else _leaf_of(node.leaf, at),
    )


def _leaf_of(leaf: LeafScores, at: Window) -> LeafScores:
    """An item's scores in one group. Its cells stay those of all: nothing above the item looks at them."""
    return replace(
        leaf,
        column=_column_of(leaf.column, at),
        states=leaf.states[at],
        lost={kind: mask[at] for kind, mask in leaf.lost.items()},
    )
