"""What is looked at again after it was signed off: the riskiest, and of the rest whom the lot meets.

No model is asked in here: a draw is a function of its list and its seed, so that it can be drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Protocol

from dukao.issues.vocabulary import Drawn, ProblemKind, Severity
from dukao.kernel.sampling import draw as draw_by_lot


class Weights(Protocol):
    """Points of risk, as the rules of the day set them."""

    risk_serious: int
    risk_ordinary: int
    risk_minor: int
    risk_recurrent: int
    risk_rebound: int
    risk_unit: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One problem that was signed off, with what makes it risky."""

    problem_id: int
    number: str
    closed_on: date
    risk: int
    because: str


@dataclass(frozen=True, slots=True)
class Chosen:
    candidate: Candidate
    drawn: Drawn
    ticket: str = ""


def weigh(
    rules: Weights, *, severity: str, kind: str, rebounds: int, unit_looked: int, unit_rebounded: int
) -> tuple[int, str]:
    """Points and their reason: severity, recurrence, and how often what the unit did came back."""
    points, parts = getattr(rules, f"risk_{severity}"), [Severity(severity).label]
    if kind == ProblemKind.RECURRENT:
        points += rules.risk_recurrent
        parts.append(ProblemKind.RECURRENT.label)
    if rebounds:
        points += rules.risk_rebound
        parts.append(f"已反弹 {rebounds} 次")
    if unit_rebounded:
        points += rules.risk_unit * unit_rebounded // unit_looked
        parts.append(f"单位回头看 {unit_looked} 件反弹 {unit_rebounded} 件")
    return points, "；".join(parts)


def choose(pool: Sequence[Candidate], seed: str, *, risk: int, lot: int) -> list[Chosen]:
    """``risk`` percent by risk, ``lot`` percent of the whole by lot out of the others; rounded up.

    Of equal risk the lot decides as well, so that nobody picks. Tickets are drawn over the numbers.
    """
    order = {
        ticket.item: ticket.number for ticket in draw_by_lot(seed, [one.number for one in pool], len(pool))
    }
    by_risk = sorted(pool, key=lambda one: (-one.risk, order[one.number]))[: ceil(len(pool) * risk / 100)]
    taken = {one.number for one in by_risk}
    rest = sorted((one for one in pool if one.number not in taken), key=lambda one: order[one.number])
    by_lot = rest[: ceil(len(pool) * lot / 100)]
    return [
        *(Chosen(one, Drawn.RISK, order[one.number]) for one in by_risk),
        *(Chosen(one, Drawn.LOT, order[one.number]) for one in by_lot),
    ]
