"""The ledger as its address asks for it: views, conditions, grouping, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dukao.issues.selectors.conditions import DUES, LAMPS, Conditions
from dukao.issues.selectors.ledger import PROBLEMS
from dukao.issues.vocabulary import ProblemKind, ProblemState, Severity, Source
from dukao.kernel.counting import count_words
from dukao.kernel.keyset import Cursor
from dukao.kernel.regimes import Regime
from dukao.organisations.selectors import unit_by_code
from dukao.ui.tables import Choice, Column, Listing

VIEWS = {
    "open": "全部未销号", "draft": "待交办", "over": "已逾期", "submitted": "待验收", "reopened": "有反弹",
    "settled": "已办结",
}  # fmt: skip
GROUP_WORDS = {"flat": "时限", "unit": "单位", "source": "来源"}
#: Views that tell who is behind, and turn red when somebody is.
HOT = ("over", "reopened")


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    href: str
    current: bool
    count: str | None = None
    hot: bool = False


class Ledger(Listing):
    """One address of the ledger. What is not known in it is dropped; drafts are the office's own view."""

    def __init__(self, query: QueryDict, day: date, *, sees_drafts: bool) -> None:
        self.day, self.sees_drafts, self.asked_query = day, sees_drafts, query
        choices = (
            Choice("lamp", "灯", tuple(LAMPS.items()), many=True),
            Choice("source", "来源", tuple(Source.choices), many=True),
            Choice("severity", "程度", tuple(Severity.choices), many=True),
            Choice("kind", "类型", tuple(ProblemKind.choices), many=True),
            Choice("due", "时限", tuple(DUES.items())),
            Choice("state", "状态", tuple(ProblemState.choices), many=True),
            Choice("regime", "性质", tuple(Regime.choices), many=True),
            Choice(
                "year", "年度", tuple((str(day.year - n), f"{day.year - n} 年") for n in range(4)), many=True
            ),
        )
        super().__init__(
            query, columns=(Column("due", "时限", sort="due_on"),), choices=choices,
            searchable="问题或编号", carried=("view", "group", "unit"),
        )  # fmt: skip

    @property
    def view(self) -> str:
        asked = self.asked_query.get("view", "")
        return asked if asked in VIEWS and (asked != "draft" or self.sees_drafts) else "open"

    @property
    def grouping(self) -> str:
        asked = self.asked_query.get("group", "")
        return asked if asked in PROBLEMS.groupings else "flat"

    @cached_property
    def unit(self) -> tuple[int, str] | None:
        """The unit asked for, by its code or by what the suggestions offer."""
        code = self.asked_query.get("unit", "").strip().partition(" ")[0]
        found = unit_by_code(code, self.day) if code else None
        return (found.unit_id, found.short_name) if found else None

    @property
    def is_newest_first(self) -> bool:
        """What is settled is looked up from the end."""
        return self.sort == "-due_on" or (self.view == "settled" and not self.sort)

    @property
    def conditions(self) -> Conditions:
        chosen = {key: tuple(values) for key, values in self.chosen.items()}
        return Conditions(
            view=self.view, lamps=chosen.get("lamp", ()), sources=chosen.get("source", ()),
            severities=chosen.get("severity", ()), kinds=chosen.get("kind", ()),
            states=chosen.get("state", ()), regimes=chosen.get("regime", ()),
            years=tuple(int(year) for year in chosen.get("year", ())),
            unit_id=self.unit[0] if self.unit else None, due=next(iter(chosen.get("due", ())), ""),
            search=self.search,
        )  # fmt: skip

    @property
    def after(self) -> Cursor | None:
        return Cursor.read(self.asked_query.get("after", ""))

    @property
    def before(self) -> Cursor | None:
        return Cursor.read(self.asked_query.get("before", ""))

    @property
    def is_bare(self) -> bool:
        return not (self.chosen or self.search or self.unit)

    @property
    def address(self) -> str:
        return f"{reverse('issues:ledger')}?{self.query()}"

    def with_part(self, key: str, value: str) -> str:
        """The address with another grouping or unit; "" takes it out."""
        kept, self.carried = self.carried, {**self.carried, key: [value] if value else []}
        try:
            return self.query()
        finally:
            self.carried = kept

    def tabs(self, counts: dict[str, int]) -> list[Tab]:
        return [
            Tab(
                label, f"?{urlencode({'view': name})}" if name != "open" else "?",
                self.is_bare and self.view == name,
                count_words(counts[name]) if name in counts else None,
                hot=name in HOT and counts.get(name, 0) > 0,
            )
            for name, label in VIEWS.items()
            if name != "draft" or self.sees_drafts
        ]  # fmt: skip

    @property
    def in_words(self) -> str:
        parts = [f"责任单位：{self.unit[1]}" if self.unit else "", super().in_words]
        return "；".join(part for part in parts if part)

    @property
    def bare_query(self) -> str:
        return urlencode({key: value for key, value in self.carried.items() if key != "unit"}, doseq=True)
