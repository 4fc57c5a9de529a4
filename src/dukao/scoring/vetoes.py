"""一票否决与一票否优: events that overrule the sum (M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from dukao.scoring.blocks import FactBlocks
from dukao.scoring.columns import Rational
from dukao.scoring.exact import round_exact
from dukao.scoring.grading import Veto
from dukao.scoring.periods import Period
from dukao.scoring.policies import RoundingRule
from dukao.scoring.whole import Mask


@dataclass(frozen=True, slots=True)
class VetoHits:
    """Where a veto holds."""

    veto: Veto
    mask: Mask


def find_hits(vetoes: Sequence[Veto], blocks: FactBlocks, periods: Sequence[Period]) -> tuple[VetoHits, ...]:
    """For every veto the cells in which an event or a non-zero value sets it off."""
    shape = (len(periods), len(blocks.roster.units))
    found = []
    for veto in vetoes:
        mask = np.zeros(shape, dtype=bool)
        for event in blocks.events_of(veto.code, veto.trigger):
            for row, period in enumerate(periods):
                if period.contains(event.period):
                    mask[row, blocks.roster.position[event.unit]] = True
        for code in dict.fromkeys((veto.code, veto.trigger)):
            series = blocks.series.get((code, "value"))
            if series is not None:
                readings = series.read(periods, "sum", gaps_are_nought=True)
                mask |= readings.present & ~readings.values.equals(0)
        found.append(VetoHits(veto, mask))
    return tuple(found)


def overrule(total: Rational, hits: Sequence[VetoHits], rule: RoundingRule) -> Rational:
    """Rounded totals after every veto that sets or caps them, in the order declared."""
    for hit in hits:
        if hit.veto.total is not None:
            total = total.replaced(hit.mask, veto_value(hit.veto.total, rule))
        if hit.veto.total_cap is not None:
            edge = veto_value(hit.veto.total_cap, rule)
            total = total.replaced(hit.mask & total.above(edge), edge)
    return total


def veto_value(value: Decimal, rule: RoundingRule) -> Fraction:
    """A veto's total as totals are written."""
    rounded = round_exact(Fraction(value), rule)
    assert isinstance(rounded, Fraction)
    return rounded
