"""Requests and their answers, reasoned looks, and the end of what has outlived its time."""

from dukao.privacy.services.inspecting import inspect
from dukao.privacy.services.keeping import approve_destruction, hold_destruction, propose_due
from dukao.privacy.services.requests import (
    answer_request,
    forget_requests,
    make_request,
    note_export,
    remind_requests,
    renew_request_seals,
    withdraw_request,
)
from dukao.privacy.services.rules import found_privacy_rules, set_privacy_rules, set_retention_rule

__all__ = [
    "answer_request",
    "approve_destruction",
    "forget_requests",
    "found_privacy_rules",
    "hold_destruction",
    "inspect",
    "make_request",
    "note_export",
    "propose_due",
    "remind_requests",
    "renew_request_seals",
    "set_privacy_rules",
    "set_retention_rule",
    "withdraw_request",
]
