"""One cell at a time: what is stored for it, or what is wrong with it and what to do."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from dukao.kernel.identifiers import tidy
from dukao.kernel.plausibility import check_day
from dukao.organisations.workbook.sheets import Column, Kind

#: Excel counts days from here; its day 60 never was, which no date after 1900 feels.
_EXCEL_BEGINNING = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


class BadCell(Exception):
    """The sentence says what is wrong and what to do."""


def stored(value: Any, column: Column) -> str:
    """The cell as plain text: codes tidied, days as 2026-07-01, choices as database values; "" when empty."""
    if _is_empty(value):
        if column.required and not column.may_be_blank:
            raise BadCell("必填，这一格是空的，请补上。")
        return ""
    text = _READERS[column.kind](value, column)
    if len(text) > column.length and column.kind is not Kind.CHOICE:
        raise BadCell(f"最多 {column.length} 个字，现在 {len(text)} 个，请缩短。")
    if column.check is not None and (sentence := column.check(text)):
        raise BadCell(sentence)
    return text


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any, column: Column) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise BadCell("有看不见的字符，请清空后重新输入。")
    return text


def _code(value: Any, column: Column) -> str:
    if not isinstance(value, str):
        raise BadCell("是数字格式，前面的 0 或末几位可能已经丢失。请把这一列设为文本，再照原件重新填写。")
    return tidy(value)


def _day(value: Any, column: Column) -> str:
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = _EXCEL_BEGINNING + timedelta(days=int(value)) if 1 <= value < 2_958_466 else None
    elif isinstance(value, str):
        value = _written_day(unicodedata.normalize("NFKC", "".join(value.split())))
    if not isinstance(value, date):
        raise BadCell("不是一个日期，请写作 2026-07-01。")
    if sentence := check_day(value):
        raise BadCell(f"{sentence}。")
    return value.isoformat()


def _written_day(text: str) -> date | None:
    """2026-07-01, 2026/7/1, 2026.7.1, 2026年7月1日, 20260701; a time after it does not matter."""
    match = _DAY.match(text)
    if match is None or (match.end() < len(text) and text[match.end()].isdigit() and not match[1]):
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(value: Any, column: Column) -> str:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    text = text.removesuffix(".0") if isinstance(value, float) else text
    if not re.fullmatch(r"\d{1,6}", text):
        raise BadCell("要填 0 或正整数，例如 10。")
    return str(int(text))


def _choice(value: Any, column: Column) -> str:
    text = str(value).strip()
    options = dict(column.options)
    if text not in options:
        raise BadCell(f"没有“{text[:20]}”这一项，请从下拉里选：{'、'.join(options)}。")
    return options[text]


_READERS = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
}
