"""Reading schemes, what they ask for in a period, and the indicator library."""

from dukao.schemes.selectors.curves import curve_of, preview_of
from dukao.schemes.selectors.due import items_due, items_due_by_unit, targets_for, targets_in, targets_of
from dukao.schemes.selectors.indicators import indicators_by_code
from dukao.schemes.selectors.search import search_items
from dukao.schemes.selectors.versions import document, published_versions, roster, versions_in_force

__all__ = [
    "curve_of",
    "document",
    "indicators_by_code",
    "items_due",
    "items_due_by_unit",
    "preview_of",
    "published_versions",
    "roster",
    "search_items",
    "targets_for",
    "targets_in",
    "targets_of",
    "versions_in_force",
]
