"""Plausible figures: seasons, strong and weak units, a few outliers; the same seed gives the same city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random

#: Share of the year's target that should be done by the end of each month: winter is slow.
_SEASON = (3, 7, 16, 25, 34, 45, 53, 61, 71, 82, 92, 100)
#: How much of the year's work a unit takes, by the kind of its code.
_SCALE = {"X": Decimal("1"), "KF": Decimal("0.6"), "GQ": Decimal("0.25"), "TOWN": Decimal("0.06")}
_DEPARTMENT = Decimal("0.3")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's figures on one indicator in one month."""

    target: Decimal | None
    value: Decimal | None


def skill_of(code: str, seed: int) -> float:
    """How well a unit does in general: most a little below plan, some well above, a few far below."""
    random = Random(f"{seed}-{code}")  # noqa: S311 - demo data
    return max(-0.22, min(0.06, random.gauss(-0.05, 0.05))) - (0.12 if random.random() < 0.05 else 0)


def series(code: str, indicator: Mapping[str, str], year: int, seed: int) -> list[Line]:
    """Twelve months of one unit and indicator; months ahead carry their targets too."""
    return _series(code, *(indicator[name] for name in ("code", "shape", "target", "decimals")), year, seed)


@cache
def _series(code: str, name: str, shape: str, target: str, decimals: str, year: int, seed: int) -> list[Line]:
    random = Random(f"{seed}-{year}-{code}-{name}")  # noqa: S311 - demo data
    lean = skill_of(code, seed) + random.gauss(0, 0.04)
    places, full = int(decimals), Decimal(target)
    if shape in {"cumulative", "plan"}:
        if shape == "cumulative":
            full = max(
                _round(full * _scale(code) * Decimal(str(1 + random.gauss(0, 0.15))), places), _step(places)
            )
        return _cumulative(full, lean, places, random, capped=shape == "plan")
    return [_point(shape, full, lean, places, random) for _ in range(12)]


def _cumulative(full: Decimal, lean: float, places: int, random: Random, *, capped: bool) -> list[Line]:
    lines, reached = [], Decimal(0)
    for share in _SEASON:
        plan = _round(full * share / 100, places)
        pace = Decimal(str(max(0.35, 1 + lean + random.gauss(0, 0.03))))
        reached = max(reached, _round(full * share / 100 * pace, places))
        if capped:
            reached = min(reached, full)
        lines.append(Line(plan, reached))
    return lines


def _point(shape: str, full: Decimal, lean: float, places: int, random: Random) -> Line:
    if shape == "growth":
        return Line(full, _round(full + Decimal(str(lean * 30 + random.gauss(0, 0.9))), places))
    if shape == "rating":
        value = full * Decimal(str(1 + lean / 2 + random.gauss(0, 0.012)))
        return Line(None, min(_round(value, places), Decimal(100)))
    if shape == "lower":
        return Line(full, _round(full * Decimal(str(1 - lean + random.gauss(0.02, 0.05))), places))
    if shape == "count":
        return Line(None, Decimal(random.choices((0, 1, 2), (90, 8, 2))[0]))
    ceiling = Decimal(100) if full > 20 else full * 2
    value = full * Decimal(str(1.005 + lean * 0.35 + random.gauss(0, 0.012)))
    return Line(full, max(Decimal(0), min(_round(value, places), ceiling)))


def _scale(code: str) -> Decimal:
    if code.startswith("X"):
        return _SCALE["X"] if len(code) == 2 else _SCALE["TOWN"]
    return _SCALE.get(code[:2], _DEPARTMENT)


def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(_step(places), ROUND_HALF_UP)
