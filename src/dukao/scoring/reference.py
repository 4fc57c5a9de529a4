"""The slow way: every cell by the formula that explains it, in Python integers and fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from dukao.scoring.cells import Cells, Outcome
from dukao.scoring.columns import Cell, Column, Rational, with_cells
from dukao.scoring.exact import Exact, round_exact
from dukao.scoring.methods.base import Method
from dukao.scoring.policies import RoundingRule


def derived_outcome(method: Method, cells: Cells, rule: RoundingRule) -> Outcome:
    """What `method.score` gives, already rounded, one cell after the other."""
    blocked, not_applicable = np.zeros(cells.shape, dtype=bool), np.zeros(cells.shape, dtype=bool)
    scores: dict[Cell, Exact] = {}
    for period, unit in np.argwhere(cells.mask).tolist():
        case = cells.case((period, unit), method.peer_scope)
        obstacle = method.obstacle(case)
        if obstacle is None:
            scores[period, unit] = round_exact(method.derive(case).score, rule)
        else:
            (not_applicable if obstacle.not_applicable else blocked)[period, unit] = True
    return Outcome(with_cells(_nought(cells, rule), scores), blocked, not_applicable)


def _nought(cells: Cells, rule: RoundingRule) -> Column:
    """Nothing anywhere, in the unit the scores are rounded to."""
    nought = cells.constant(Fraction(0))
    return nought if rule.places is None else Rational(nought.numerator, 10**rule.places)
