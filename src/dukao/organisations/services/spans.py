"""Ending what holds from one day until another."""

from __future__ import annotations

from datetime import date

from dukao.kernel.errors import DomainError
from dukao.kernel.validity import Dated


def end_row(row: Dated, on: date) -> None:
    """The row holds no longer from ``on``; one that would end on its first day is taken away."""
    if row.until is not None and row.until <= on:
        raise DomainError("ended", f"这一条到 {row.until} 已经结束，不必再办。")
    if on < row.since:
        raise DomainError("ends_before_start", f"结束日期不能早于 {row.since}。")
    if on == row.since:
        row.delete()
        return
    row.until = on
    row.save(update_fields=["until"])


def require_forward(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise DomainError("ends_before_start", f"结束日期要晚于开始日期 {since}。")


def journal_span(row: Dated) -> dict[str, str]:
    """Begin and end as the journal writes them."""
    return {"since": row.since.isoformat(), **({"until": row.until.isoformat()} if row.until else {})}
