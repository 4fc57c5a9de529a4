"""How far a value is on its way: completion, and the points it would bring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from dukao.scoring.cells import Case
from dukao.scoring.exact import rounded
from dukao.scoring.numbers import scaled_decimal
from dukao.scoring.policies import RoundingRule

if TYPE_CHECKING:
    from dukao.scoring import Item


def completion(value: Decimal, target: Decimal | None, *, lower_is_better: bool = False) -> Decimal | None:
    """Value by target, or target by value where less is better; ``None`` where a ratio says nothing.

    >>> completion(Decimal(76), Decimal(95)), completion(Decimal(15), Decimal(12), lower_is_better=True)
    (Decimal('0.8'), Decimal('0.8'))
    >>> completion(Decimal("-2.6"), Decimal(0)) is None
    True
    """
    if target is None or value < 0 or target <= 0:
        return None
    if not lower_is_better:
        return value / target
    return target / value if value > 0 else None


@dataclass(frozen=True, slots=True)
class Expected:
    """The points a value would bring today, or in ``why_not`` why that cannot be said yet."""

    full: Decimal
    score: Decimal | None = None
    formula: str = ""
    why_not: str = ""


def expected_score(leaf: Item, value: Decimal | None, target: Decimal | None) -> Expected:
    """By the scheme's own engine; items that are compared with others wait for the others."""
    full, method = leaf.full, leaf.method
    if value is None:
        return Expected(full, why_not="填写后显示")
    if method.counts_events:
        return Expected(full, why_not="按事件记录计分")
    if leaf.value is not None:
        return Expected(full, why_not="按填报的数算出再计分，汇总后显示")
    if method.peer_scope is not None:
        return Expected(full, why_not="与其他单位比较后才能计分")
    goals = {} if target is None else {"target": Fraction(target)}
    case = Case(Fraction(full), Fraction(value), goals, measure=leaf.measure)
    obstacle = method.obstacle(case)
    if obstacle is not None:
        return Expected(full, why_not=obstacle.sentence)
    derived = method.derive(case)
    return Expected(full, scaled_decimal(rounded(derived.score, RoundingRule(places=2)), 2), derived.formula)
