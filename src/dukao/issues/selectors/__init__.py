"""Reading problems, their lamps, and what is learnt from them."""

from dukao.issues.selectors.rules import rules_known, rules_on
from dukao.issues.selectors.seeing import (
    course_of,
    liaison_units,
    light_of,
    lit,
    places_of,
    problem_for,
    standing_of,
    visible_problems,
)

__all__ = [
    "course_of",
    "liaison_units",
    "light_of",
    "lit",
    "places_of",
    "problem_for",
    "rules_known",
    "rules_on",
    "standing_of",
    "visible_problems",
]
