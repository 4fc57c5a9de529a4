"""Exact numbers as people write them: parsed from text, kept digit by digit, never through a binary float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋％−", "0123456789.-+%-")
MAX_DIGITS = 60


def parse_decimal(raw: Any) -> Decimal:
    """The exact decimal that `raw` writes; "80%" is 0.80. Refuses binary floats and anything not finite.

    >>> parse_decimal("8.10"), parse_decimal("80%"), parse_decimal(" −2 ")
    (Decimal('8.10'), Decimal('0.80'), Decimal('-2'))
    """
    if type(raw) is str:
        return _parsed(raw)
    if isinstance(raw, bool) or not isinstance(raw, (str, int, Decimal, Fraction)):
        raise ValueError("请写成数字，例如 44.16（程序里请用 Decimal 或字符串，不用浮点数）")
    if isinstance(raw, Fraction):
        return exact_decimal(raw)
    return _parsed(str(raw))


@lru_cache(maxsize=65_536)
def _parsed(raw: str) -> Decimal:
    """The decimal of a text; facts of a city repeat the same few thousand."""
    text = raw.strip().translate(_FULL_WIDTH)
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"“{_shown(raw)}”不是数字，只能填数字，例如 44.16")
    if len(text) > MAX_DIGITS:
        raise ValueError(
            f"“{_shown(raw)}”有 {len(text)} 位，最多 {MAX_DIGITS} 位，请换用更大的计量单位，例如万元或亿元"
        )
    number = Decimal(text)
    if abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError(f"“{raw}”超出可计算的范围，请换用更大或更小的计量单位，例如万元或亿元")
    return number.scaleb(-2) if percent else number


def _shown(raw: str) -> str:
    """The text, or its beginning where nobody would read all of it."""
    return raw if len(raw) <= MAX_DIGITS else f"{raw[:20]}…"


def exact_decimal(value: Fraction) -> Decimal:
    """The terminating decimal equal to `value`; refuses a fraction that has none.

    >>> exact_decimal(Fraction(1, 8))
    Decimal('0.125')
    """
    denominator, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        places = max(places, power)
    if denominator != 1:
        raise ValueError(f"{value} 不是有限小数")
    return scaled_decimal(value.numerator * 10**places // value.denominator, places)


@lru_cache(maxsize=4096)
def fraction(value: Decimal) -> Fraction:
    """The number as a fraction; parameters of schemes are asked for again and again."""
    return Fraction(value)


def scaled_decimal(scaled: int, places: int) -> Decimal:
    """The decimal `scaled` / 10**`places`, with exactly that many places, whatever the decimal context.

    >>> scaled_decimal(-8625, 2)
    Decimal('-86.25')
    """
    digits = tuple(int(digit) for digit in str(abs(scaled)))
    return Decimal((int(scaled < 0), digits, -places))


def plain(value: Decimal) -> str:
    """The number as a person writes it: no exponent, the digits it came with."""
    return f"{value:f}"


def normal(value: Decimal) -> str:
    """The one spelling of this value: no exponent, no trailing zeros, no minus zero.

    >>> normal(Decimal("10.00")), normal(Decimal("-0.0")), normal(Decimal("1E+2"))
    ('10', '0', '100')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def decimal_places(value: Decimal) -> int:
    """How many digits stand behind the point, trailing zeros not counted."""
    text = normal(value)
    return len(text.partition(".")[2])


def percent(value: Decimal | Fraction) -> str:
    """A ratio as a percentage in words of the interface; at most four places.

    >>> percent(Decimal("0.811")), percent(Decimal("1.2"))
    ('81.1%', '120%')
    """
    share = Fraction(value) * 100
    scaled = (abs(share) * 20000 + 1) // 2
    sign = -1 if share < 0 else 1
    return normal(scaled_decimal(sign * int(scaled), 4)) + "%"


Number = Annotated[
    Decimal, BeforeValidator(parse_decimal), PlainSerializer(plain, return_type=str, when_used="json")
]
