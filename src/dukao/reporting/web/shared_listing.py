"""The list of shared values, as its address asks for it."""

from __future__ import annotations

from django.http import QueryDict

from dukao.reporting.selectors.shared_list import periods_known, shared_values
from dukao.ui.tables import Choice, Column, Listing

COLUMNS = (
    Column("period", "期间", sort="period"),
    Column("unit", "单位"),
    Column("indicator", "指标", sort="indicator__code"),
    Column("value", "数值", numeric=True),
    Column("source", "来源"),
    Column("imported", "导入时间", sort="imported_at"),
)


def shared_listing(query: QueryDict) -> Listing:
    """Values by period and by code of unit or indicator, the newest first."""
    periods = Choice("period", "期间", tuple((name, name) for name in periods_known()))
    listing = Listing(
        query,
        columns=COLUMNS,
        choices=(periods,),
        default_sort="-imported_at",
        searchable="单位代码或指标代码",
    )
    listing.show(shared_values(next(iter(listing.chosen.get("period", ())), ""), listing.search))
    return listing
