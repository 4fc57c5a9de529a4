"""Reading problems, their lamps, and what is learnt from them."""

from dukao.issues.selectors.again import candidates, quarter_ended
from dukao.issues.selectors.rules import rules_known, rules_on
from dukao.issues.selectors.seeing import (
    course_of,
    liaison_members,
    liaison_units,
    light_of,
    lit,
    places_of,
    problem_for,
    standing_of,
    visible_problems,
)

__all__ = [
    "candidates",
    "course_of",
    "liaison_members",
    "liaison_units",
    "light_of",
    "lit",
    "places_of",
    "problem_for",
    "quarter_ended",
    "rules_known",
    "rules_on",
    "standing_of",
    "visible_problems",
]
