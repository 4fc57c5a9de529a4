"""折算: a score given elsewhere (a review, another body's assessment) converted to these marks (M24)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from dukao.scoring.cells import Case, Cells, Derived, Outcome
from dukao.scoring.methods.base import (
    ONE,
    ZERO,
    Method,
    NonNegative,
    Positive,
    Preview,
    RatioPlaces,
    in_places,
    places_words,
    plotted,
    to_places,
)
from dukao.scoring.wording import figure, operand, share


class Conversion(Method):
    """W × a ÷ out_of, the ratio held between floor and cap.

    >>> case = Case(Fraction(10), Fraction(93), {})
    >>> figure(Conversion().derive(case).score), Conversion().derive(case).formula
    ('9.3', '10 × 93 ÷ 100')
    """

    kind: Literal["conversion"] = "conversion"
    out_of: Positive = ONE * 100
    cap: Positive = ONE
    floor: NonNegative = ZERO
    ratio_places: RatioPlaces | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Conversion:
        if self.floor > self.cap:
            raise ValueError("保底 floor 不能高于封顶 cap")
        return self

    def score(self, cells: Cells) -> Outcome:
        ratio = in_places(cells.value().times(1 / Fraction(self.out_of)), self.ratio_places)
        return Outcome(ratio.clipped(Fraction(self.floor), Fraction(self.cap)).times(cells.full))

    def derive(self, case: Case) -> Derived:
        free = case.value / Fraction(self.out_of)
        ratio = to_places(free, self.ratio_places)
        formula = f"{figure(case.full)} × {operand(case.value)} ÷ {figure(self.out_of)}"
        notes: tuple[str, ...] = ()
        if self.ratio_places is not None:
            notes = (f"得分率 {operand(case.value)} ÷ {figure(self.out_of)}，取 {share(ratio)}",)
            formula = f"{figure(case.full)} × {share(ratio)}"
        for edge, beyond, word in (
            (self.cap, ratio > self.cap, "封顶"),
            (self.floor, ratio < self.floor, "保底"),
        ):
            if beyond:
                note = f"得分率 {share(ratio)}，按 {share(edge)} {word}"
                return Derived(case.full * Fraction(edge), f"{figure(case.full)} × {share(edge)}", (note,))
        return Derived(case.full * ratio, formula, notes)

    def describe(self, full: Decimal, measure: str = "") -> str:
        sentence = f"按得分折算：满 {figure(self.out_of)} 分折合 {figure(full)} 分"
        if self.cap != 1:
            sentence += f"，最高折合 {figure(Fraction(full) * Fraction(self.cap))} 分"
        if self.floor:
            sentence += f"，最低折合 {figure(Fraction(full) * Fraction(self.floor))} 分"
        return sentence + places_words("百分比", self.ratio_places) + "。"

    def preview(self, full: Decimal) -> Preview:
        out_of, marks = Fraction(self.out_of), Fraction(full)
        corners = {Fraction(0), Fraction(self.floor), Fraction(self.cap), Fraction(self.cap) + Fraction(1, 5)}
        line = [(at, min(max(at, Fraction(self.floor)), Fraction(self.cap))) for at in sorted(corners)]
        points = tuple((plotted(at * out_of), plotted(held * marks)) for at, held in line)
        return Preview(points, axis="原得分", percent=False)
