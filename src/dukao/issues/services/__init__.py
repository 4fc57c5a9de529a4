"""What can be done with problems: one verb each."""

from dukao.issues.services.projecting import refresh_lights
from dukao.issues.services.registering import ProblemDraft, register_problem, revise_problem
from dukao.issues.services.rules import found_rules, set_rules

__all__ = [
    "ProblemDraft",
    "found_rules",
    "refresh_lights",
    "register_problem",
    "revise_problem",
    "set_rules",
]
