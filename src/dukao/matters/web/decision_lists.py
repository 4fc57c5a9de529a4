"""Lists of decisions and of what was asked for, as their addresses ask for them."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from dukao.kernel.actor import Actor
from dukao.matters.selectors.decisions import (
    STANDINGS,
    decision_leaders,
    decision_years,
    matching_decisions,
)
from dukao.matters.selectors.instructions import ASKED, LAMPS, STATES, asked_matters
from dukao.matters.vocabulary import DecisionKind, DecisionLevel
from dukao.ui.tables import Choice, Column, Listing, SavedView

DECISION_COLUMNS = (
    Column("decided_on", "日期", sort="decided_on"),
    Column("title", "决策", sort="title"),
    Column("kind", "种类"),
    Column("by", "作出者"),
    Column("paragraphs", "段落"),
    Column("settled", "销号"),
)
LEDGER_COLUMNS = (
    Column("asked", "来源"),
    Column("title", "安排事项"),
    Column("lead", "责任单位"),
    Column("due_on", "完成时限", sort="due_on"),
    Column("state", "状态"),
    Column("closed", "销号"),
)


def decision_listing(actor: Actor, query: QueryDict, day: date) -> Listing:
    listing = Listing(
        query,
        columns=DECISION_COLUMNS,
        choices=(
            Choice("standing", "办理", STANDINGS),
            Choice("kind", "种类", tuple(DecisionKind.choices)),
            Choice("year", "年度", _years(actor, day)),
            Choice("level", "层级", tuple(DecisionLevel.choices)),
            Choice("leader", "批示领导", _leaders(actor, day)),
        ),
        default_sort="-decided_on",
        searchable="标题、文号、作出者",
    )
    return listing.show(matching_decisions(actor, day, search=listing.search, **_single(listing)))


def ledger_listing(actor: Actor, query: QueryDict, day: date) -> Listing:
    kinds = tuple((str(kind), str(DecisionKind(kind).label)) for kind in ASKED)
    listing = Listing(
        query,
        columns=LEDGER_COLUMNS,
        choices=(
            Choice("state", "状态", STATES),
            Choice("kinds", "来源", kinds, many=True),
            Choice("lamps", "灯", LAMPS, many=True),
            Choice("year", "年度", _years(actor, day)),
            Choice("leader", "批示领导", _leaders(actor, day)),
        ),
        views=(
            SavedView("全部", ""),
            SavedView("未销号", "state=open"),
            SavedView("逾期", "state=late"),
            SavedView("待销号", "state=finished"),
            SavedView("已销号", "state=closed"),
        ),
        searchable="事项、编号或来源",
    )
    many = {name: listing.chosen.get(name, []) for name in ("kinds", "lamps")}
    one = _single(listing, "kinds", "lamps")
    return listing.show(asked_matters(actor, day, search=listing.search, **many, **one))  # type: ignore[arg-type]


def _single(listing: Listing, *but: str) -> dict[str, str]:
    return {name: values[0] for name, values in listing.chosen.items() if name not in but}


def _years(actor: Actor, day: date) -> tuple[tuple[str, str], ...]:
    return tuple((str(year), f"{year} 年") for year in decision_years(actor, day))


def _leaders(actor: Actor, day: date) -> tuple[tuple[str, str], ...]:
    return tuple((str(person), name) for person, name in decision_leaders(actor, day))
