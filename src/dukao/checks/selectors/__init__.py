"""What other rooms may ask of checks."""

from dukao.checks.selectors.conclusions import is_shown_as_evidence, taking_part, visible_conclusions
from dukao.checks.selectors.course import course_of, current_designation
from dukao.checks.selectors.fielddays import objects_standing
from dukao.checks.selectors.quota import findings, loads
from dukao.checks.selectors.rules import process_term_on, rules_on, topics
from dukao.checks.selectors.seeing import (
    check_for,
    check_numbered,
    checks_under_way,
    object_ids,
    places_of,
    visible_checks,
)
from dukao.checks.selectors.waiting import search_checks

__all__ = [
    "check_for",
    "check_numbered",
    "checks_under_way",
    "course_of",
    "current_designation",
    "findings",
    "is_shown_as_evidence",
    "loads",
    "object_ids",
    "objects_standing",
    "places_of",
    "process_term_on",
    "rules_on",
    "search_checks",
    "taking_part",
    "topics",
    "visible_checks",
    "visible_conclusions",
]
