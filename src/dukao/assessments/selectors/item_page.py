"""One item of one unit from all sides: how it was scored, on what evidence, and how the peers did."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from dukao.assessments.selectors.items import ItemRow
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.spread import Dot, Scale
from dukao.kernel.errors import Missing
from dukao.schemes.selectors import curve_of, preview_of
from dukao.scoring import Item
from dukao.scoring.methods import Preview
from dukao.ui.charts import Curve
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.reporting.models import ReportLine


@dataclass
class ItemPage:
    """What stands behind one row of the score page."""

    sheet: Sheet
    code: str

    @cached_property
    def row(self) -> ItemRow:
        rows = self.sheet.items.all_rows if self.sheet.items is not None else []
        found = next((row for row in rows if row.part.code == self.code), None)
        if found is None:
            raise Missing("这一轮没有这个指标。")
        return found

    @cached_property
    def item(self) -> Item:
        item = self.sheet.scheme.node(self.code)
        assert isinstance(item, Item)
        return item

    @property
    def line(self) -> ReportLine | None:
        return self.row.line

    @property
    def rule(self) -> str:
        """How points are earned, in one sentence."""
        return self.item.describe()

    @cached_property
    def curve(self) -> Curve | None:
        """The method as a curve with this unit on it, where the score depends on one figure."""
        preview = preview_of(self.item)
        return None if preview is None else curve_of(self.item, preview, self._place_on_curve(preview))

    @property
    def against_median(self) -> str:
        """How the score stands to the group's middle."""
        below = self.row.below_median
        if below is None:
            return "—"
        figure = number(abs(below), self.sheet.part_places)
        return f"低于中位 {figure}" if below > 0 else f"高于中位 {figure}" if below < 0 else "与中位持平"

    def _place_on_curve(self, preview: Preview) -> tuple[Decimal, Decimal] | None:
        """Where this unit stands, if the figure on the axis is one of its inputs."""
        given = {each.label: each.value for each in self.row.part.inputs}
        label = "实际值" if self.item.value is None else self.item.value.label
        value, target = given.get(label), given.get("目标值")
        if value is None or not self.row.counts or self.row.part.state != "scored":
            return None
        if preview.percent:
            return (value * 100 / target, self.row.part.score) if target else None
        return (value, self.row.part.score) if preview.shows_value else None

    @cached_property
    def peers(self) -> list[Decimal]:
        """Scores of the group's units on this item, without names."""
        if not self.sheet.has_shape:
            return []
        members = self.sheet.book.members(self.sheet.standing.group)
        scores = (self.sheet.book.score(member.unit, self.code) for member in members)
        return [score for score in scores if score is not None]

    @cached_property
    def scale(self) -> Scale:
        return Scale([*self.peers, Decimal(0), self.item.full])

    @property
    def dots(self) -> tuple[Dot, ...]:
        own = self.row.part.score
        others = list(self.peers)
        tones = [(own, "me")] if self.row.counts else []
        if self.row.counts and own in others:
            others.remove(own)
        return self.scale.dots([*tones, *((score, "") for score in others)])
