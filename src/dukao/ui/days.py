"""Days as plans write them: 2026/9/30, 9月30日, 2026.9, 9月底, 三季度, 长期, and Excel's serial numbers."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from dukao.ui.formats import day_year
from dukao.ui.numbers import whole_number

#: Excel counts days from here; its day 60 never was, which no date after 1900 feels.
_EXCEL_BEGINNING = date(1899, 12, 30)
#: 1980 to 2091: numbers of five digits that can only be days.
_SERIALS = range(29_221, 69_763)
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?(?:\d{1,2}:\d\d(?::\d\d)?)?")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月(?:份)?(底|末|下旬|中旬|上旬|初)?")
_YEAR_MONTH = re.compile(r"(20\d\d)[-/.](\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月|[-/])(\d{1,2})(?:日|号)?")
_POINT = re.compile(r"(\d{1,2})\.(\d{1,2})")
_QUARTER = re.compile(r"(?:(\d{4})年?)?(?:第?([一二三四1-4])季度|Q([1-4]))(?:末|底)?")
_HALF = re.compile(r"(?:(\d{4})年?)?(上|下)半年(?:末|底)?")
_YEAR_END = re.compile(
    r"(?:(\d{4})年?|(今年|当年|本年|全年))?(?:年?(?:底|末|内|终))|(\d{4})年|今年|全年|当年"
)
_LONG = re.compile(r"长期(?:坚持|推进)?|常年|持续(?:推进|实施|用力)?|常态化(?:推进)?|全年")
_RANGE = re.compile(r"(?<=[\d月日年底初末旬号])\s*(?:至|到|~|～|—+|–|-(?=\d{1,2}月)|-(?=\d{4}年))\s*")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PARTS = {"上旬": 10, "初": 10, "中旬": 20}


class NoDay(Exception):
    """The sentence says why this is no day and how to write one."""


@dataclass(frozen=True, slots=True)
class Read:
    """A day, and in ``guess`` what was assumed to get it, "" when nothing was."""

    day: date
    guess: str = ""


def read_day(text: str, year: int) -> Read:
    """The day meant; ``year`` is the plan's, for days written without one.

    >>> read_day("2026/9/30", 2026)
    Read(day=datetime.date(2026, 9, 30), guess='')
    >>> read_day("9月底", 2026).guess
    '“9月底”按 2026 年 9 月 30 日'
    """
    plain = unicodedata.normalize("NFKC", "".join(text.split())).rstrip("。,;")
    plain = re.sub(
        r"(?<=[\d日月底末初旬度年内号])(?:之?前|以前|之内)(?:完成|办结)?$|(?:完成|办结|见效)$", "", plain
    )
    last = _RANGE.split(plain)[-1] if _RANGE.search(plain) else plain
    if last != plain and (begun := re.match(r"(20\d\d)[年.\-/]", plain)):
        year = int(begun[1])
    day, is_sure = _day(last, year)
    return Read(day, "" if is_sure and last == plain else f"“{text.strip()}”按 {day_year(day)}")


def _day(text: str, year: int) -> tuple[date, bool]:
    """The day and whether it is written in full."""
    if match := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
        return _made(text, *(int(part) for part in match.groups())), True
    if (serial := whole_number(text)) is not None and serial in _SERIALS:
        return _EXCEL_BEGINNING + timedelta(days=serial), False
    if match := _MONTH_DAY.fullmatch(text):
        return _made(text, year, int(match[1]), int(match[2])), False
    if match := _MONTH.fullmatch(text):
        return _in_month(text, int(match[1] or year), int(match[2]), match[3] or ""), False
    if match := _YEAR_MONTH.fullmatch(text):
        if text.endswith(".1"):  # what Excel leaves of a typed 2026.10
            raise NoDay(f"“{text}”可能是 1 月，也可能是 10 月，请写清楚。")
        return _in_month(text, int(match[1]), int(match[2]), ""), False
    if match := _POINT.fullmatch(text):
        if match[2] in {"1", "2", "3"}:
            raise NoDay(f"“{text}”可能是 {match[1]} 月 {match[2]} 日，也可能是 {match[2]}0 日，请写清楚。")
        return _made(text, year, int(match[1]), int(match[2])), False
    if match := _QUARTER.fullmatch(text):
        return _in_month(text, int(match[1] or year), 3 * _QUARTERS[match[2] or match[3]], ""), False
    if match := _HALF.fullmatch(text):
        return _in_month(text, int(match[1] or year), 6 if match[2] == "上" else 12, ""), False
    if match := _YEAR_END.fullmatch(text):
        return date(int(match[1] or match[3] or year), 12, 31), False
    if _LONG.fullmatch(text):
        return date(year, 12, 31), False
    raise NoDay(f"“{text[:20]}”不是一个日期，请写作 2026-09-30；没有日期的留空，按办理时限计算。")


def _in_month(text: str, year: int, month: int, part: str) -> date:
    if not 1 <= month <= 12:
        raise NoDay(f"“{text}”没有这个月份，请核对。")
    return date(year, month, _PARTS.get(part) or monthrange(year, month)[1])


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay(f"没有“{text}”这个日期，请核对。") from None
