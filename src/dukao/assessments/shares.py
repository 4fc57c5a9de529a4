"""By what share each shorter period counts in the longer one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dukao.scoring import AggregationStep, Period

if TYPE_CHECKING:
    from dukao.scoring import Aggregation


def shares_of(step: AggregationStep, found: Aggregation) -> dict[Period, Fraction]:
    """The factor on each period's total for one unit; nothing for periods that do not count.

    They add up to one, save for sums (each period counts whole) and for a coefficient.
    """
    weights = [Fraction(weight) for weight in step.weights] or [Fraction(1)] * len(found.parts)
    counted = [
        (period, weight)
        for (period, total), weight in zip(found.parts, weights, strict=True)
        if total is not None or step.missing == "zero"
    ]
    if step.method == "last":
        counted = counted[-1:]
    whole = sum((weight for _, weight in counted), Fraction(0)) if step.method != "sum" else Fraction(1)
    factor = Fraction(step.coefficient) / whole if whole else Fraction(0)
    return {period: weight * factor for period, weight in counted}
