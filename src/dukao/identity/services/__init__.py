"""Changes to accounts, roles and passwords, each in one transaction with its journal entry."""

from dukao.identity.services.accounts import (
    add_account,
    change_account,
    disable_account,
    enable_account,
    reset_password,
    reset_password_on_server,
    unlock_account,
)
from dukao.identity.services.delegation import act_for, act_for_nobody, end_loan, lend_role
from dukao.identity.services.entrance import (
    admit,
    admit_persona,
    change_password,
    note_arrival,
    note_departure,
)
from dukao.identity.services.factors import (
    begin_factor,
    confirm_factor,
    give_up_factor,
    prove,
    renew_recovery_codes,
    renew_sealed_secrets,
    secret_of,
)
from dukao.identity.services.grants import grant_role, revoke_role
from dukao.identity.services.keys import add_key, check_present, prove_by_key, remove_key
from dukao.identity.services.leaving import forget_closed_factors, forget_log_ins
from dukao.identity.services.links import admit_linked, link_identity, unlink_identity
from dukao.identity.services.proposals import (
    confirm_proposal,
    decline_proposal,
    propose_factor_reset,
    propose_grant,
    withdraw_proposal,
)
from dukao.identity.services.rules import found_rules, set_rules
from dukao.identity.services.sessions import end_all_sessions, end_session, note_session
from dukao.identity.services.setup import FIRST_ROLES, Newcomer, set_up
from dukao.identity.services.stale import disable_stale
from dukao.identity.services.support import (
    begin_support,
    end_support,
    grant_support,
    note_look,
    tell_ended_visits,
)
from dukao.identity.services.views import forget_view, keep_view

__all__ = [
    "FIRST_ROLES",
    "Newcomer",
    "act_for",
    "act_for_nobody",
    "add_account",
    "add_key",
    "admit",
    "admit_linked",
    "admit_persona",
    "begin_factor",
    "begin_support",
    "change_account",
    "change_password",
    "check_present",
    "confirm_factor",
    "confirm_proposal",
    "decline_proposal",
    "disable_account",
    "disable_stale",
    "enable_account",
    "end_all_sessions",
    "end_loan",
    "end_session",
    "end_support",
    "forget_closed_factors",
    "forget_log_ins",
    "forget_view",
    "found_rules",
    "give_up_factor",
    "grant_role",
    "grant_support",
    "keep_view",
    "lend_role",
    "link_identity",
    "note_arrival",
    "note_departure",
    "note_look",
    "note_session",
    "propose_factor_reset",
    "propose_grant",
    "prove",
    "prove_by_key",
    "remove_key",
    "renew_recovery_codes",
    "renew_sealed_secrets",
    "reset_password",
    "reset_password_on_server",
    "revoke_role",
    "secret_of",
    "set_rules",
    "set_up",
    "tell_ended_visits",
    "unlink_identity",
    "unlock_account",
    "withdraw_proposal",
]
