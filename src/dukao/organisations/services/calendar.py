"""The holiday notice of a year, entered by the office when it is published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import CalendarNotice
from dukao.organisations.policies import can_change_whole_place
from dukao.organisations.selectors import notice_of
from dukao.organisations.vocabulary import FIXED_HOLIDAYS


@transaction.atomic
def enter_notice(
    *,
    actor: Actor,
    year: int,
    notice: str,
    days_off: Collection[date],
    work_days: Collection[date],
    at: datetime,
    key: str = "",
) -> None:
    """The year is governed by this notice and is no longer provisional.

    ``days_off`` are all days of the holidays, weekends inside them included; ``work_days`` are the
    Saturdays and Sundays worked in exchange. Deadlines in that year move at once, since none is stored.
    """
    if is_done(key):
        return
    require(can_change_whole_place(actor))
    _check(year, notice, set(days_off), set(work_days))
    before = notice_of(year)
    entry, _ = CalendarNotice.objects.update_or_create(
        year=year,
        defaults={"notice": notice.strip(), "days_off": _plain(days_off), "work_days": _plain(work_days)},
    )
    record(
        actor=actor, event="calendar_entered", subject=entry, label=str(entry), at=at, key=key,
        before=before and _plain_notice(*before),
        after=_plain_notice(entry.notice, days_off, work_days),
    )  # fmt: skip


def _check(year: int, notice: str, days_off: set[date], work_days: set[date]) -> None:
    if not notice.strip():
        raise DomainError("notice_missing", "请填写通知文号，例如“国办发明电〔2026〕7号”。")
    outside = sorted(day for day in days_off | work_days if day.year != year)
    if outside:
        raise DomainError(
            "other_year", f"{outside[0]} 不在 {year} 年内，请核对。跨年的假期在两年各录各的日子。"
        )
    missing = [day for day in (date(year, *fixed) for fixed in FIXED_HOLIDAYS) if day not in days_off]
    if missing:
        raise DomainError("statutory_missing", f"{_words(missing[0])}是法定节假日，放假日里没有它，请补上。")
    both = sorted(days_off & work_days)
    if both:
        raise DomainError("both", f"{_words(both[0])}既在放假日又在上班日里，请删去一处。")
    weekdays = sorted(day for day in work_days if day.weekday() < 5)
    if weekdays:
        raise DomainError("no_weekend", f"{_words(weekdays[0])}不是周六或周日，不必列为调休上班日。")


def _words(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _plain_notice(notice: str, days_off: Collection[date], work_days: Collection[date]) -> dict[str, Any]:
    return {"notice": notice, "days_off": _plain(days_off), "work_days": _plain(work_days)}


def _plain(days: Collection[date]) -> list[str]:
    return sorted(day.isoformat() for day in days)
