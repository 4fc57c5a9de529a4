"""What can be done with matters: one verb each."""

from dukao.matters.cutting import Clause
from dukao.matters.services.assigning import assign_matter, assign_matters, decline_matter, receive_matter
from dukao.matters.services.carrying import carry_over, carry_year_over
from dukao.matters.services.climbing import climb_ladder
from dukao.matters.services.clocks import confirm_limits, remind_clocks
from dukao.matters.services.closing import close_matter, return_matter
from dukao.matters.services.coordinating import (
    arrange_request,
    ask_coordination,
    decline_request,
    raise_request,
)
from dukao.matters.services.decisions import (
    DecisionDraft,
    dismiss_paragraph,
    register_decision,
    reopen_paragraph,
    revise_decision,
)
from dukao.matters.services.extending import (
    ask_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from dukao.matters.services.joining import Part, merge_matter, split_matter
from dukao.matters.services.looking_back import look_back
from dukao.matters.services.papers import draft_matter_paper
from dukao.matters.services.pausing import reopen_matter, resume_matter, suspend_matter
from dukao.matters.services.projecting import refresh_lights
from dukao.matters.services.recurring import assign_recurring, set_recurrence, stop_recurrence
from dukao.matters.services.registering import MatterDraft, Node, drop_matter, register_matter, revise_matter
from dukao.matters.services.rules import found_rules, set_field, set_rules, set_term
from dukao.matters.services.rungs import (
    decide_rung,
    decline_rung,
    explain_rung,
    praise_unit,
    waive_explanation,
)
from dukao.matters.services.tallying import tally_lamps
from dukao.matters.services.transferring import transfer_matter
from dukao.matters.services.urging import urge_matter, urge_matters
from dukao.matters.services.words import finish_matter, report_progress

__all__ = [
    "Clause",
    "DecisionDraft",
    "MatterDraft",
    "Node",
    "Part",
    "arrange_request",
    "ask_coordination",
    "ask_extension",
    "assign_matter",
    "assign_matters",
    "assign_recurring",
    "carry_over",
    "carry_year_over",
    "climb_ladder",
    "close_matter",
    "confirm_limits",
    "decide_rung",
    "decline_matter",
    "decline_request",
    "decline_rung",
    "dismiss_paragraph",
    "draft_matter_paper",
    "drop_matter",
    "explain_rung",
    "finish_matter",
    "found_rules",
    "grant_extension",
    "look_back",
    "merge_matter",
    "praise_unit",
    "raise_request",
    "receive_matter",
    "refresh_lights",
    "refuse_extension",
    "register_decision",
    "register_matter",
    "remind_clocks",
    "reopen_matter",
    "reopen_paragraph",
    "report_progress",
    "resume_matter",
    "return_matter",
    "revise_decision",
    "revise_matter",
    "set_field",
    "set_recurrence",
    "set_rules",
    "set_term",
    "split_matter",
    "stop_recurrence",
    "suspend_matter",
    "tally_lamps",
    "transfer_matter",
    "urge_matter",
    "urge_matters",
    "waive_explanation",
    "withdraw_extension",
]
