"""Groups, tasks, visits, findings, what is sealed, and what is said of the groups."""

from dukao.patrols.models.debriefs import Appraisal, Debrief
from dukao.patrols.models.draws import Draw, ListedItem
from dukao.patrols.models.field import FieldChange, FieldRecord
from dukao.patrols.models.findings import Finding, FindingPhoto, Instruction, UrgentReport
from dukao.patrols.models.groups import Interest, Member, PatrolGroup, Training
from dukao.patrols.models.rules import PatrolRules
from dukao.patrols.models.sealed import HandOver, Informant
from dukao.patrols.models.tasks import ChecklistItem, PatrolTask, TaskNumber
from dukao.patrols.models.visits import ChecklistAnswer, DeskTime, Visit, VisitHours

__all__ = [
    "Appraisal",
    "ChecklistAnswer",
    "ChecklistItem",
    "Debrief",
    "DeskTime",
    "Draw",
    "FieldChange",
    "FieldRecord",
    "Finding",
    "FindingPhoto",
    "HandOver",
    "Informant",
    "Instruction",
    "Interest",
    "ListedItem",
    "Member",
    "PatrolGroup",
    "PatrolRules",
    "PatrolTask",
    "TaskNumber",
    "Training",
    "UrgentReport",
    "Visit",
    "VisitHours",
]
