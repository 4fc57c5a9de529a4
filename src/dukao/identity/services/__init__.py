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
from dukao.identity.services.entrance import admit, admit_persona, change_password, note_departure
from dukao.identity.services.grants import grant_role, revoke_role
from dukao.identity.services.setup import FIRST_ROLES, Newcomer, set_up

__all__ = [
    "FIRST_ROLES",
    "Newcomer",
    "act_for",
    "act_for_nobody",
    "add_account",
    "admit",
    "admit_persona",
    "change_account",
    "change_password",
    "disable_account",
    "enable_account",
    "end_loan",
    "grant_role",
    "lend_role",
    "note_departure",
    "reset_password",
    "reset_password_on_server",
    "revoke_role",
    "set_up",
    "unlock_account",
]
