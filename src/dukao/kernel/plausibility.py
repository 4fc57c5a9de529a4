"""Days that can be meant: what lies outside is a slip of the keyboard, and no calculation survives it."""

from __future__ import annotations

from datetime import date

from dukao.kernel.clock import today

#: The oldest units and offices in use were founded after this.
FIRST_YEAR = 1900
#: Terms of office, loans and plans reach no further than two five-year plans from next year on.
YEARS_AHEAD = 11


def check_day(day: date) -> str:
    """A sentence when nobody can mean that day, or "".

    >>> check_day(date(9999, 12, 31))
    '日期 9999-12-31 不合理，请核对'
    """
    if FIRST_YEAR <= day.year <= today().year + YEARS_AHEAD:
        return ""
    return f"日期 {day.isoformat()} 不合理，请核对"
