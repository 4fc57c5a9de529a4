"""Number ranges with an explicit edge on either side, written as in mathematics: "[80, 90)"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import GetCoreSchemaHandler, SerializationInfo
from pydantic_core import CoreSchema, core_schema

from dukao.scoring.numbers import normal, parse_decimal, plain

_FORM = re.compile(r"([\[(（［【])\s*([^,，]+?)\s*[,，]\s*([^,，]+?)\s*([\])）］】])")
_LOW_INFINITE = {"-inf", "-∞", "−∞", ""}
_HIGH_INFINITE = {"inf", "+inf", "∞", "+∞", ""}


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers between two edges; a square bracket takes the edge in, a round one leaves it out.

    >>> Range.parse("[80, 90)").holds(Decimal("80")), Range.parse("[80, 90)").holds(Decimal("90"))
    (True, False)
    >>> str(Range.parse("（-∞，60]")), Range.parse("[80,90)").words("%")
    ('(-∞, 60]', '80% 以上（含）、90% 以下（不含）')
    """

    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool

    @classmethod
    def parse(cls, text: Any) -> Range:
        """The range that the text writes; -∞ and +∞ stand with a round bracket."""
        if isinstance(text, Range):
            return text
        found = _FORM.fullmatch(str(text).strip())
        if not found:
            raise ValueError(f"区间“{text}”写法不对，请写成 [80, 90) 这样：方括号含端点，圆括号不含")
        opening, low_text, high_text, closing = found.groups()
        low = None if low_text.lower() in _LOW_INFINITE else parse_decimal(low_text)
        high = None if high_text.lower() in _HIGH_INFINITE else parse_decimal(high_text)
        made = cls(low, high, opening in "[［【" and low is not None, closing in "]］】" and high is not None)
        if low is not None and high is not None:
            empty = low > high or (low == high and not (made.low_in and made.high_in))
            if empty:
                raise ValueError(f"区间“{text}”里没有数，请把小的写在前面")
        return made

    def holds(self, value: Decimal | Fraction | int) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.low_in)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_in)

    def starts_before(self, other: Range) -> bool:
        return self._start < other._start

    def meets(self, other: Range) -> bool:
        """Whether `other` begins exactly where this ends: nothing between, nothing twice."""
        return self.high is not None and self.high == other.low and self.high_in != other.low_in

    def overlaps(self, other: Range) -> bool:
        first, second = (self, other) if self._start <= other._start else (other, self)
        if first.high is None or second.low is None:
            return True
        return first.high > second.low or (first.high == second.low and first.high_in and second.low_in)

    @property
    def _start(self) -> tuple[int, Decimal, int]:
        if self.low is None:
            return (0, Decimal(0), 0)
        return (1, self.low, 0 if self.low_in else 1)

    def words(self, suffix: str = "") -> str:
        """The range in words that leave no doubt about the edges."""
        low = (
            "" if self.low is None else f"{plain(self.low)}{suffix} 以上（{'含' if self.low_in else '不含'}）"
        )
        high = (
            ""
            if self.high is None
            else f"{plain(self.high)}{suffix} 以下（{'含' if self.high_in else '不含'}）"
        )
        if self.low is not None and self.low == self.high:
            return f"等于 {plain(self.low)}{suffix}"
        return "、".join(part for part in (low, high) if part) or "任何数"

    def __str__(self) -> str:
        return self._written(plain)

    @property
    def normal(self) -> str:
        """The one spelling of equal ranges: numbers without trailing zeros."""
        return self._written(normal)

    def _written(self, number: Callable[[Decimal], str]) -> str:
        low = "-∞" if self.low is None else number(self.low)
        high = "+∞" if self.high is None else number(self.high)
        return f"{'[' if self.low_in else '('}{low}, {high}{']' if self.high_in else ')'}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(_serialised, info_arg=True),
        )


def _serialised(value: Range, info: SerializationInfo) -> str:
    """As written in a file; in plain data, from which digests are made, in its one spelling."""
    return str(value) if info.mode == "json" else value.normal
