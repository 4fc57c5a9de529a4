"""What this room remembers."""

from dukao.checks.models.complaints import Complaint
from dukao.checks.models.conclusions import Conclusion, ConclusionEvidence, Demand, Review
from dukao.checks.models.course import Amendment, Citation, Designation, Participation, QuotaException
from dukao.checks.models.plan import Check, CheckNumber, CheckObject, as_frozen
from dukao.checks.models.rules import CheckRules, ProcessTerm, Topic

__all__ = [
    "Amendment",
    "Check",
    "CheckNumber",
    "CheckObject",
    "CheckRules",
    "Citation",
    "Complaint",
    "Conclusion",
    "ConclusionEvidence",
    "Demand",
    "Designation",
    "Participation",
    "ProcessTerm",
    "QuotaException",
    "Review",
    "Topic",
    "as_frozen",
]
