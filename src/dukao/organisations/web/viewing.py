"""The day a page looks at: today, or any other day named in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages

from dukao.kernel import clock
from dukao.kernel.request import Request


@dataclass(frozen=True, slots=True)
class Viewing:
    """``query`` goes behind the address of every link, so that the day stays chosen."""

    day: date
    is_today: bool

    @property
    def query(self) -> str:
        return "" if self.is_today else f"?day={self.day.isoformat()}"


def viewing(request: Request) -> Viewing:
    """The day asked for; one that does not exist is told and today is shown instead."""
    today, asked = clock.today(), request.GET.get("day", "")
    try:
        day = date.fromisoformat(asked) if asked else today
    except ValueError:
        messages.error(request, f"没有“{asked[:20]}”这个日期，显示的是今天的情况。日期写作 2020-06-30。")
        day = today
    return Viewing(day, day == today)
