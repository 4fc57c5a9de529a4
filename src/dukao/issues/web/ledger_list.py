"""The ledger of problems as its address asks for it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.http import QueryDict

from dukao.issues.selectors.conditions import DUES, LAMPS, Conditions
from dukao.issues.vocabulary import ProblemKind, ProblemState, Severity, Source
from dukao.kernel.regimes import Regime
from dukao.organisations.selectors import unit_asked_for
from dukao.ui.ledgers import LedgerListing, numbers, recent_years
from dukao.ui.tables import Choice

#: The same for everybody, on any day; the year comes last.
CHOICES = (
    Choice("lamp", "灯", tuple(LAMPS.items()), many=True),
    Choice("source", "来源", tuple(Source.choices), many=True),
    Choice("severity", "程度", tuple(Severity.choices), many=True),
    Choice("kind", "类型", tuple(ProblemKind.choices), many=True),
    Choice("due", "时限", tuple(DUES.items())),
    Choice("state", "状态", tuple(ProblemState.choices), many=True),
    Choice("regime", "督查性质", tuple(Regime.choices), many=True),
)


class Ledger(LedgerListing):
    """Drafts are the office's own view."""

    url_name = "issues:ledger"
    views_known: ClassVar = {
        "open": "全部未销号", "draft": "待交办", "over": "已逾期", "submitted": "待验收",
        "reopened": "有反弹", "settled": "已办结",
    }  # fmt: skip
    groups_known: ClassVar = {"flat": "时限", "unit": "单位", "source": "来源"}
    unit_word = "责任单位"
    hot = ("over", "reopened")

    def __init__(self, query: QueryDict, day: date, *, sees_drafts: bool) -> None:
        self.day = day
        choices = (*CHOICES, Choice("year", "年度", recent_years(day.year), many=True))
        hidden = () if sees_drafts else ("draft",)
        super().__init__(query, choices=choices, searchable="问题或编号", hidden=hidden)

    @cached_property
    def unit(self) -> tuple[int, str] | None:
        return unit_asked_for(self.asked_query.get("unit", ""), self.day)

    @property
    def conditions(self) -> Conditions:
        chosen = {key: tuple(values) for key, values in self.chosen.items()}
        return Conditions(
            view=self.view, lamps=chosen.get("lamp", ()), sources=chosen.get("source", ()),
            severities=chosen.get("severity", ()), kinds=chosen.get("kind", ()),
            states=chosen.get("state", ()), regimes=chosen.get("regime", ()),
            years=numbers(chosen.get("year", ())), unit_id=self.unit[0] if self.unit else None,
            due=next(iter(chosen.get("due", ())), ""), search=self.search,
        )  # fmt: skip
