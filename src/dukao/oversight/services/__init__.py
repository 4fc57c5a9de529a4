"""Looking on record, searching for patterns, asking, answering, and handing over."""

from dukao.oversight.services.answering import answer_letter, remind_letters
from dukao.oversight.services.judging import dismiss_hit, reopen_hit
from dukao.oversight.services.letters import (
    LetterDraft,
    accept_answer,
    ask_again,
    close_letter,
    discard_letter,
    draft_letter,
    revise_letter,
    send_letter,
)
from dukao.oversight.services.looking import note_export, note_ledger_export, note_looking
from dukao.oversight.services.rules import found_oversight_rules, set_oversight_rules, set_pattern_rule
from dukao.oversight.services.searching import ask_for_search, search_patterns
from dukao.oversight.services.transferring import (
    Handing,
    open_transfer,
    receive_transfer,
    renew_transfer_seals,
    return_transfer,
    send_transfer,
    settle_transfer,
)

__all__ = [
    "Handing",
    "LetterDraft",
    "accept_answer",
    "answer_letter",
    "ask_again",
    "ask_for_search",
    "close_letter",
    "discard_letter",
    "dismiss_hit",
    "draft_letter",
    "found_oversight_rules",
    "note_export",
    "note_ledger_export",
    "note_looking",
    "open_transfer",
    "receive_transfer",
    "remind_letters",
    "renew_transfer_seals",
    "reopen_hit",
    "return_transfer",
    "revise_letter",
    "search_patterns",
    "send_letter",
    "send_transfer",
    "set_oversight_rules",
    "set_pattern_rule",
    "settle_transfer",
]
