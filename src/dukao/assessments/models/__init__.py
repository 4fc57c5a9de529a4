"""What this room remembers."""

from dukao.assessments.models.events import OccasionAnswer, ScoreEvent
from dukao.assessments.models.objections import Correction, Objection, ObjectionEvidence, ObjectionRule
from dukao.assessments.models.rounds import AssessmentPolicy, Round, RoundBody, UnitScore
from dukao.assessments.models.simulations import Simulation

__all__ = [
    "AssessmentPolicy",
    "Correction",
    "Objection",
    "ObjectionEvidence",
    "ObjectionRule",
    "OccasionAnswer",
    "Round",
    "RoundBody",
    "ScoreEvent",
    "Simulation",
    "UnitScore",
]
