"""The list of units of a month, as its address asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from dukao.organisations.vocabulary import Category
from dukao.reporting.selectors.overview import STATE_VIEWS, Overview, UnitMonth
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("pick", "选中", hidden_label=True),
    Column("unit", "单位"),
    Column("state", "状态"),
    Column("progress", "进度"),
    Column("returned", "退回", sort="returned", numeric=True),
    Column("submitted", "提交时间", sort="submitted_at"),
    Column("signed", "签发"),
)
#: What a column sorts by; rows without come last.
SORTS = {
    "returned": lambda row: row.returned,
    "submitted_at": lambda row: row.report.submitted_at.timestamp() if row.report.submitted_at else None,
}


class OverviewListing(Listing):
    """Also knows all rows that meet the conditions, for the export."""

    everything: Sequence[UnitMonth] = ()


def overview_listing(query: QueryDict, month: Overview) -> OverviewListing:
    """Rows by saved view, category and name; what hurts comes first."""
    views = (
        SavedView("全部", "", len(month.rows)),
        *(
            SavedView(
                label, f"view={name}", month.counts[name], hot=name == "late" and month.counts[name] > 0
            )
            for name, label in STATE_VIEWS.items()
        ),
    )
    listing = OverviewListing(
        query, columns=COLUMNS, views=views, per_page=100, searchable="单位名称",
        choices=(
            Choice("view", "状态", tuple(STATE_VIEWS.items())),
            Choice("category", "类别", tuple(Category.choices), many=True),
        ),
    )  # fmt: skip
    rows = _sorted(_met(listing, month), listing.sort)
    listing.everything = rows
    listing.show(rows)
    return listing


def _met(listing: Listing, month: Overview) -> list[UnitMonth]:
    view = next(iter(listing.chosen.get("view", ())), "")
    categories = listing.chosen.get("category", ())
    return [
        row
        for row in month.in_view(view)
        if (not categories or row.place.category in categories) and listing.search in row.place.name
    ]


def _sorted(rows: list[UnitMonth], sort: str) -> list[UnitMonth]:
    if not sort:
        return sorted(rows, key=lambda row: (not row.is_late, not row.is_unsent))
    value: Any = SORTS[sort.removeprefix("-")]
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return [*sorted(known, key=value, reverse=sort.startswith("-")), *unknown]
