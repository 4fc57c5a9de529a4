"""How totals spread over an axis: dots and grade zones, as percentages of the drawing's width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from dukao.scoring import Grade
from dukao.ui.charts import Axis

HUNDRED = Decimal(100)
#: Dots of neighbours stand on three levels, so that they do not hide one another.
LEVELS = (22, 34, 46)


@dataclass(frozen=True, slots=True)
class Dot:
    """One unit on the axis; ``tone`` is "me", "top" or ""."""

    x: Decimal
    y: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """The stretch of the axis in which a grade lies; ``rank`` 1 is the best grade."""

    x: Decimal
    width: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Tick:
    x: Decimal
    label: Decimal
    anchor: str


class Scale:
    """From a total to its place on the drawing, 0 to 100.

    >>> scale = Scale([Decimal("74.4"), Decimal("94.18")])
    >>> [str(tick.label) for tick in scale.ticks], str(scale.place(Decimal("85")))
    (['70', '75', '80', '85', '90', '95'], '60.00')
    """

    def __init__(self, totals: Sequence[Decimal]) -> None:
        self.axis = Axis.over(list(totals) or [Decimal(0), Decimal(1)], parts=5)

    def place(self, value: Decimal) -> Decimal:
        held = min(max(value, self.axis.low), self.axis.high)
        share = (held - self.axis.low) * HUNDRED / (self.axis.high - self.axis.low)
        return share.quantize(Decimal("0.01"))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        first = (self.axis.low / self.axis.step).to_integral_value(ROUND_CEILING)
        last = (self.axis.high / self.axis.step).to_integral_value(ROUND_FLOOR)
        labels = [self.axis.low + step * self.axis.step for step in range(int(last - first) + 1)]
        return tuple(
            Tick(self.place(label), label, _anchor(place, len(labels))) for place, label in enumerate(labels)
        )

    def dots(self, totals: Sequence[tuple[Decimal, str]]) -> tuple[Dot, ...]:
        """Dots for totals with their tones; the own unit is drawn last and so on top."""
        ordered = sorted(totals, key=lambda pair: pair[0])
        dots = [
            Dot(self.place(total), LEVELS[at % len(LEVELS)], tone) for at, (total, tone) in enumerate(ordered)
        ]
        return tuple(sorted(dots, key=lambda dot: dot.tone == "me"))

    def zones(self, grades: Sequence[Grade]) -> tuple[Zone, ...]:
        """Where each grade's range lies on the axis; grades without a range have none."""
        zones = []
        for rank, grade in enumerate(grades, start=1):
            if grade.range is None:
                continue
            left = self.place(grade.range.low if grade.range.low is not None else self.axis.low)
            right = self.place(grade.range.high if grade.range.high is not None else self.axis.high)
            if right > left:
                zones.append(Zone(left, right - left, rank))
        return tuple(zones)


def _anchor(place: int, among: int) -> str:
    if place == 0:
        return "start"
    return "end" if place == among - 1 else "middle"
