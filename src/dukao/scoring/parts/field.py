"""Kinds of fields: how a stored value is shown to people, and how what they write is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dukao.scoring.numbers import normal, parse_decimal
from dukao.scoring.parts.paths import taken
from dukao.scoring.policies import RoundingMode, RoundingRule

Words = Mapping[str, str]
#: Controls and halves of signs.
UNPRINTABLE = {"Cc", "Cs"}
_SEPARATORS = re.compile(r"[\s、，,；;]+")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value of the document. ``key`` may be dotted; ``unset`` says in words what holds when it is empty.

    Stored values are plain data as the document's JSON has them: numbers as text.
    """

    key: str
    label: str
    hint: str = ""
    unset: str = ""
    needed: bool = False

    def shown(self, value: Any) -> str:
        """The stored value as text; "" where nothing is stored."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """The value to store for what was written, ``None`` for nothing; ValueError says what is wrong."""
        return text.strip() or None


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free text. What no file can carry, such as the vertical tabs a word processor leaves, is dropped."""

    lines: int = 1

    def read(self, text: str) -> Any:
        plain = text.replace("\r\n", "\n")
        kept = (sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in UNPRINTABLE)
        return "".join(kept).strip() or None


@dataclass(frozen=True, kw_only=True)
class UnitCode(Text):
    """One unit. People write its code, or take "B02 市发展改革委" from the suggestions."""

    def read(self, text: str) -> Any:
        return text.strip().split(" ")[0] or None


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number, or one of a few words that stand for themselves: 不封顶."""

    words: Words = field(default_factory=dict)
    unit: str = ""

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        return self.words.get(str(value)) or self._figure(str(value))

    def read(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        for stored, word in self.words.items():
            if text in {stored, word}:
                return stored
        return self._parsed(text)

    def _figure(self, stored: str) -> str:
        return normal(parse_decimal(stored))

    def _parsed(self, text: str) -> str:
        if self.unit == "分" and text.endswith(("%", "％")):
            raise ValueError(f"“{text}”不行，这里填分数，请写不带百分号的数")
        try:
            return normal(parse_decimal(text))
        except ValueError as error:
            if not self.words:
                raise
            raise ValueError(f"“{text}”不行，请填数字，或写“{'”“'.join(self.words.values())}”") from error


@dataclass(frozen=True, kw_only=True)
class AxisNumber(Number):
    """A value on an axis that may be a completion ratio: one written in percent is shown so."""

    def shown(self, value: Any) -> str:
        return str(value) if str(value).endswith("%") else super().shown(value)


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A ratio that people write in percent: 80 and 80% are both stored as 0.8."""

    unit: str = "%"

    def _figure(self, stored: str) -> str:
        return normal(parse_decimal(stored).scaleb(2))

    def _parsed(self, text: str) -> str:
        figure = super()._parsed(text.rstrip("%％").strip())
        return normal(parse_decimal(figure).scaleb(-2))


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    def read(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        number = parse_decimal(text)
        if number != number.to_integral_value():
            raise ValueError(f"“{text}”不是整数")
        return int(number)


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no; no is not stored."""

    def shown(self, value: Any) -> str:
        return "是" if value else ""

    def read(self, text: str) -> Any:
        text = text.strip()
        if text in {"是", "on", "true", "True", "1", "硬"}:
            return True
        if text in {"", "否", "false", "False", "0", "软"}:
            return None
        raise ValueError(f"“{text}”不行，请写“是”或留空")


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    choices: Words

    def shown(self, value: Any) -> str:
        return "" if value is None else self.choices.get(str(value), str(value))

    def read(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        for stored, word in self.choices.items():
            if text in {stored, word}:
                return stored
        raise ValueError(f"没有“{text}”这个选项，可以写：{'、'.join(self.choices.values())}")


@dataclass(frozen=True, kw_only=True)
class Codes(Field):
    """Several codes, written with spaces or commas between them."""

    def shown(self, value: Any) -> str:
        return "、".join(value or ())

    def read(self, text: str) -> Any:
        return [code for code in _SEPARATORS.split(text.strip()) if code] or None


@dataclass(frozen=True, kw_only=True)
class Numbers(Field):
    """Several numbers in their order."""

    def shown(self, value: Any) -> str:
        return "、".join(normal(parse_decimal(one)) for one in value or ())

    def read(self, text: str) -> Any:
        return [normal(parse_decimal(one)) for one in _SEPARATORS.split(text.strip()) if one] or None


@dataclass(frozen=True, kw_only=True)
class RangeText(Field):
    """An interval as in mathematics: [80, 90)."""


def _rounding_words() -> dict[str, Any]:
    words: dict[str, Any] = {RoundingRule().words: "none"}
    for mode in RoundingMode:
        for places in range(9):
            rule = RoundingRule(places=places, mode=mode)
            plain = mode is RoundingMode.HALF_UP
            words[rule.words] = places if plain else {"places": places, "mode": mode.value}
    return words


ROUNDING_WORDS = _rounding_words()


@dataclass(frozen=True, kw_only=True)
class Rounding(Field):
    """A rule of rounding in words: 四舍五入到 2 位小数."""

    def shown(self, value: Any) -> str:
        return "" if value is None else RoundingRule.model_validate(value).words

    def read(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        plain = text.replace(" ", "")
        for words, stored in ROUNDING_WORDS.items():
            if plain == words.replace(" ", ""):
                return stored
        if text.isdigit() and int(text) <= 8:
            return int(text)
        raise ValueError(f"“{text}”不行，请写“四舍五入到 2 位小数”这样，或“不舍入”")


@dataclass(frozen=True, kw_only=True)
class Table(Field):
    """Several rows of the same columns.

    With ``inside``, the rows stand in rows of that other table: the first column of each, ``OWNER``,
    says in which, counted from 1.
    """

    columns: tuple[Field, ...]
    row: str = "行"
    inside: str = ""

    def shown(self, value: Any) -> str:
        """The rows as one line of text, for sentences."""
        return "；".join("，".join(self._cells(row)) for row in value or ())

    def _cells(self, row: dict[str, Any]) -> list[str]:
        return [text for text in (column.shown(taken(row, column.key)) for column in self.columns) if text]

    def read(self, text: str) -> Any:
        raise TypeError("a table is read row by row")


#: Key of the column that says in which row of the outer table a row of an inner table stands.
OWNER = "#"
