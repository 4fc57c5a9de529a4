"""Figures and dates as the interface writes them; every function is pure, and ``None`` is written —."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

#: What stands where nothing applies.
NOTHING = "—"
#: U+2212: a hyphen is too short beside figures.
MINUS = "\u2212"
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")

Number = Decimal | int | float
N = TypeVar("N", bound=Number)


def exact(value: Number, places: int) -> Decimal:
    """Rounded half up, as people expect; a float counts as the decimal it is written as.

    >>> exact(86.005, 2), exact(Decimal("-2.345"), 2)
    (Decimal('86.01'), Decimal('-2.35'))
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def number(value: Number | None, places: int | None = None) -> str:
    """With thousands separators; without ``places`` the value keeps its own decimals.

    >>> number(1234567), number(Decimal("-2.60")), number(9420.5, 2), number(None)
    ('1,234,567', '−2.60', '9,420.50', '—')
    """
    if value is None:
        return NOTHING
    if isinstance(value, int) and not places:
        return f"{value:,}".replace("-", MINUS)
    figure = Decimal(str(value)) if places is None else exact(value, places)
    return f"{figure:,f}".replace("-", MINUS)


def score(value: Number | None) -> str:
    """Two decimals, always.

    >>> score(Decimal("86.25")), score(100), score(Decimal("86.005")), score(None)
    ('86.25', '100.00', '86.01', '—')
    """
    return number(value, 2)


def signed(value: Number | None, places: int = 2) -> str:
    """
    >>> signed(1), signed(Decimal("-1.42")), signed(0), signed(4, 0)
    ('+1.00', '−1.42', '0.00', '+4')
    """
    if value is None:
        return NOTHING
    figure = exact(value, places)
    return f"+{number(figure)}" if figure > 0 else number(figure)


def points(value: Number | None, places: int = 1) -> str:
    """A percentage given as such.

    >>> points(88.372), points(100, 0)
    ('88.4%', '100%')
    """
    return NOTHING if value is None else f"{number(value, places)}%"


def percent(ratio: Number | None, places: int = 1) -> str:
    """A percentage given as a ratio.

    >>> percent(0.884), percent(Decimal("1.02564"), 2)
    ('88.4%', '102.56%')
    """
    return NOTHING if ratio is None else points(Decimal(str(ratio)) * 100, places)


def rank(place: int | None, among: int) -> str:
    """
    >>> rank(9, 24), rank(None, 24)
    ('9 / 24', '—')
    """
    return NOTHING if place is None else f"{place} / {among}"


def file_size(size: int) -> str:
    """
    >>> file_size(812), file_size(2_516_582), file_size(48_000)
    ('812 字节', '2.4 MB', '47 KB')
    """
    if size < 1024:
        return f"{size} 字节"
    return f"{exact(size / 1024, 0)} KB" if size < 1024**2 else f"{exact(size / 1024**2, 1)} MB"


def digest(value: str) -> str:
    """The two ends of a fingerprint, enough to compare by eye.

    >>> digest("9f3c77d0e1aa41e2a41e")
    '9f3c…a41e'
    """
    return f"{value[:4]}…{value[-4:]}"


def day(value: date | None) -> str:
    """
    >>> day(date(2026, 9, 28)), day(None)
    ('9 月 28 日', '—')
    """
    return NOTHING if value is None else f"{value.month} 月 {value.day} 日"


def day_year(value: date | None) -> str:
    """
    >>> day_year(date(2026, 9, 28))
    '2026 年 9 月 28 日'
    """
    return NOTHING if value is None else f"{value.year} 年 {day(value)}"


def day_short(value: date | None) -> str:
    """In tables.

    >>> day_short(date(2026, 9, 8))
    '9-08'
    """
    return NOTHING if value is None else f"{value.month}-{value.day:02}"


def iso(value: date | None) -> str:
    """
    >>> iso(date(2026, 9, 28))
    '2026-09-28'
    """
    return NOTHING if value is None else f"{value:%Y-%m-%d}"


def clock(value: datetime | time | None) -> str:
    """
    >>> clock(time(17, 30))
    '17:30'
    """
    return NOTHING if value is None else f"{value:%H:%M}"


def moment(value: datetime | None) -> str:
    """
    >>> moment(datetime(2026, 9, 28, 17, 30))
    '9 月 28 日 17:30'
    """
    return NOTHING if value is None else f"{day(value)} {clock(value)}"


def moment_year(value: datetime | None) -> str:
    """On paper, which is read in other years too.

    >>> moment_year(datetime(2026, 9, 28, 17, 30))
    '2026 年 9 月 28 日 17:30'
    """
    return NOTHING if value is None else f"{day_year(value)} {clock(value)}"


def moment_short(value: datetime | None) -> str:
    """
    >>> moment_short(datetime(2026, 9, 8, 9, 5))
    '9-08 09:05'
    """
    return NOTHING if value is None else f"{day_short(value)} {clock(value)}"


def moment_iso(value: datetime | None) -> str:
    """
    >>> moment_iso(datetime(2026, 9, 8, 9, 5))
    '2026-09-08 09:05'
    """
    return NOTHING if value is None else f"{iso(value)} {clock(value)}"


def weekday(value: date | None) -> str:
    """
    >>> weekday(date(2026, 9, 28))
    '星期一'
    """
    return NOTHING if value is None else WEEKDAYS[value.weekday()]


def day_range(first: date, last: date) -> str:
    """Says only what differs.

    >>> day_range(date(2026, 10, 9), date(2026, 10, 15))
    '10 月 9 日至 15 日'
    >>> day_range(date(2026, 9, 28), date(2026, 10, 9))
    '9 月 28 日至 10 月 9 日'
    >>> day_range(date(2026, 12, 28), date(2027, 1, 5))
    '2026 年 12 月 28 日至 2027 年 1 月 5 日'
    >>> day_range(date(2026, 12, 30), date(2026, 12, 30))
    '12 月 30 日'
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day_year(first)}至 {day_year(last)}"
    if first.month != last.month:
        return f"{day(first)}至 {day(last)}"
    return f"{day(first)}至 {last.day} 日"
