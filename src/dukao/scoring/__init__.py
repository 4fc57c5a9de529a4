"""The scoring engine: schemes, facts, exact results and their derivations. Knows nothing of Django."""

from dukao.scoring.aggregate import AggregateResult, Aggregation, aggregate
from dukao.scoring.blocks import FactBlocks
from dukao.scoring.canonical import canonical_json, digest
from dukao.scoring.cell_states import CellState
from dukao.scoring.consistency import Fault, faults, full_of
from dukao.scoring.derivation import Adjustment, Derivation, Input, Line, Part
from dukao.scoring.engines import Engine
from dukao.scoring.facts import Event, Fact, FactState, RosterUnit, Target
from dukao.scoring.formats.facts import FactSheet, read_fact_rows, read_facts, read_roster
from dukao.scoring.formats.json import write_json
from dukao.scoring.formats.loading import scheme_from_data, scheme_from_json, scheme_from_yaml
from dukao.scoring.formats.results import write_results
from dukao.scoring.formats.schemes import read_scheme
from dukao.scoring.formats.workbook import scheme_from_workbook, workbook_of_scheme
from dukao.scoring.formats.yaml import write_yaml
from dukao.scoring.grading import (
    AggregationStep,
    Grade,
    Group,
    Quota,
    Sharing,
    SmallGroups,
    SpanName,
    Veto,
)
from dukao.scoring.live import LiveRun
from dukao.scoring.periods import Period, Span
from dukao.scoring.policies import Rounding, RoundingMode, RoundingRule, TieMode, Ties
from dukao.scoring.problems import FactsError, Problem, SchemeError, ScoringError
from dukao.scoring.ranges import Range
from dukao.scoring.result import NodeScore, Result, score, score_blocks, score_periods
from dukao.scoring.scheme import Basis, Combine, Family, Item, Role, Scheme, SchemeKind, Step, TargetValue
from dukao.scoring.sharing import SharedLine, SharedScore, share_scores
from dukao.scoring.unit_scores import UnitScore
from dukao.scoring.version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Adjustment",
    "AggregateResult",
    "Aggregation",
    "AggregationStep",
    "Basis",
    "CellState",
    "Combine",
    "Derivation",
    "Engine",
    "Event",
    "Fact",
    "FactBlocks",
    "FactSheet",
    "FactState",
    "FactsError",
    "Family",
    "Fault",
    "Grade",
    "Group",
    "Input",
    "Item",
    "Line",
    "LiveRun",
    "NodeScore",
    "Part",
    "Period",
    "Problem",
    "Quota",
    "Range",
    "Result",
    "Role",
    "RosterUnit",
    "Rounding",
    "RoundingMode",
    "RoundingRule",
    "Scheme",
    "SchemeError",
    "SchemeKind",
    "ScoringError",
    "SharedLine",
    "SharedScore",
    "Sharing",
    "SmallGroups",
    "Span",
    "SpanName",
    "Step",
    "Target",
    "TargetValue",
    "TieMode",
    "Ties",
    "UnitScore",
    "Veto",
    "aggregate",
    "canonical_json",
    "digest",
    "faults",
    "full_of",
    "read_fact_rows",
    "read_facts",
    "read_roster",
    "read_scheme",
    "scheme_from_data",
    "scheme_from_json",
    "scheme_from_workbook",
    "scheme_from_yaml",
    "score",
    "score_blocks",
    "score_periods",
    "share_scores",
    "workbook_of_scheme",
    "write_json",
    "write_results",
    "write_yaml",
]
