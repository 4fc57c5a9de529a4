"""达标加竞争: part of the points for reaching the target, the rest by place among those who did (M6b)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from dukao.scoring.cells import Case, Cells, Derived, Outcome, Peer
from dukao.scoring.columns import Rational, total
from dukao.scoring.methods.base import ZERO, Method, Preview, plotted
from dukao.scoring.numbers import Number, fraction
from dukao.scoring.policies import TieMode
from dukao.scoring.whole import Whole
from dukao.scoring.wording import figure, share


class GoalRace(Method):
    """Below the target nothing; at it W × (goal + (1 − goal) × (1 − step × (place − 1))).

    The place is taken among those who reached their targets; the race's share does not fall below `floor`.

    >>> from dukao.scoring.cells import Peer
    >>> peers = tuple(Peer(Fraction(text), Fraction(8)) for text in ("8.7", "8.4", "8.1", "7.9"))
    >>> def earned(text):
    ...     case = Case(Fraction(10), Fraction(text), {"target": Fraction(8)}, peers)
    ...     return figure(GoalRace(goal="40%", step="5%").derive(case).score)
    >>> earned("8.7"), earned("8.1"), earned("7.9")
    ('10', '9.4', '0')
    """

    kind: Literal["goal_race"] = "goal_race"
    goal: Annotated[Number, Field(gt=0, lt=1)]
    step: Annotated[Number, Field(gt=0, le=1)]
    floor: Annotated[Number, Field(ge=0, le=1)] = ZERO
    direction: Literal["higher", "lower"] = "higher"
    scope: Literal["group", "all"] = "group"
    ties: TieMode = TieMode.COMPETITION

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({"target"})

    @property
    def peer_scope(self) -> str:
        return self.scope

    def score(self, cells: Cells) -> Outcome:
        target = cells.goal("target")
        actual, wanted = cells.values.values * target.scale, target.values * cells.values.scale
        known = cells.mask & target.present
        reached = known & (actual >= wanted if self.direction == "higher" else actual <= wanted)
        keys = cells.values.values.array if self.direction == "higher" else -cells.values.values.array
        places = cells.peers(self.scope).places([keys], reached, self.ties)
        step, goal = fraction(self.step), fraction(self.goal)
        left = Whole.of(np.maximum(places - 1, 0)) * -step.numerator + step.denominator
        race = Rational(left, step.denominator).clipped(fraction(self.floor), None).times(1 - goal)
        scores = total([cells.constant(goal), race], cells.shape).times(cells.full)
        blocked = np.asarray(cells.mask & ~target.present, dtype=bool)
        return Outcome(scores.replaced(~reached, Fraction(0)), blocked)

    def _reaches(self, value: Fraction, target: Fraction | None) -> bool:
        if target is None:
            return False
        return value >= target if self.direction == "higher" else value <= target

    def derive(self, case: Case) -> Derived:
        target = case.target
        assert target is not None
        if not self._reaches(case.value, target):
            return Derived(Fraction(0), "", (f"未达到目标 {figure(target)}，计 0 分",))
        rivals = [peer.value for peer in case.peers if self._reaches(peer.value, peer.target)]
        higher = self.direction == "higher"
        ahead = [value for value in rivals if (value > case.value if higher else value < case.value)]
        place = 1 + (len(set(ahead)) if self.ties is TieMode.DENSE else len(ahead))
        goal, step = Fraction(self.goal), Fraction(self.step)
        race = max(1 - step * (place - 1), Fraction(self.floor))
        note = f"达到目标 {figure(target)}，{len(rivals)} 个达标单位中排第 {place} 名"
        full = figure(case.full)
        formula = f"{full} × {share(goal)} + {full} × {share(1 - goal)} × {share(race)}"
        return Derived(case.full * (goal + (1 - goal) * race), formula, (note,))

    def describe(self, full: Decimal, measure: str = "") -> str:
        part = Fraction(full) * Fraction(self.goal)
        among = "同组" if self.scope == "group" else "全部"
        sentence = f"未达到目标得 0 分；达到目标得 {figure(part)} 分，另 {figure(Fraction(full) - part)} 分"
        sentence += f"在{among}达标单位中按名次计，每降一位少得 {share(self.step)}"
        return sentence + (f"，最低得 {share(self.floor)}。" if self.floor else "。")

    def preview(self, full: Decimal) -> Preview:
        """Over the place among those who reached their targets; all others have nothing."""
        best_first = range(10, 0, -1) if self.direction == "higher" else range(-10, 0)
        peers = tuple(Peer(Fraction(value), Fraction(0)) for value in best_first)
        points = []
        for place, peer in enumerate(peers, start=1):
            case = Case(Fraction(full), peer.value, {"target": Fraction(0)}, peers)
            points.append((Decimal(place), plotted(self.derive(case).score)))
        return Preview(tuple(points), axis="达标单位中的名次", percent=False)
