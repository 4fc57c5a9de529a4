"""The plan as its address asks for it: year, views, conditions and where it goes on."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from dukao.checks.selectors import topics
from dukao.checks.selectors.plan import VIEWS, Conditions
from dukao.checks.vocabulary import CheckForm, CheckKind, CheckState
from dukao.kernel.regimes import Regime
from dukao.organisations.selectors import unit_by_code
from dukao.ui.numbers import number_in
from dukao.ui.tables import Choice, Column, Listing

WORDS = {
    "live": "全部", "proposed": "拟列入", "sent": "待批准", "ongoing": "实施中", "added": "月度增补",
    "out": "已合并、已撤销",
}  # fmt: skip
COLUMNS = (
    Column("name", "项目", sort="name"),
    Column("organiser", "组织单位"),
    Column("objects", "对象"),
    Column("period", "期间", sort="starts_on"),
    Column("days", "现场", numeric=True, unit="天"),
    Column("state", "状态"),
)
MONTHS = tuple((str(month), f"{month} 月") for month in range(1, 13))


class PlanList(Listing):
    """One address of the plan. What is not known in it is dropped."""

    def __init__(self, query: QueryDict, day: date, *, per_page: int = 50) -> None:
        self.day, self.asked_query = day, query
        choices = (
            Choice("month", "月份", MONTHS),
            Choice("kind", "种类", tuple(CheckKind.choices), many=True),
            Choice("form", "形式", tuple(CheckForm.choices), many=True),
            Choice("topic", "主题", tuple((str(one.pk), one.name) for one in topics()), many=True),
            Choice("state", "状态", tuple(CheckState.choices), many=True),
            Choice("regime", "督查性质", tuple(Regime.choices), many=True),
        )
        super().__init__(
            query, columns=COLUMNS, choices=choices, default_sort="starts_on", per_page=per_page,
            searchable="项目、编号、依据、组织单位", carried=("year", "view", "unit"),
        )  # fmt: skip

    @property
    def year(self) -> int:
        asked = number_in(self.asked_query, "year")
        return asked if asked is not None and asked in self.years else self.day.year

    @property
    def years(self) -> range:
        """The next year is planned at the end of this one."""
        return range(self.day.year + 1, self.day.year - 4, -1)

    @property
    def view(self) -> str:
        asked = self.asked_query.get("view", "")
        return asked if asked in VIEWS else "live"

    @cached_property
    def unit(self) -> tuple[int, str] | None:
        """The object asked for, by its code or by what the suggestions offer."""
        code = self.asked_query.get("unit", "").strip().partition(" ")[0]
        found = unit_by_code(code, self.day) if code else None
        return (found.unit_id, found.short_name) if found else None

    @property
    def conditions(self) -> Conditions:
        chosen = self.chosen
        months = [int(value) for value in chosen.get("month", ())]
        return Conditions(
            year=self.year, view=self.view, search=self.search, kinds=tuple(chosen.get("kind", ())),
            forms=tuple(chosen.get("form", ())), topics=tuple(int(v) for v in chosen.get("topic", ())),
            regimes=tuple(chosen.get("regime", ())), states=tuple(chosen.get("state", ())),
            month=months[0] if months else None, unit_id=self.unit[0] if self.unit else None,
        )  # fmt: skip

    @property
    def is_bare(self) -> bool:
        return not (self.chosen or self.search or self.unit)

    def tab_query(self, view: str) -> str:
        return urlencode({**self._year, **({"view": view} if view != "live" else {})})

    def year_query(self, year: int) -> str:
        return urlencode({"year": year}) if year != self.day.year else ""

    def without_unit(self) -> str:
        kept = {key: values for key, values in self.carried.items() if key != "unit"}
        return urlencode({**kept, **self.chosen, **({"q": self.search} if self.search else {})}, doseq=True)

    @property
    def _year(self) -> dict[str, int]:
        return {"year": self.year} if self.year != self.day.year else {}

    @property
    def bare_query(self) -> str:
        return self.tab_query(self.view)

    @property
    def in_words(self) -> str:
        parts = [f"对象：{self.unit[1]}" if self.unit else "", super().in_words]
        return "；".join(part for part in parts if part)
