"""Charts as data: one frozen class each, drawn by the chart module, read aloud and printed as a table.

Every figure that is written out is written here, exactly; the drawing needs only lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from dukao.ui.formats import NOTHING, Number, number, score, signed

#: Values of an axis are 1, 2 or 5 times a power of ten apart.
ROUND_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Table:
    """The data of a chart, ready to be printed."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Axis:
    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def over(cls, values: list[Decimal], parts: int = 4) -> Axis:
        """A round axis that holds all values.

        >>> axis = Axis.over([Decimal("85.3"), Decimal(100)])
        >>> [str(part) for part in (axis.low, axis.high, axis.step)]
        ['85', '100', '5']
        """
        low, high = min(values), max(values)
        rough = (high - low) / parts or abs(high) / parts or Decimal(1)
        size = Decimal(1).scaleb(rough.adjusted())
        step = next(part * size for part in ROUND_STEPS if part * size >= rough)
        bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
        top = (high / step).to_integral_value(ROUND_CEILING) * step
        return cls(_plain(bottom), _plain(top if top > bottom else bottom + step), _plain(step))

    def as_json(self) -> dict[str, float]:
        return {"min": float(self.low), "max": float(self.high), "interval": float(self.step)}


@dataclass(frozen=True)
class Waterfall:
    """From one total to another by steps, each hanging from the sum so far."""

    start: tuple[str, Number]
    steps: tuple[tuple[str, Number], ...]
    end: tuple[str, Number]
    unit: str = "分"
    places: int = 2
    kind = "waterfall"

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "axis": self._axis().as_json(),
            "steps": [
                {
                    "name": self.start[0],
                    "value": float(self.start[1]),
                    "text": number(self.start[1], self.places),
                    "total": True,
                },
                *(
                    {"name": name, "value": float(value), "text": signed(value, self.places)}
                    for name, value in self.steps
                ),
                {
                    "name": self.end[0],
                    "value": float(self.end[1]),
                    "text": number(self.end[1], self.places),
                    "total": True,
                    "end": True,
                },
            ],
        }

    def as_table(self) -> Table:
        steps = tuple((name, signed(value, self.places)) for name, value in self.steps)
        return Table(
            ("项目", self.unit),
            (
                (self.start[0], number(self.start[1], self.places)),
                *steps,
                (self.end[0], number(self.end[1], self.places)),
            ),
        )

    def _axis(self) -> Axis:
        """Cut below the lowest sum, with room for the shortest bar to be seen whole."""
        sums = [_decimal(self.start[1])]
        for _, value in self.steps:
            sums.append(sums[-1] + _decimal(value))
        low, high = min(*sums, _decimal(self.end[1])), max(sums)
        room = (high - low) / 4 or Decimal(1)
        return Axis.over([max(low - room, Decimal(0)) if low >= 0 else low - room, high])


@dataclass(frozen=True)
class Series:
    """One line or one set of bars. ``colour`` is a token name without its prefix: "seal", "c5", "ink-4"."""

    name: str
    values: tuple[Number | None, ...]
    colour: str = ""
    strong: bool = False
    dashed: bool = False
    #: The shape of its points, where colours alone do not tell lines apart: "triangle", "rect".
    symbol: str = ""
    #: What stands at the end of the line; the name unless given.
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "data": [None if value is None else float(value) for value in self.values],
            "texts": [number(value) for value in self.values],
            "colour": self.colour,
            "strong": self.strong,
            "dashed": self.dashed,
            "symbol": self.symbol,
            "label": self.label or self.name,
        }


@dataclass(frozen=True)
class Trend:
    """Lines over time, named at their ends. The axis may be cut."""

    x: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    low: Number | None = None
    high: Number | None = None
    kind = "trend"

    def as_json(self) -> dict[str, Any]:
        values = [_decimal(value) for one in self.series for value in one.values if value is not None]
        values += [_decimal(bound) for bound in (self.low, self.high) if bound is not None]
        axis = Axis.over(values or [Decimal(0), Decimal(1)], parts=3)
        return {
            "unit": self.unit,
            "x": self.x,
            "axis": axis.as_json(),
            "series": [one.as_json() for one in self.series],
        }

    def as_table(self) -> Table:
        return _columns(self.x, self.series, self.unit)


@dataclass(frozen=True)
class Bars:
    """Upright bars from zero, side by side or stacked."""

    x: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    stacked: bool = False
    kind = "bars"

    def as_json(self) -> dict[str, Any]:
        series = [one.as_json() for one in self.series]
        return {"unit": self.unit, "x": self.x, "stacked": self.stacked, "series": series}

    def as_table(self) -> Table:
        return _columns(self.x, self.series, self.unit)


@dataclass(frozen=True)
class Curve:
    """How x becomes points, with its marks and where one case stands on it."""

    points: tuple[tuple[Number, Number], ...]
    x_name: str = "完成率"
    x_unit: str = "%"
    y_name: str = "得分"
    marks: tuple[tuple[str, Number], ...] = ()
    at: tuple[Number, Number] | None = None
    kind = "curve"

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.x_unit,
            "xAxis": Axis.over([_decimal(x) for x, _ in self.points], parts=6).as_json(),
            "axis": Axis.over([Decimal(0), *(_decimal(y) for _, y in self.points)]).as_json(),
            "points": [[float(x), float(y)] for x, y in self.points],
            "marks": [{"name": name, "x": float(x)} for name, x in self.marks],
            "at": {"coord": [float(self.at[0]), float(self.at[1])], "text": score(self.at[1])}
            if self.at
            else None,
        }

    def as_table(self) -> Table:
        rows = tuple((f"{number(x)}{self.x_unit}", number(y)) for x, y in self.points)
        return Table((self.x_name, self.y_name), rows)


Chart = Waterfall | Trend | Bars | Curve


def _decimal(value: Number) -> Decimal:
    return Decimal(str(value))


def _plain(value: Decimal) -> Decimal:
    """Without exponent: 1E+2 becomes 100."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _columns(x: tuple[str, ...], series: tuple[Series, ...], unit: str) -> Table:
    head = tuple(f"{one.name}（{unit}）" if unit else one.name for one in series)
    cells = ([NOTHING if value is None else number(value) for value in one.values] for one in series)
    return Table(("", *head), tuple(zip(x, *cells, strict=True)))
