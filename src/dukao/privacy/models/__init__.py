"""Requests of persons, reasoned looks, clocks of keeping and the register of what was destroyed."""

from dukao.privacy.models.keeping import Destruction, RetentionRule
from dukao.privacy.models.looking import Inspection
from dukao.privacy.models.requests import PersonalRequest
from dukao.privacy.models.rules import PrivacyRules

__all__ = ["Destruction", "Inspection", "PersonalRequest", "PrivacyRules", "RetentionRule"]
