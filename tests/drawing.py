"""A curve as an SVG picture for the documentation: plain shapes, no script, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from dukao.ui.charts import Axis, Curve

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 44, 46
FONT = "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
INK, FAINT, LINE, GRID, MARK = "#1c2025", "#62686f", "#1f4e86", "#e3e6ea", "#8d9096"


@dataclass(frozen=True)
class Jump:
    """At ``at`` the score jumps: ``filled`` is what it is there, ``hollow`` what it is beside it."""

    at: Decimal
    filled: Decimal
    hollow: Decimal


def picture(curve: Curve, jumps: Sequence[Jump], *, dotted: bool = False) -> str:
    """The whole drawing; ``dotted`` where there is nothing between the points."""
    return "\n".join(_Picture(curve, dotted=dotted).parts(jumps)) + "\n"


class _Picture:
    def __init__(self, curve: Curve, *, dotted: bool) -> None:
        self.curve, self.dotted = curve, dotted
        self.points = [(Decimal(x), Decimal(y)) for x, y in curve.points]
        across = [x for x, _ in self.points]
        self.x = Axis.over(across, parts=min(10, int(max(across))) if dotted else 8)
        scores = [y for _, y in self.points]
        # scores that all lie far above nought would be one flat line
        self.y = Axis.over(scores if min(scores) > max(scores) * 2 / 3 else [Decimal(0), *scores])

    def parts(self, jumps: Sequence[Jump]) -> Iterator[str]:
        name = escape(f"{self.curve.y_name}与{self.curve.x_name}的关系")
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" aria-label="{name}" font-family="{FONT}" font-size="12">'
        )
        yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#fff"/>'
        yield from self._grid()
        yield from self._marks()
        yield from self._line()
        for jump in jumps:
            yield self._dot(jump.at, jump.hollow, hollow=True)
            yield self._dot(jump.at, jump.filled)
        yield "</svg>"

    def _grid(self) -> Iterator[str]:
        for tick in _ticks(self.y):
            height = self._down(tick)
            yield f'<path d="M{LEFT} {height}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
            yield _text(LEFT - 8, height + 4, _figure(tick), "end", FAINT)
        for tick in _ticks(self.x):
            yield _text(self._along(tick), HEIGHT - BOTTOM + 18, _figure(tick), "middle", FAINT)
        base = self._down(max(self.y.low, Decimal(0)))
        yield f'<path d="M{LEFT} {base}H{WIDTH - RIGHT}" stroke="{MARK}"/>'
        unit = f"（{self.curve.x_unit}）" if self.curve.x_unit else ""
        yield _text(WIDTH - RIGHT, HEIGHT - 8, f"{self.curve.x_name}{unit}", "end", INK)
        yield _text(LEFT - 40, 18, f"{self.curve.y_name}（分）", "start", INK)

    def _marks(self) -> Iterator[str]:
        for name, at in self.curve.marks:
            along = self._along(Decimal(at))
            yield (f'<path d="M{along} {TOP - 6}V{HEIGHT - BOTTOM}" stroke="{MARK}" stroke-dasharray="4 3"/>')
            yield _text(along, TOP - 12, name, "middle", FAINT)

    def _line(self) -> Iterator[str]:
        if self.dotted:
            yield from (self._dot(x, y) for x, y in self.points)
            return
        path, last = [], None
        for x, y in self.points:
            # a jump is not part of the line: the pen is lifted
            path.append(f"{'M' if last is None or (x == last[0] and y != last[1]) else 'L'}")
            path[-1] += f"{self._along(x)} {self._down(y)}"
            last = x, y
        yield f'<path d="{"".join(path)}" fill="none" stroke="{LINE}" stroke-width="2" stroke-linejoin="round"/>'

    def _dot(self, x: Decimal, y: Decimal, *, hollow: bool = False) -> str:
        fill = "#fff" if hollow else LINE
        return (
            f'<circle cx="{self._along(x)}" cy="{self._down(y)}" r="3.5" fill="{fill}" stroke="{LINE}" '
            'stroke-width="1.5"/>'
        )

    def _along(self, x: Decimal) -> Decimal:
        return _coordinate(LEFT + (x - self.x.low) / (self.x.high - self.x.low) * (WIDTH - LEFT - RIGHT))

    def _down(self, y: Decimal) -> Decimal:
        return _coordinate(
            HEIGHT - BOTTOM - (y - self.y.low) / (self.y.high - self.y.low) * (HEIGHT - TOP - BOTTOM)
        )


def _ticks(axis: Axis) -> Iterator[Decimal]:
    tick = axis.low
    while tick <= axis.high:
        yield tick
        tick += axis.step


def _text(x: Decimal | int, y: Decimal | int, text: str, anchor: str, colour: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _coordinate(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def _figure(value: Decimal) -> str:
    return format(value.normalize(), "f").replace("-", "−")
