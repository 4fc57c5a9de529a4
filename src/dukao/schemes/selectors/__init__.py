"""Reading schemes, what they ask for in a period, and the indicator library."""

from dukao.schemes.selectors.curves import curve_of, preview_of
from dukao.schemes.selectors.due import (
    items_due,
    items_due_by_unit,
    targets_asked,
    targets_for,
    targets_in,
    targets_of,
)
from dukao.schemes.selectors.indicators import indicators_by_code
from dukao.schemes.selectors.search import search_items
from dukao.schemes.selectors.traces import (
    hands_on_items,
    item_names,
    lower_is_better,
    targets_of_nought,
)
from dukao.schemes.selectors.versions import document, published_versions, roster, versions_in_force

__all__ = [
    "curve_of",
    "document",
    "hands_on_items",
    "indicators_by_code",
    "item_names",
    "items_due",
    "items_due_by_unit",
    "lower_is_better",
    "preview_of",
    "published_versions",
    "roster",
    "search_items",
    "targets_asked",
    "targets_for",
    "targets_in",
    "targets_of",
    "targets_of_nought",
    "versions_in_force",
]
