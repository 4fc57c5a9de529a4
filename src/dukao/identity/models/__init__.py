"""Accounts with their grants, second factors, and the rules of access by date."""

from dukao.identity.models.accounts import Account, AccountManager, FormerPassword, Grant
from dukao.identity.models.factors import RecoveryCode, SecondFactor, SecurityKey
from dukao.identity.models.links import LinkedIdentity
from dukao.identity.models.proposals import Proposal
from dukao.identity.models.rules import AccessRules
from dukao.identity.models.sessions import LogIn
from dukao.identity.models.support import SupportVisit
from dukao.identity.models.views import KeptView

__all__ = [
    "AccessRules",
    "Account",
    "AccountManager",
    "FormerPassword",
    "Grant",
    "KeptView",
    "LinkedIdentity",
    "LogIn",
    "Proposal",
    "RecoveryCode",
    "SecondFactor",
    "SecurityKey",
    "SupportVisit",
]
