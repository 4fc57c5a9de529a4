"""How near a deadline is, in words and tone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dukao.ui.formats import clock, day, day_year

#: Within this time a deadline counts as near and is written as what is left.
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Due:
    """``tone`` is "" (plain), "soon" or "over"."""

    words: str
    tone: str = ""


def due(deadline: datetime | date, now: datetime | date) -> Due:
    """``deadline`` and ``now`` in the same zone; a bare date is due at the end of its day, whatever the hour.

    >>> at = datetime(2026, 9, 28, 14, 30)
    >>> due(datetime(2026, 9, 30, 17, 30), at)
    Due(words='剩 2 天 3 小时', tone='soon')
    >>> due(datetime(2026, 9, 28, 17, 30), at).words, due(datetime(2026, 9, 29, 12, 0), at).words
    ('今天 17:30', '明天 12:00')
    >>> due(datetime(2026, 9, 10, 17, 30), at), due(datetime(2026, 9, 28, 9, 0), at)
    (Due(words='逾期 18 日', tone='over'), Due(words='逾期 5 小时', tone='over'))
    >>> due(date(2026, 10, 12), at), due(date(2026, 9, 28), at).words, due(date(2027, 1, 8), at).words
    (Due(words='10 月 12 日', tone=''), '今天', '2027 年 1 月 8 日')
    """
    if isinstance(deadline, datetime):
        assert isinstance(now, datetime), "the hour matters here"
        return _due_at(deadline, now)
    return _due_on(deadline, now.date() if isinstance(now, datetime) else now)


def _due_at(deadline: datetime, now: datetime) -> Due:
    left, days = deadline - now, (deadline.date() - now.date()).days
    if left < timedelta(0):
        hours = -left // timedelta(hours=1)
        return Due(f"逾期 {-days} 日" if days else f"逾期 {hours} 小时" if hours else "刚刚逾期", "over")
    if days <= 1:
        return Due(f"{'明天' if days else '今天'} {clock(deadline)}", "soon")
    if left <= SOON:
        hours = left.seconds // 3600
        return Due(f"剩 {left.days} 天 {hours} 小时" if hours else f"剩 {left.days} 天", "soon")
    return Due(_plain(deadline, now))


def _due_on(deadline: date, today: date) -> Due:
    days = (deadline - today).days
    if days < 0:
        return Due(f"逾期 {-days} 日", "over")
    if days <= 1:
        return Due("明天" if days else "今天", "soon")
    return Due(f"剩 {days} 天", "soon") if days <= SOON.days else Due(_plain(deadline, today))


def _plain(deadline: date, today: date) -> str:
    return day(deadline) if deadline.year == today.year else day_year(deadline)
