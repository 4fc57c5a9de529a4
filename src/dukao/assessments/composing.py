"""Score books from the engine's results: from facts, or from the books of shorter periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dukao.assessments.books import Node, ScoreBook, Standing
from dukao.assessments.shares import shares_of
from dukao.scoring import AggregateResult, Item, Period, Result, Scheme, UnitScore, full_of

#: Parts of longer periods are kept to this many places; totals are as the scheme rounds them.
PART = Decimal("0.0001")


def scored_book(scheme: Scheme, result: Result) -> ScoreBook:
    """Standings and every part's published score."""
    nodes = nodes_of(scheme)
    rows = list(zip(*(_published(result, node) for node in nodes), strict=True))
    return ScoreBook([_standing(unit) for unit in result], nodes, rows)


def composed_book(scheme: Scheme, result: AggregateResult, sources: Mapping[Period, ScoreBook]) -> ScoreBook:
    """Standings of the longer period; a part's score is that of the shorter periods in their shares."""
    nodes = nodes_of(scheme)
    rows = []
    for unit in result.units:
        shares = shares_of(result.step, result.explain(unit))
        rows.append([_blended(node, unit, shares, sources) for node in nodes])
    return ScoreBook([_standing(result.unit(unit)) for unit in result.units], nodes, rows)


def nodes_of(scheme: Scheme) -> list[Node]:
    """Items and families in the order written."""
    return [
        Node(node.code, node.name, full_of(node), isinstance(node, Item), node.clause)
        for node in scheme.nodes()
    ]


def _standing(unit: UnitScore) -> Standing:
    return Standing(
        unit.unit, unit.total, unit.rank, unit.group, unit.rank_in_group, unit.group_size, unit.grade or "",
        unit.grade_reason, unit.reasons,
    )  # fmt: skip


def _published(result: Result, node: Node) -> list[Decimal | None]:
    """Every unit's score as published; none where none of the item's marks apply."""
    may_lack = node.is_item and bool(node.full)
    return [None if may_lack and not one.applicable else one.score for one in result.scores(node.code)]


def _blended(
    node: Node, unit: str, shares: Mapping[Period, Fraction], sources: Mapping[Period, ScoreBook]
) -> Decimal | None:
    """The part over the periods in which it counted, in their shares."""
    counted = [
        (share, score)
        for period, share in shares.items()
        if share and period in sources and (score := sources[period].score(unit, node.code)) is not None
    ]
    whole = sum((share for share, _ in counted), Fraction(0))
    if not whole:
        return None
    value = sum((Fraction(score) * share for share, score in counted), Fraction(0)) / whole
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(PART, rounding=ROUND_HALF_UP)
    return counted[0][1] if len(counted) == 1 else rounded
