"""The ledger as its address asks for it: views, conditions, grouping, columns, and where it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from django.http import QueryDict
from django.urls import reverse

from dukao.kernel.counting import count_words
from dukao.kernel.keyset import Cursor
from dukao.kernel.regimes import Regime
from dukao.matters.selectors.around import Around
from dukao.matters.selectors.conditions import DUES, LAMPS, Conditions
from dukao.matters.selectors.ledger import MATTERS
from dukao.matters.vocabulary import MatterKind, MatterState
from dukao.organisations.selectors import unit_by_code
from dukao.ui.tables import Choice, Column, Listing

if TYPE_CHECKING:
    from datetime import date

VIEWS = {
    "open": "全部在办", "lit": "亮灯事项", "week": "本周到期", "silent": "沉默 30 日", "sign": "待我销号",
    "leader": "领导批示件", "settled": "已办结",
}  # fmt: skip
GROUP_WORDS = {"lamp": "灯", "unit": "单位", "field": "领域", "flat": "不分组"}
#: Columns one may leave out; lamp and matter always stand.
COLUMNS = {
    "unit": "牵头单位", "state": "状态", "pace": "进度", "due": "时限", "field": "领域", "leader": "责任领导",
    "word": "最近反馈", "rung": "督办阶梯",
}  # fmt: skip
USUAL_COLUMNS = ("unit", "state", "pace", "due", "rung")


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view: of the house, or a person's own."""

    label: str
    href: str
    current: bool
    count: str | None = None
    hot: bool = False
    own: int | None = None


class Ledger(Listing):
    """One address of the ledger. What is not known in it is dropped."""

    def __init__(self, query: QueryDict, day: date, around: Around, *, may_sign: bool) -> None:
        self.day, self.may_sign, self.asked_query = day, may_sign, query
        choices = (
            Choice("lamp", "灯", tuple(LAMPS.items()), many=True),
            Choice("field", "领域", _options(around.fields), many=True),
            Choice("due", "时限", tuple(DUES.items())),
            Choice("state", "状态", tuple(MatterState.choices), many=True),
            Choice("leader", "责任领导", _options(around.leaders)),
            Choice("kind", "种类", tuple(MatterKind.choices), many=True),
            Choice("regime", "性质", tuple(Regime.choices), many=True),
            Choice("year", "年度", tuple((str(year), f"{year} 年") for year in _years(day)), many=True),
        )  # fmt: skip
        super().__init__(
            query, columns=(Column("due", COLUMNS["due"], sort="due_on"),), choices=choices,
            searchable="事项名称或编号", carried=("view", "group", "cols", "unit", "scale"),
        )  # fmt: skip

    @property
    def view(self) -> str:
        asked = self.asked_query.get("view", "")
        return asked if asked in VIEWS and (asked != "sign" or self.may_sign) else "open"

    @property
    def grouping(self) -> str:
        asked = self.asked_query.get("group", "")
        return asked if asked in MATTERS.groupings else ("flat" if self.view == "settled" else "lamp")

    @cached_property
    def shown_columns(self) -> list[str]:
        asked = [column for column in self.asked_query.getlist("cols") if column in COLUMNS]
        return [column for column in COLUMNS if column in (asked or USUAL_COLUMNS)]

    @cached_property
    def unit(self) -> tuple[int, str] | None:
        """The lead unit asked for, by its code or by what the suggestions offer."""
        code = self.asked_query.get("unit", "").strip().partition(" ")[0]
        found = unit_by_code(code, self.day) if code else None
        return (found.unit_id, found.short_name) if found else None

    @property
    def is_newest_first(self) -> bool:
        """What is settled is looked up from the end."""
        return self.sort == "-due_on" or (self.view == "settled" and not self.sort)

    @property
    def conditions(self) -> Conditions:
        chosen = self.chosen
        return Conditions(
            view=self.view, lamps=tuple(chosen.get("lamp", ())), fields=_numbers(chosen.get("field", ())),
            states=tuple(chosen.get("state", ())), regimes=tuple(chosen.get("regime", ())),
            kinds=tuple(chosen.get("kind", ())), years=_numbers(chosen.get("year", ())),
            unit_id=self.unit[0] if self.unit else None,
            leader_id=next(iter(_numbers(chosen.get("leader", ()))), None),
            due=next(iter(chosen.get("due", ())), ""), search=self.search,
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
        return f"{reverse('matters:ledger')}?{self.query()}"

    def group_query(self, name: str) -> str:
        return self._with("group", [name])

    def column_query(self, name: str) -> str:
        """The column shown, or taken away when it is; one always stays."""
        shown = self.shown_columns
        left = [column for column in shown if column != name] if name in shown else [*shown, name]
        return self._with("cols", left or [name])

    def scale_query(self, name: str) -> str:
        return self._with("scale", [name])

    def without_unit(self) -> str:
        return self._with("unit", [])

    def _with(self, key: str, values: list[str]) -> str:
        kept, self.carried = self.carried, {**self.carried, key: values}
        try:
            return self.query()
        finally:
            self.carried = kept

    def tabs(self, counts: dict[str, int], own: list[tuple[int, str, str]]) -> list[Tab]:
        """The views of the house with their counts, then the person's own."""
        here = self.is_bare and not any(self._is_own(query) for _, _, query in own)
        house = [
            Tab(
                label, f"?{urlencode({'view': name})}" if name != "open" else "?", here and self.view == name,
                count_words(counts[name]) if name in counts else None, hot=name == "lit" and counts[name] > 0,
            )
            for name, label in VIEWS.items()
            if name != "sign" or self.may_sign
        ]  # fmt: skip
        mine = [Tab(name, f"?{query}", self._is_own(query), own=pk) for pk, name, query in own]
        return house + mine

    def _is_own(self, query: str) -> bool:
        return parse_qs(query) == parse_qs(self.query())

    @property
    def in_words(self) -> str:
        parts = [f"牵头单位：{self.unit[1]}" if self.unit else "", super().in_words]
        return "；".join(part for part in parts if part)

    @property
    def bare_query(self) -> str:
        return urlencode({key: value for key, value in self.carried.items() if key != "unit"}, doseq=True)


def _numbers(values: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def _options(found: Iterable[tuple[int, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(pk), name) for pk, name in found)


def _years(day: date) -> range:
    return range(day.year, day.year - 4, -1)
