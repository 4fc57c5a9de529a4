"""排名计分: points by place among peers (M4, M4b), or in proportion to the best (M4c)."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome, Peer
from dukao.scoring.columns import Rational
from dukao.scoring.methods.base import (
    ZERO,
    Method,
    NonNegative,
    Preview,
    RatioPlaces,
    in_places,
    missing_goal,
    places_words,
    plotted,
    to_places,
)
from dukao.scoring.methods.completion import completion_ratio
from dukao.scoring.numbers import Number
from dukao.scoring.peers import order_codes
from dukao.scoring.policies import TieMode
from dukao.scoring.whole import Whole
from dukao.scoring.wording import figure, share

_AMONG = {"group": "组内", "all": "全部单位中"}


class RankPoints(Method):
    """Each place costs `step` of the full marks; or `points` lists what places earn, `beyond` the rest.

    >>> from dukao.scoring.cells import Peer
    >>> peers = tuple(Peer(Fraction(value), None) for value in (9, 8, 8, 7))
    >>> def earned(value, **parameters):
    ...     case = Case(Fraction(6), Fraction(value), {}, peers)
    ...     return figure(RankPoints(**parameters).derive(case).score)
    >>> [earned(value, step="5%") for value in (9, 8, 7)]
    ['6', '5.7', '5.1']
    >>> earned(8, points=("60", "57", "54")), earned(7, points=("60", "57", "54"), beyond="50")
    ('57', '50')
    """

    kind: Literal["rank"] = "rank"
    step: Annotated[Number, Field(gt=0, le=1)] | None = None
    points: tuple[NonNegative, ...] = ()
    beyond: NonNegative = ZERO
    floor: Annotated[Number, Field(ge=0, le=1)] = ZERO
    by: Literal["value", "completion"] = "value"
    direction: Literal["higher", "lower"] = "higher"
    scope: Literal["group", "all"] = "group"
    ties: TieMode = TieMode.COMPETITION
    ratio_places: RatioPlaces | None = None

    @model_validator(mode="after")
    def _one_form(self) -> RankPoints:
        if (self.step is None) == (not self.points):
            raise ValueError("排名计分要写 step（每降一位扣几成）或 points（各名次得分表），只写一个")
        if self.ratio_places is not None and self.by == "value":
            raise ValueError("按数值排名不算完成率，不写 ratio_places")
        return self

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"} if self.by == "completion" else ())

    @property
    def peer_scope(self) -> str:
        return self.scope

    def score(self, cells: Cells) -> Outcome:
        mask, blocked = cells.mask, None
        if self.by == "completion":
            compared, usable, _ = completion_ratio(cells)
            mask, blocked = cells.mask & usable, cells.mask & ~usable
            compared = in_places(compared, self.ratio_places)
            keys = order_codes(compared)
        else:
            keys = cells.values.values.array
        if self.direction == "lower":
            keys = -keys
        places = cells.peers(self.scope).places([keys], mask, self.ties)
        return Outcome(self._earned(cells, places), blocked)

    def _earned(self, cells: Cells, places: np.ndarray) -> Rational:
        if self.step is None:
            table = [Fraction(value) for value in (*self.points, self.beyond)]
            common = math.lcm(*(value.denominator for value in table))
            prices = [int(value * common) for value in table]
            chosen = np.clip(places - 1, 0, len(self.points))
            dtype = np.int64 if max(prices) < 2**62 else object
            return Rational(Whole.of(np.array(prices, dtype=dtype)[chosen]), common)
        step = Fraction(self.step)
        left = Whole.of(np.maximum(places - 1, 0)) * -step.numerator + step.denominator
        ratio = Rational(left, step.denominator).clipped(Fraction(self.floor), None)
        return ratio.times(cells.full)

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking:
            return lacking
        if self.by == "completion" and case.target is not None and case.target <= 0:
            return Obstacle(f"目标值 {figure(case.target)} 不大于 0，不能按完成率排名")
        return None

    def derive(self, case: Case) -> Derived:
        place, size = self._place(case)
        notes: tuple[str, ...] = (f"{_AMONG[self.scope]} {size} 个单位排第 {place} 名",)
        if self.step is None:
            earned = self.points[place - 1] if place <= len(self.points) else self.beyond
            return Derived(Fraction(earned), f"第 {place} 名得 {figure(earned)} 分", notes)
        share_left = 1 - Fraction(self.step) * (place - 1)
        formula = f"{figure(case.full)} ×（1 − {share(self.step)} ×（{place} − 1））"
        if share_left < self.floor:
            notes += (f"按 {share(self.floor)} 保底",)
            return Derived(
                case.full * Fraction(self.floor), f"{figure(case.full)} × {share(self.floor)}", notes
            )
        return Derived(case.full * share_left, formula, notes)

    def _ratio(self, value: Fraction, target: Fraction) -> Fraction:
        return to_places(value / target, self.ratio_places)

    def _place(self, case: Case) -> tuple[int, int]:
        if self.by == "completion":
            values = [
                self._ratio(peer.value, peer.target)
                for peer in case.peers
                if peer.target is not None and peer.target > 0
            ]
            assert case.target is not None
            own = self._ratio(case.value, case.target)
        else:
            values, own = [peer.value for peer in case.peers], case.value
        better = [value for value in values if (value > own if self.direction == "higher" else value < own)]
        ahead = len(set(better)) if self.ties is TieMode.DENSE else len(better)
        return ahead + 1, len(values)

    def describe(self, full: Decimal, measure: str = "") -> str:
        what = "完成率" if self.by == "completion" else "数值"
        order = "从高到低" if self.direction == "higher" else "从低到高"
        among = "同组单位" if self.scope == "group" else "全部单位"
        sentence = f"{among}按{what}{order}排名"
        if self.step is not None:
            sentence += f"，第 1 名得 {figure(full)} 分，每降一位少得满分的 {share(self.step)}"
            if self.floor:
                sentence += f"，最低得 {figure(Fraction(full) * Fraction(self.floor))} 分"
        else:
            listed = "、".join(figure(value) for value in self.points[:6])
            more = "……" if len(self.points) > 6 else ""
            sentence += f"，依次得 {listed}{more} 分，其余得 {figure(self.beyond)} 分"
        sentence += "；并列不占后面的名次" if self.ties is TieMode.DENSE else "；并列占名次"
        return sentence + places_words("完成百分比", self.ratio_places) + "。"

    def preview(self, full: Decimal) -> Preview:
        points = []
        for place in range(1, max(len(self.points) + 1, 10) + 1):
            if self.step is None:
                earned = Fraction(self.points[place - 1] if place <= len(self.points) else self.beyond)
            else:
                earned = Fraction(full) * max(1 - Fraction(self.step) * (place - 1), Fraction(self.floor))
            points.append((Decimal(place), plotted(earned)))
        return Preview(tuple(points), axis="名次", percent=False)


class RatioToBest(Method):
    """The best unit earns full marks, others in proportion: W × a ÷ best; W × best ÷ a if lower is better.

    >>> from dukao.scoring.cells import Peer
    >>> peers = (Peer(Fraction("0.8"), None), Peer(Fraction(1), None))
    >>> figure(RatioToBest().derive(Case(Fraction(6), Fraction("0.8"), {}, peers)).score)
    '4.8'
    """

    kind: Literal["ratio_to_best"] = "ratio_to_best"
    direction: Literal["higher", "lower"] = "higher"
    scope: Literal["group", "all"] = "group"
    ratio_places: RatioPlaces | None = None

    @property
    def peer_scope(self) -> str:
        return self.scope

    def score(self, cells: Cells) -> Outcome:
        higher = self.direction == "higher"
        actual = cells.values.values
        best = cells.peers(self.scope).extreme(actual, cells.mask, highest=higher)
        usable = cells.mask & (best > 0)
        above, below = (actual, best) if higher else (best, actual)
        ratio = in_places(Rational(above.where(usable, 0), below.where(usable, 1)), self.ratio_places)
        ratio = ratio.clipped(Fraction(0), None)
        return Outcome(ratio.times(cells.full), np.asarray(cells.mask & ~usable, dtype=bool))

    def _best(self, case: Case) -> Fraction:
        return (max if self.direction == "higher" else min)(peer.value for peer in case.peers)

    def obstacle(self, case: Case) -> Obstacle | None:
        best = self._best(case)
        return None if best > 0 else Obstacle(f"最好值 {figure(best)} 不大于 0，不能按比例计分")

    def derive(self, case: Case) -> Derived:
        best = self._best(case)
        above, below = (case.value, best) if self.direction == "higher" else (best, case.value)
        notes: tuple[str, ...] = (f"{_AMONG[self.scope]}最好值 {figure(best)}",)
        if above < 0:
            return Derived(Fraction(0), "", (*notes, "数值为负，计 0 分"))
        if self.ratio_places is None:
            formula = f"{figure(case.full)} × {figure(above)} ÷ {figure(below)}"
            return Derived(case.full * above / below, formula, notes)
        ratio = to_places(above / below, self.ratio_places)
        notes += (f"{figure(above)} ÷ {figure(below)}，取 {share(ratio)}",)
        return Derived(case.full * ratio, f"{figure(case.full)} × {share(ratio)}", notes)

    def describe(self, full: Decimal, measure: str = "") -> str:
        best = "最高" if self.direction == "higher" else "最低"
        words = places_words("百分比", self.ratio_places)
        return f"{_AMONG[self.scope]}数值{best}的得 {figure(full)} 分，其余按与最好值之比得分{words}。"

    def preview(self, full: Decimal) -> Preview:
        """Over the value in percent of the best, which is one."""
        best = Peer(Fraction(1), None)
        ratios = [Fraction(step, 20) for step in range(21)]
        if self.direction == "lower":
            ratios = [1 + 2 * ratio for ratio in ratios]
        cases = [(at, Case(Fraction(full), at, {}, (best, Peer(at, None)))) for at in ratios]
        points = tuple((plotted(at * 100), plotted(self.derive(case).score)) for at, case in cases)
        return Preview(points, (("最好", Decimal(100)),), axis="相当于最好值")
