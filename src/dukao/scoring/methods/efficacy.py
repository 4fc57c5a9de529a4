"""功效系数法: where a value stands between an unacceptable and a satisfactory one (M3, M3b, M2 iii)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from dukao.scoring.cells import Case, Cells, Derived, Obstacle, Outcome
from dukao.scoring.columns import Column, Estimated, Rational
from dukao.scoring.exact import FARTHEST, Exact, clip, compared, log, power, round_exact
from dukao.scoring.methods.base import (
    ONE,
    ZERO,
    Method,
    Preview,
    RatioPlaces,
    fraction_or_none,
    in_places,
    missing_goal,
    places_words,
    plotted,
)
from dukao.scoring.numbers import Number, fraction
from dukao.scoring.policies import RoundingRule
from dukao.scoring.whole import Mask, Whole
from dukao.scoring.wording import figure, operand, share, tidy, with_measure

Goalpost = Literal["group", "target"] | Number
_SLACK = 2.0**-46  # far above the error of numpy's logarithms and powers
_TOLD = Fraction(1000)  # shares beyond are not written out


class Efficacy(Method):
    """k = (a − worst) ÷ (best − worst); score W × (base + (1 − base) × k), the share within floor and cap.

    A goalpost is a number, `group` (the extreme value among peers) or `target` (from the targets table).
    With `transform: log` all three are logarithms; with `curve: exponential` the share is base^(1 − k).

    >>> textbook = dict(worst="6", best="12", base="0.6")
    >>> figure(Efficacy(**textbook).derive(Case(Fraction(100), Fraction("5.81"), {})).score)
    '58.733333…'
    >>> method = Efficacy(worst="5.2", best="8.6", base="0.6", curve="exponential")
    >>> figure(method.derive(Case(Fraction(100), Fraction("7.1"), {})).score)
    '79.822542…'
    """

    kind: Literal["efficacy"] = "efficacy"
    worst: Goalpost
    best: Goalpost
    direction: Literal["higher", "lower"] = "higher"
    transform: Literal["none", "log"] = "none"
    curve: Literal["linear", "exponential"] = "linear"
    base: Annotated[Number, Field(ge=0, lt=1)] = ZERO
    cap: Number | Literal["none"] = ONE
    floor: Number | Literal["none"] = ZERO
    if_equal: Literal["full", "base", "zero"] = "full"
    ratio_places: RatioPlaces | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Efficacy:
        if not isinstance(self.worst, str) and not isinstance(self.best, str):
            if self.worst == self.best:
                raise ValueError("不允许值 worst 与满意值 best 不能相等")
            if (self.worst < self.best) != (self.direction == "higher"):
                raise ValueError("worst、best 的大小与 direction 不一致：越高越好时 worst 小于 best")
        if self.transform == "log":
            for post in (self.worst, self.best):
                if not isinstance(post, str) and post <= 0:
                    raise ValueError("取对数时 worst、best 都应大于 0")
        if self.curve == "exponential" and self.base <= 0:
            raise ValueError("指数型功效系数的 base 应大于 0，通常是 0.6")
        if self.cap != "none" and self.floor != "none" and self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self

    @property
    def _rule(self) -> RoundingRule:
        """How the share is rounded; not at all where no places are declared."""
        return RoundingRule(places=self.ratio_places)

    @property
    def needs(self) -> frozenset[str]:
        posts = {"worst": self.worst, "best": self.best}
        return frozenset(name for name, post in posts.items() if post == "target")

    @property
    def peer_scope(self) -> str | None:
        return "group" if "group" in {self.worst, self.best} else None

    # -- in bulk ---------------------------------------------------------------------------------------

    def score(self, cells: Cells) -> Outcome:
        actual, worst, best = self._posts(cells)
        sign = 1 if self.direction == "higher" else -1
        span, way = (best - worst) * sign, (actual - worst) * sign
        known = cells.mask.copy()
        for name in self.needs:
            known &= cells.goal(name).present
        equal = known & span.equals(0)
        usable = known & (span > 0)
        if self.transform == "log":
            positive = (actual > 0) & (worst > 0) & (best > 0)
            equal, usable = equal & positive, usable & positive
        scores = self._shares(cells, way, span, usable)
        if self.transform == "log" or self.curve == "exponential":
            scores = self._estimated(cells, actual, worst, best, usable)
        same = {"full": Fraction(1), "base": Fraction(self.base), "zero": Fraction(0)}[self.if_equal]
        scores = scores.replaced(equal, same * cells.full)
        return Outcome(scores, np.asarray(cells.mask & ~usable & ~equal, dtype=bool))

    def _posts(self, cells: Cells) -> tuple[Whole, Whole, Whole]:
        """The value and both goalposts in one scale."""
        posts = {name: self._post(cells, name) for name in ("worst", "best")}
        scale = int(
            np.lcm.reduce(np.array([cells.values.scale, *(unit for _, unit in posts.values())], object))
        )
        worst, best = (whole * (scale // unit) for whole, unit in posts.values())
        return cells.values.values * (scale // cells.values.scale), worst, best

    def _post(self, cells: Cells, name: str) -> tuple[Whole, int]:
        post = self.worst if name == "worst" else self.best
        if post == "target":
            return cells.goal(name).values, cells.goal(name).scale
        if post == "group":
            highest = (name == "best") == (self.direction == "higher")
            found = cells.group_peers.extreme(cells.values.values, cells.mask, highest=highest)
            return found, cells.values.scale
        fixed = Fraction(post)
        return Whole.full((1, 1), fixed.numerator), fixed.denominator

    def _shares(self, cells: Cells, way: Whole, span: Whole, usable: Mask) -> Column:
        """W × (base + (1 − base) × way ÷ span) as exact quotients."""
        base = Fraction(self.base)
        fixed = not isinstance(self.worst, str) and not isinstance(self.best, str)
        below: Whole | int = span.at((0, 0)) if fixed else span.where(usable, 1)
        above = way.where(usable, 0) * (base.denominator - base.numerator) + _column(below) * base.numerator
        ratio = in_places(Rational(above, below * base.denominator), self.ratio_places)
        return ratio.clipped(fraction_or_none(self.floor), fraction_or_none(self.cap)).times(cells.full)

    def _estimated(self, cells: Cells, actual: Whole, worst: Whole, best: Whole, usable: Mask) -> Column:
        """The same in floats with an error bound; exact values come from `derive`."""
        low, high, here = (
            np.where(usable, np.broadcast_to(post.floats(), cells.shape), filler)
            for post, filler in ((worst, 1.0), (best, 2.0), (actual, 1.0))
        )
        sizes = np.maximum(np.maximum(np.abs(low), np.abs(high)), np.abs(here))
        if self.transform == "log":
            low, high, here = np.log(low), np.log(high), np.log(here)
            sizes = np.abs(low) + np.abs(high) + np.abs(here)
        k = (here - low) / (high - low)
        slack = _SLACK * (1 + np.abs(k)) * (1 + sizes / np.abs(high - low))
        base = float(self.base)
        if self.curve == "exponential":
            with np.errstate(over="ignore"):  # whose error may be as large as that, the exact value decides
                shares = np.clip(base ** (1 - k), float(1 / FARTHEST), float(FARTHEST))
                slack = shares * (slack * abs(np.log(base)) + _SLACK)
        else:
            shares = base + (1 - base) * k
        column = Estimated(shares, slack, lambda cell: self._share(cells.case(cell, self.peer_scope)))
        rounded = column if self.ratio_places is None else column.rounded(self._rule)
        held = rounded.clipped(fraction_or_none(self.floor), fraction_or_none(self.cap))
        return held.times(cells.full)

    # -- one case --------------------------------------------------------------------------------------

    def obstacle(self, case: Case) -> Obstacle | None:
        lacking = missing_goal(self.needs, case)
        if lacking:
            return lacking
        worst, best = self._goalposts(case)
        if worst != best and (worst < best) != (self.direction == "higher"):
            return Obstacle(f"满意值 {figure(best)} 与不允许值 {figure(worst)} 的大小颠倒，请更正")
        if self.transform == "log" and min(case.value, worst, best) <= 0:
            return Obstacle("取对数的数值都应大于 0，请核对数值和满意值、不允许值")
        return None

    def _goalposts(self, case: Case) -> tuple[Fraction, Fraction]:
        found = []
        for name, post in (("worst", self.worst), ("best", self.best)):
            if post == "target":
                found.append(case.goals[name])
            elif post == "group":
                highest = (name == "best") == (self.direction == "higher")
                found.append((max if highest else min)(peer.value for peer in case.peers))
            else:
                found.append(Fraction(post))
        return found[0], found[1]

    def _coefficient(self, case: Case) -> Exact:
        worst, best = self._goalposts(case)
        if self.transform == "log":
            return (log(case.value) - log(worst)) / (log(best) - log(worst))
        return (case.value - worst) / (best - worst)

    def _share(self, case: Case) -> Exact:
        """The share of the full marks before floor and cap."""
        base = Fraction(self.base)
        if self.curve == "exponential":
            return power(base, Fraction(1) - self._coefficient(case))
        return self._coefficient(case) * (1 - base) + base

    def derive(self, case: Case) -> Derived:
        worst, best = self._goalposts(case)
        notes = [f"满意值 {figure(best)}，不允许值 {figure(worst)}"]
        if "group" in {self.worst, self.best}:
            notes[0] += "（组内极值）"
        if worst == best:
            same = {"full": Fraction(1), "base": Fraction(self.base), "zero": Fraction(0)}[self.if_equal]
            notes.append(f"两者相等，按办法计 {share(same)}")
            return Derived(case.full * same, f"{figure(case.full)} × {share(same)}", tuple(notes))
        free = round_exact(self._share(case), self._rule)
        cap, floor = fraction_or_none(self.cap), fraction_or_none(self.floor)
        held = clip(free, floor, cap)
        is_high = cap is not None and compared(free, cap) > 0
        outside = is_high or (floor is not None and compared(free, floor) < 0)
        edge = cap if is_high else floor
        if outside and edge is not None:
            held = edge  # an estimate that lies beyond is the edge itself
            told = share(free) if compared(free, _TOLD) < 0 else f"超过 {share(_TOLD)}"
            notes.append(f"得分率 {told}，按 {share(held)} {'封顶' if is_high else '保底'}")
        if self.ratio_places is not None and not outside:
            notes.append(f"得分率取 {share(free)}")
        short = outside or self.ratio_places is not None
        formula = f"{figure(case.full)} × {share(held)}" if short else self._formula(case, worst, best)
        return Derived(held * case.full, formula, tuple(notes))

    def _formula(self, case: Case, worst: Fraction, best: Fraction) -> str:
        if self.transform == "log":
            way, span = (
                f"ln {figure(case.value)} − ln {figure(worst)}",
                f"ln {figure(best)} − ln {figure(worst)}",
            )
        else:
            way = f"{figure(case.value)} − {operand(worst)}"
            span = f"{figure(best)} − {operand(worst)}"
        k, full, base = f"（{way}）÷（{span}）", figure(case.full), figure(self.base)
        if self.curve == "exponential":
            return f"{full} × {base} ^（1 − {k}）"
        if not self.base:
            return f"{full} × {k}"
        return f"{full} ×（{base} + {figure(1 - Fraction(self.base))} × {k}）"

    # -- in words --------------------------------------------------------------------------------------

    def describe(self, full: Decimal, measure: str = "") -> str:
        begin, end = figure(Fraction(full) * Fraction(self.base)), figure(full)
        how = "按指数型功效系数计分" if self.curve == "exponential" else "按比例计分"
        how = f"取对数后{how}" if self.transform == "log" else how
        worst, best = (self._said(name, measure) for name in ("worst", "best"))
        sentence = f"达到{worst}得 {begin} 分，达到{best}得 {end} 分，其间{how}"
        if self.cap != "none":
            sentence += f"；最高得 {figure(Fraction(full) * Fraction(self.cap))} 分"
        if self.floor != "none":
            sentence += f"，最低得 {figure(Fraction(full) * Fraction(self.floor))} 分"
        return sentence + places_words("得分百分比", self.ratio_places) + "。"

    def _said(self, name: str, measure: str) -> str:
        """A goalpost in words."""
        post = self.worst if name == "worst" else self.best
        if post == "group":
            return "组内最差值" if name == "worst" else "组内最好值"
        if post == "target":
            return "目标表所列不允许值" if name == "worst" else "目标表所列满意值"
        return tidy(f" {with_measure(fraction(post), measure)} ")

    def preview(self, full: Decimal) -> Preview | None:
        """Over the value; between goalposts that are not numbers over the way from one to the other."""
        if isinstance(self.worst, str) or isinstance(self.best, str):
            return self._preview_of_way(full)
        worst, best = Fraction(self.worst), Fraction(self.best)
        margin = (best - worst) / 5
        points = []
        for step in range(43):  # so many that both goalposts are among them
            at = worst - margin + (best - worst + 2 * margin) * step / 42
            if self.transform == "log" and at <= 0:
                continue
            points.append((plotted(at), plotted(self.derive(Case(Fraction(full), at, {})).score)))
        points.sort()
        marks = (("不允许值", self.worst), ("满意值", self.best))
        return Preview(tuple(points), marks, axis="数值", percent=False)

    def _preview_of_way(self, full: Decimal) -> Preview | None:
        unit = {"worst": ZERO, "best": ONE, "direction": "higher", "transform": "none"}
        drawn = self.model_copy(update=unit).preview(full)
        assert drawn is not None
        points = tuple((at * 100, earned) for at, earned in drawn.points)
        marks = tuple((name, at * 100) for name, at in drawn.marks)
        axis = "不允许值到满意值的路程" + ("（取对数）" if self.transform == "log" else "")
        return Preview(points, marks, axis=axis)


def _column(below: Whole | int) -> Whole:
    return below if isinstance(below, Whole) else Whole.full((1, 1), below)
