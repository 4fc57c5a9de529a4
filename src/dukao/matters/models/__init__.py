"""Decisions, matters, what units say of them, and the ladder."""

from dukao.matters.models.asking import CoordinationRequest, Extension
from dukao.matters.models.decisions import Decision, Paragraph
from dukao.matters.models.intake import Intake
from dukao.matters.models.ladder import Praise, Rung
from dukao.matters.models.matters import (
    CarryOver,
    LookBack,
    Matter,
    MatterNumber,
    Milestone,
    Recurrence,
    WorkField,
)
from dukao.matters.models.rules import HandlingTerm, SupervisionRules
from dukao.matters.models.tallies import LampTally
from dukao.matters.models.words import Word, WordEvidence

__all__ = [
    "CarryOver",
    "CoordinationRequest",
    "Decision",
    "Extension",
    "HandlingTerm",
    "Intake",
    "LampTally",
    "LookBack",
    "Matter",
    "MatterNumber",
    "Milestone",
    "Paragraph",
    "Praise",
    "Recurrence",
    "Rung",
    "SupervisionRules",
    "Word",
    "WordEvidence",
    "WorkField",
]
