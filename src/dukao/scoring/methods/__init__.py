"""The scoring methods a scheme may declare, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from dukao.scoring.document import spelled_out
from dukao.scoring.methods.base import Method, Preview
from dukao.scoring.methods.completion import Completion
from dukao.scoring.methods.conversion import Conversion
from dukao.scoring.methods.deduction import Bonus, Deduction, Level, Priced
from dukao.scoring.methods.efficacy import Efficacy
from dukao.scoring.methods.formula import FormulaPoints
from dukao.scoring.methods.goal_race import GoalRace
from dukao.scoring.methods.margin import Margin
from dukao.scoring.methods.ranking import RankPoints, RatioToBest
from dukao.scoring.methods.reverse import Reverse
from dukao.scoring.methods.shortfall import Shortfall
from dukao.scoring.methods.tiers import Band, Corner, Curve, Reward, Tiers

AnyMethod = Annotated[
    Annotated[
        Completion
        | Reverse
        | Efficacy
        | RankPoints
        | RatioToBest
        | GoalRace
        | Tiers
        | Curve
        | Deduction
        | Shortfall
        | Bonus
        | Margin
        | Conversion
        | FormulaPoints,
        Field(discriminator="kind"),
    ],
    BeforeValidator(spelled_out),
]

__all__ = [
    "AnyMethod",
    "Band",
    "Bonus",
    "Completion",
    "Conversion",
    "Corner",
    "Curve",
    "Deduction",
    "Efficacy",
    "FormulaPoints",
    "GoalRace",
    "Level",
    "Margin",
    "Method",
    "Preview",
    "Priced",
    "RankPoints",
    "RatioToBest",
    "Reverse",
    "Reward",
    "Shortfall",
    "Tiers",
]
