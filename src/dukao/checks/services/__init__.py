"""What can be done with checks: one verb each."""

from dukao.checks.services.amending import (
    Change,
    approve_amendment,
    ask_amendment,
    refuse_amendment,
    withdraw_amendment,
)
from dukao.checks.services.approving import approve_check, return_check, send_check
from dukao.checks.services.citing import cite_result
from dukao.checks.services.complaints import answer_complaint, complain
from dukao.checks.services.conclusion_words import Words
from dukao.checks.services.conclusions import (
    draft_conclusion,
    explain_conclusion,
    hear_conclusion,
    receive_conclusion,
    return_conclusion,
    revise_conclusion,
    send_conclusion,
    serve_conclusion,
)
from dukao.checks.services.importing import import_checks
from dukao.checks.services.merging import merge_check
from dukao.checks.services.registering import CheckDraft, register_check, revise_check
from dukao.checks.services.reminding import remind_clocks
from dukao.checks.services.reviews import ask_review, decide_review, withdraw_review
from dukao.checks.services.rules import PRECEDENTS, found_rules, set_process_term, set_rules, set_topic
from dukao.checks.services.running import designate, finish_check, start_check, withdraw_check

__all__ = [
    "PRECEDENTS",
    "Change",
    "CheckDraft",
    "Words",
    "answer_complaint",
    "approve_amendment",
    "approve_check",
    "ask_amendment",
    "ask_review",
    "cite_result",
    "complain",
    "decide_review",
    "designate",
    "draft_conclusion",
    "explain_conclusion",
    "finish_check",
    "found_rules",
    "hear_conclusion",
    "import_checks",
    "merge_check",
    "receive_conclusion",
    "refuse_amendment",
    "register_check",
    "remind_clocks",
    "return_check",
    "return_conclusion",
    "revise_check",
    "revise_conclusion",
    "send_check",
    "send_conclusion",
    "serve_conclusion",
    "set_process_term",
    "set_rules",
    "set_topic",
    "start_check",
    "withdraw_amendment",
    "withdraw_check",
    "withdraw_review",
]
