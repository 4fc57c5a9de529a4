"""Changes to rounds and score events, each in one transaction with its journal entry."""

from dukao.assessments.services.bulletins import draft_bulletin, void_bulletins
from dukao.assessments.services.corrections import correct_round
from dukao.assessments.services.deciding import (
    approve_decision,
    decide_objection,
    propose_decision,
    send_back_decision,
)
from dukao.assessments.services.events import Happening, record_event, revoke_event
from dukao.assessments.services.objections import (
    assign_objection,
    raise_objection,
    withdraw_objection,
)
from dukao.assessments.services.occasions import explain_occasion, score_occasion, waive_occasion
from dukao.assessments.services.policy import set_notice_policy, set_objection_rule
from dukao.assessments.services.provisional import open_rounds, refresh_round
from dukao.assessments.services.rounds import (
    finalise_round,
    freeze_round,
    post_round,
    reopen_round,
    unfreeze_round,
)
from dukao.assessments.services.simulations import Wish, carry_out_simulation, start_simulation

__all__ = [
    "Happening",
    "Wish",
    "approve_decision",
    "assign_objection",
    "carry_out_simulation",
    "correct_round",
    "decide_objection",
    "draft_bulletin",
    "explain_occasion",
    "finalise_round",
    "freeze_round",
    "open_rounds",
    "post_round",
    "propose_decision",
    "raise_objection",
    "record_event",
    "refresh_round",
    "reopen_round",
    "revoke_event",
    "score_occasion",
    "send_back_decision",
    "set_notice_policy",
    "set_objection_rule",
    "start_simulation",
    "unfreeze_round",
    "void_bulletins",
    "waive_occasion",
    "withdraw_objection",
]
