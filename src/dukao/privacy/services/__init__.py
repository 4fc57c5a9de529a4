"""Requests and their answers, reasoned looks, and the end of what has outlived its time."""

from dukao.privacy.services.inspecting import inspect
from dukao.privacy.services.keeping import approve_destruction, clear_due, hold_destruction, propose_due
from dukao.privacy.services.requests import (
    answer_request,
    forget_requests,
    make_request,
    note_export,
    note_request_read,
    register_request,
    remind_requests,
    renew_request_seals,
    withdraw_request,
)
from dukao.privacy.services.rules import found_privacy_rules, set_privacy_rules, set_retention_rule
from dukao.privacy.services.searching import search_texts

__all__ = [
    "answer_request",
    "approve_destruction",
    "clear_due",
    "forget_requests",
    "found_privacy_rules",
    "hold_destruction",
    "inspect",
    "make_request",
    "note_export",
    "note_request_read",
    "propose_due",
    "register_request",
    "remind_requests",
    "renew_request_seals",
    "search_texts",
    "set_privacy_rules",
    "set_retention_rule",
    "withdraw_request",
]
