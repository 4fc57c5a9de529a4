"""Reading reports: for the unit, the reviewer, the office, and for the rooms above."""

from dukao.reporting.selectors.facts import (
    AcceptedValue,
    accepted_values,
    facts_revision,
    lines_behind,
    shared_values_of,
    undecided_lines,
    valued_periods,
)
from dukao.reporting.selectors.hands import hands_on

__all__ = [
    "AcceptedValue",
    "accepted_values",
    "facts_revision",
    "hands_on",
    "lines_behind",
    "shared_values_of",
    "undecided_lines",
    "valued_periods",
]
