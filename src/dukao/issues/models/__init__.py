"""Problems, what is done about them, and what is learnt from them."""

from dukao.issues.models.again import Draw, LookBack, Practice, SelfCheckEvidence, Sweep, SweepItem
from dukao.issues.models.intake import Intake
from dukao.issues.models.liaison import LiaisonGroup
from dukao.issues.models.problems import Naming, Problem, ProblemEvidence, ProblemNumber
from dukao.issues.models.rules import RectificationRules
from dukao.issues.models.words import Extension, Measure, Word, WordEvidence

__all__ = [
    "Draw",
    "Extension",
    "Intake",
    "LiaisonGroup",
    "LookBack",
    "Measure",
    "Naming",
    "Practice",
    "Problem",
    "ProblemEvidence",
    "ProblemNumber",
    "RectificationRules",
    "SelfCheckEvidence",
    "Sweep",
    "SweepItem",
    "Word",
    "WordEvidence",
]
