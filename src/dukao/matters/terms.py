"""The clocks of a matter: until when it is to be done, received and spoken of."""

from __future__ import annotations

from datetime import date, timedelta

from dukao.kernel.workdays import WorkCalendar
from dukao.matters.vocabulary import DayKind


def limit_day(start: date, days: int, day_kind: str, calendar: WorkCalendar) -> date:
    """The last day of a term that starts on ``start``, which is not counted (民法典第二百零一条).

    A term in natural days whose last day is a day off ends on the next working day (第二百零三条).
    """
    if day_kind == DayKind.WORKING:
        return calendar.add(start, days)
    return calendar.roll_forward(start + timedelta(days=days))
