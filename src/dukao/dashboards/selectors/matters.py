"""Matters on the landing pages: a unit's next steps, and how the matters of a scope stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.counting import count_words
from dukao.matters.selectors.conditions import LIT, Conditions
from dukao.matters.selectors.entries import Row
from dukao.matters.selectors.ledger import MATTERS, Asked, tab_conditions, tab_counts
from dukao.matters.selectors.own import LitStep, next_steps

TABS = (
    ("open", "在办"), ("lit", "亮灯"), ("week", "本周到期"), ("silent", "沉默 30 日"), ("sign", "待销号"),
)  # fmt: skip
STEPS_SHOWN = 5
BURNING_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """How many stand on one tab of the ledger."""

    word: str
    count: str
    url: str
    is_hot: bool


@dataclass(frozen=True, slots=True)
class MatterDesk:
    """The ledger at a glance, and what burns most."""

    figures: tuple[Figure, ...]
    burning: tuple[Row, ...]


def unit_matters(actor: Actor, at: datetime) -> list[LitStep]:
    """What the unit does next."""
    return next_steps(actor, local_day(at))[:STEPS_SHOWN]


def matter_desk(actor: Actor, at: datetime) -> MatterDesk | None:
    """``None`` while there is no matter."""
    day = local_day(at)
    burning = Asked(actor, Conditions(lamps=LIT), day)
    known = MATTERS.counted(burning, list(tab_conditions(actor).values()))
    counts = tab_counts(actor, day, known)
    if not counts["open"]:
        return None
    figures = tuple(
        Figure(
            word, count_words(counts[name]), f"{reverse('matters:ledger')}?view={name}",
            name in ("lit", "silent") and counts[name] > 0,
        )
        for name, word in TABS
        if name in counts
    )  # fmt: skip
    return MatterDesk(figures, tuple(MATTERS.page(burning, "lamp", size=BURNING_SHOWN, known=known).rows))
