"""Figures as they stand in Chinese sentences of a derivation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from dukao.scoring.exact import Exact, rounded
from dukao.scoring.policies import RoundingRule

_SHOWN = RoundingRule(places=6)
_UNIT = 10**6


def figure(value: Exact | Decimal | int) -> str:
    """The number without superfluous noughts; one that has no end is cut after six digits and says so.

    >>> figure(Fraction(811, 100)), figure(Fraction(1, 3)), figure(-5)
    ('8.11', '0.333333…', '−5')
    """
    exact = Fraction(value) if isinstance(value, (Decimal, int)) else value
    scaled = rounded(exact, _SHOWN)
    ends = isinstance(exact, Fraction) and exact * _UNIT == scaled
    whole, rest = divmod(abs(scaled), _UNIT)
    digits = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return ("−" if scaled < 0 else "") + digits + ("" if ends else "…")


def share(value: Exact | Decimal) -> str:
    """A ratio as a percentage.

    >>> share(Fraction(811, 1000)), share(Fraction(1, 3))
    ('81.1%', '33.333333…%')
    """
    exact = Fraction(value) if isinstance(value, Decimal) else value
    return figure(exact * Fraction(100)) + "%"


def operand(value: Exact | Decimal | int) -> str:
    """The number as it stands inside a formula: a negative one in brackets."""
    text = figure(value)
    return f"（{text}）" if text.startswith("−") else text


def tidy(formula: str) -> str:
    """No blanks beside full-width brackets."""
    return formula.replace(" （", "（").replace("） ", "）")


def worked_out(formula: str, result: Exact | Decimal) -> str:
    """The formula with its result; one that is nothing but its result is no formula.

    >>> worked_out("20 × 75%", Fraction(15)), worked_out("15", Fraction(15))
    ('20 × 75% = 15', '得 15 分')
    """
    shown = figure(result)
    return f"得 {shown} 分" if formula == shown else tidy(f"{formula} = {shown}")


def points(value: Exact | Decimal | int) -> str:
    return f"{figure(value)} 分"


def with_measure(value: Exact | Decimal | int, measure: str) -> str:
    """The number with its unit of measure; a percent sign stands close, a unit with a year in brackets.

    >>> with_measure(100, "亿元"), with_measure(100, "2017 年购买力平价美元")
    ('100 亿元', '100（2017 年购买力平价美元）')
    """
    if measure[:1].isdigit():
        return f"{figure(value)}（{measure}）"
    gap = "" if measure in {"", "%", "‰"} else " "
    return f"{figure(value)}{gap}{measure}"
