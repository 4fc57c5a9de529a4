"""What can be done with problems: one verb each."""

from dukao.issues.services.assigning import assign_problem, assign_problems, drop_problem, name_verifier
from dukao.issues.services.extending import (
    ask_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from dukao.issues.services.liaising import end_liaison_group, set_liaison_group
from dukao.issues.services.looking_back import draw_lookbacks, look_back, plan_lookback
from dukao.issues.services.naming import name_problem
from dukao.issues.services.papers import draft_slip
from dukao.issues.services.practices import (
    approve_practice,
    propose_practice,
    refuse_practice,
    withdraw_practice,
)
from dukao.issues.services.projecting import refresh_lights
from dukao.issues.services.rectifying import add_measure, finish_measure, follow_problem, report_progress
from dukao.issues.services.registering import ProblemDraft, register_problem, revise_problem
from dukao.issues.services.reminding import remind_clocks
from dukao.issues.services.rules import found_rules, set_rules
from dukao.issues.services.sweeping import answer_self_check, open_sweep
from dukao.issues.services.verifying import (
    close_problem,
    reopen_problem,
    return_rectification,
    submit_rectification,
    verify_problem,
)

__all__ = [
    "ProblemDraft",
    "add_measure",
    "answer_self_check",
    "approve_practice",
    "ask_extension",
    "assign_problem",
    "assign_problems",
    "close_problem",
    "draft_slip",
    "draw_lookbacks",
    "drop_problem",
    "end_liaison_group",
    "finish_measure",
    "follow_problem",
    "found_rules",
    "grant_extension",
    "look_back",
    "name_problem",
    "name_verifier",
    "open_sweep",
    "plan_lookback",
    "propose_practice",
    "refresh_lights",
    "refuse_extension",
    "refuse_practice",
    "register_problem",
    "remind_clocks",
    "reopen_problem",
    "report_progress",
    "return_rectification",
    "revise_problem",
    "set_liaison_group",
    "set_rules",
    "submit_rectification",
    "verify_problem",
    "withdraw_extension",
    "withdraw_practice",
]
