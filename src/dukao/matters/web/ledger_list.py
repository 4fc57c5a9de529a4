"""The ledger of matters as its address asks for it: also which columns it shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.http import QueryDict

from dukao.kernel.regimes import Regime
from dukao.matters.selectors.around import Around
from dukao.matters.selectors.conditions import DUES, LAMPS, Conditions
from dukao.matters.vocabulary import MatterKind, MatterState
from dukao.organisations.selectors import unit_asked_for
from dukao.ui.ledgers import LedgerListing, numbers, recent_years
from dukao.ui.tables import Choice

if TYPE_CHECKING:
    from datetime import date

LAMP = Choice("lamp", "灯", tuple(LAMPS.items()), many=True)
DUE = Choice("due", "时限", tuple(DUES.items()))
STATE = Choice("state", "状态", tuple(MatterState.choices), many=True)
KIND = Choice("kind", "种类", tuple(MatterKind.choices), many=True)
REGIME = Choice("regime", "督查性质", tuple(Regime.choices), many=True)
USUAL_COLUMNS = ("unit", "state", "pace", "due", "rung")


class Ledger(LedgerListing):
    """What waits to be signed off is a view of those who sign."""

    url_name = "matters:ledger"
    views_known: ClassVar = {
        "open": "全部在办", "lit": "亮灯事项", "week": "本周到期", "silent": "沉默 30 日", "sign": "待我销号",
        "leader": "领导批示件", "settled": "已办结",
    }  # fmt: skip
    groups_known: ClassVar = {"lamp": "灯", "unit": "单位", "field": "领域", "flat": "不分组"}
    #: Columns one may leave out; lamp and matter always stand.
    columns_known: ClassVar = {
        "unit": "牵头单位", "state": "状态", "pace": "进度", "due": "时限", "field": "领域",
        "leader": "责任领导", "word": "最近反馈", "rung": "督办阶梯",
    }  # fmt: skip
    unit_word = "牵头单位"
    hot = ("lit",)

    def __init__(self, query: QueryDict, day: date, around: Around, *, may_sign: bool) -> None:
        self.day = day
        choices = (
            LAMP,
            Choice("field", "领域", _options(around.fields), many=True),
            DUE,
            STATE,
            Choice("leader", "责任领导", _options(around.leaders)),
            KIND,
            REGIME,
            Choice("year", "年度", recent_years(day.year), many=True),
        )
        super().__init__(
            query, choices=choices, searchable="事项名称或编号", hidden=() if may_sign else ("sign",),
            carried=("cols", "scale"),
        )  # fmt: skip

    @property
    def usual_group(self) -> str:
        return "flat" if self.view == "settled" else "lamp"

    @cached_property
    def shown_columns(self) -> tuple[str, ...]:
        asked = [column for column in self.asked_query.getlist("cols") if column in self.columns_known]
        return tuple(column for column in self.columns_known if column in (asked or USUAL_COLUMNS))

    @cached_property
    def unit(self) -> tuple[int, str] | None:
        return unit_asked_for(self.asked_query.get("unit", ""), self.day)

    @property
    def conditions(self) -> Conditions:
        chosen = self.chosen
        return Conditions(
            view=self.view, lamps=tuple(chosen.get("lamp", ())), fields=numbers(chosen.get("field", ())),
            states=tuple(chosen.get("state", ())), regimes=tuple(chosen.get("regime", ())),
            kinds=tuple(chosen.get("kind", ())), years=numbers(chosen.get("year", ())),
            unit_id=self.unit[0] if self.unit else None,
            leader_id=next(iter(numbers(chosen.get("leader", ()))), None),
            due=next(iter(chosen.get("due", ())), ""), search=self.search,
        )  # fmt: skip

    def column_query(self, name: str) -> str:
        """The column shown, or taken away when it is; one always stays."""
        shown = self.shown_columns
        left = [column for column in shown if column != name] if name in shown else [*shown, name]
        return self.with_part("cols", *(left or [name]))


def _options(found: Iterable[tuple[int, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(pk), name) for pk, name in found)
