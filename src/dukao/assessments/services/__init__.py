"""Changes to rounds and score events, each in one transaction with its journal entry."""

from dukao.assessments.services.events import Happening, record_event, revoke_event
from dukao.assessments.services.occasions import explain_occasion, score_occasion, waive_occasion
from dukao.assessments.services.policy import set_notice_policy
from dukao.assessments.services.provisional import open_rounds, refresh_round
from dukao.assessments.services.rounds import finalise_round, freeze_round, post_round, unfreeze_round
from dukao.assessments.services.simulations import Wish, carry_out_simulation, start_simulation

__all__ = [
    "Happening",
    "Wish",
    "carry_out_simulation",
    "explain_occasion",
    "finalise_round",
    "freeze_round",
    "open_rounds",
    "post_round",
    "record_event",
    "refresh_round",
    "revoke_event",
    "score_occasion",
    "set_notice_policy",
    "start_simulation",
    "unfreeze_round",
    "waive_occasion",
]
